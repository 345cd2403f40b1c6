/** A journey as text: what was read is written back byte for byte. Called by the recorder and by `journeys/`. */
import { refWord } from "./journey-refs.ts";
import {
  DIALS,
  END_MARK,
  MARKED,
  type Entry,
  type Journey,
  type JourneyScreen,
  type Named,
  type RequestNumber,
  type Turn,
} from "./journey-turns.ts";

/** The file's text. */
export function writeJourney({ about, at, entries }: Journey): string {
  return writeHeader(about, at) + entries.map(writeEntry).join("");
}

/** The lines a journey begins with. */
export function writeHeader(about: string, at: string | null): string {
  return `about: ${about}\n${at === null ? "" : `at: ${at}\n`}`;
}

/** An entry's lines, each with its line break; a recorder appends them as they happen. */
export function writeEntry(entry: Entry): string {
  if (entry.is === "note") return `${entry.text}\n`;
  if (entry.is === "phone") {
    const network = entry.network === null ? "" : ` ${entry.network}`;
    return `${entry.name} = ${entry.phone}${network}${entry.officer === true ? " officer" : ""}\n`;
  }
  if (entry.is === "sms") {
    const text = entry.text === null ? "" : writeScreen({ text: entry.text, end: false });
    return `${entry.by} sms:\n${text}`;
  }
  if (entry.is === "status") return `status${ofRequest(entry.request)}: ${entry.status}\n`;
  const screen = "screen" in entry && entry.screen !== null ? writeScreen(entry.screen) : "";
  return `${head(entry)}\n${screen}`;
}

/** The line, counted from 1, on which each entry begins once the journey is written. */
export function entryLines({ at, entries }: Journey): number[] {
  let line = at === null ? 2 : 3;
  return entries.map((entry) => {
    const first = line;
    line += writeEntry(entry).split("\n").length - 1;
    return first;
  });
}

/** `, {ref2}`; nothing where the last one is meant. */
function ofRequest(request: RequestNumber): string {
  return request === null ? "" : `, ${refWord(request)}`;
}

/** A turn's first line. */
export function head(turn: Turn): string {
  switch (turn.do) {
    case "dial":
      return `${turn.by}> ${turn.code}`;
    case "type":
      // No space after the sign of an empty answer: editors would take it away.
      if (turn.text === "") return `${turn.by}>`;
      return DIALS.test(turn.text) ? `${turn.by}! type ${turn.text}` : `${turn.by}> ${turn.text}`;
    case "late":
      return `${turn.by}! late ${turn.turns}`;
    case "write":
      return `${turn.by} sms> ${turn.text}`;
    case "after":
      return `after ${turn.for}`;
    case "move": {
      const because = turn.reason === null ? "" : ` because ${turn.reason}`;
      return `officer${ofRequest(turn.request)}: ${turn.to}${because}${withEach(turn.gives)}`;
    }
    case "suspend":
      return `operator: suspend ${turn.service}${withEach(turn.message)}`;
    case "resume":
      return `operator: resume ${turn.service}`;
    case "ask":
      return `officer asks${ofRequest(turn.request)}: ${turn.question}`;
    case "restart":
      return "! restart";
    default:
      return `${turn.by}! ${turn.do}`;
  }
}

/** ` with amount=500, place=Room 4`; nothing where there is none. */
function withEach(named: readonly Named[]): string {
  const each = named.map(({ name, value }) => `${name}=${value}`).join(", ");
  return each === "" ? "" : ` with ${each}`;
}

function writeScreen({ text, end }: JourneyScreen): string {
  const lines = text.split("\n").map((line) => (MARKED.test(line) ? `\\${line}` : line));
  if (end) lines.push(END_MARK);
  return lines.map((line) => `  ${line}\n`).join("");
}
