/**
 * The text of a journey, read; `journey-turns` says what it means.
 *
 * Owns the format and its faults, all of a file in one run. Writing what was read (`journey-write`)
 * gives the same bytes, comments included, so that a switch can replace what is expected and nothing
 * else. Refuses what could be read in two ways. Called by whoever plays journeys. Pure.
 */
import { gatewayPhone } from "../base/phone.ts";
import { readPlain } from "./journey-plain.ts";
import {
  DIALS,
  END_MARK,
  MARKED,
  type Entry,
  type Journey,
  type JourneyScreen,
  type Said,
  type Stands,
  type Turn,
} from "./journey-turns.ts";

export type * from "./journey-turns.ts";
export { passingMs } from "./journey-turns.ts";
export { entryLines, writeEntry, writeHeader, writeJourney } from "./journey-write.ts";

/** What is wrong, and how to mend it, in one sentence. */
export interface JourneyFault {
  file: string;
  /** 1-based. */
  line: number;
  message: string;
}

/** `test/journeys/leak.journey:12 message` */
export function showFault({ file, line, message }: JourneyFault): string {
  return `${file}:${line} ${message}`;
}

/** What is known while reading. */
interface Reading {
  entries: Entry[];
  /** By name: what the phone dialled and typed so far, and whether it can type. */
  phones: Map<string, { calls: number; inCall: boolean }>;
  fault: (line: number, message: string) => void;
}

/** The text without what editors of Windows add to it: the byte-order mark, and their line ends. */
export function journeyText(text: string): string {
  return text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
}

/** The journey, or every fault of the file in the order of its lines. `file` is only named. */
export function parseJourney(
  text: string,
  file: string,
): { journey: Journey } | { faults: JourneyFault[] } {
  const faults: JourneyFault[] = [];
  const fault = (line: number, message: string) => faults.push({ file, line, message });
  const reading: Reading = { entries: [], phones: new Map(), fault };

  const plain = journeyText(text);
  const lines = plain.replaceAll("\r", "").split("\n");
  const carriage = plain.indexOf("\r");
  if (carriage >= 0) {
    const line = plain.slice(0, carriage).split("\n").length;
    fault(line, "a carriage return within a line; take it out");
  }
  if (lines.at(-1) === "") lines.pop();
  else fault(lines.length, "the last line has no line break");

  const [aboutLine = "", atLine = ""] = lines;
  const about = /^about: (\S.*)$/.exec(aboutLine)?.[1];
  if (about === undefined) fault(1, "a journey begins with `about: ` and what it shows");
  const at = atLine.startsWith("at:") ? atLine.slice(4) : null;
  if (at !== null && !(atLine.startsWith("at: ") && isInstant(at))) {
    fault(2, "no instant; write it as `at: 2026-01-15T09:00+03:00`");
  }

  let next = (aboutLine.startsWith("about:") ? 1 : 0) + (at === null ? 0 : 1);
  while (next < lines.length) {
    const first = next++;
    while (lines[next]?.startsWith(" ") === true) next++;
    readEntry(reading, lines[first] ?? "", lines.slice(first + 1, next), first + 1);
  }
  if (faults.length > 0) return { faults: faults.sort((a, b) => a.line - b.line) };
  return { journey: { about: about ?? "", at, entries: reading.entries } };
}

/** A date that exists (Date.parse takes 30 February for 2 March), with an offset. */
function isInstant(text: string): boolean {
  const found = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (found === null || Number.isNaN(Date.parse(text))) return false;
  return new Date(`${found[1]}T00:00Z`).toISOString().startsWith(found[1] ?? "");
}

/** An entry's first line, which is line `at` of the file, and the indented ones under it. */
function readEntry(reading: Reading, line: string, under: string[], at: number): void {
  const { entries, phones, fault } = reading;
  const phone = /^([A-Z][A-Za-z0-9]*) = (\S+)(?: (?!officer$)(\S+))?( officer)?$/.exec(line);
  const told = /^([A-Z][A-Za-z0-9]*) sms:$/.exec(line)?.[1];
  if (told !== undefined) {
    if (!phones.has(told)) fault(at, undeclared(told));
    const shown = readScreen(under, at + 1, fault);
    if (shown?.end === true) fault(at, "an SMS has no `[end]`; write `\\[end]` if it reads so");
    entries.push({ is: "sms", by: told, text: shown?.text ?? null });
    return;
  }
  const turn = phone === null ? readTurn(reading, line, at) : null;
  if (turn !== null && "screen" in turn) {
    entries.push({ ...turn, screen: readScreen(under, at + 1, fault) });
    return;
  }
  if (turn !== null) entries.push(turn);
  else if (phone !== null) {
    const [, name = "", number = "", network = null, officer] = phone;
    if (gatewayPhone(number) === null) fault(at, "no number; write it as `+254700000001`");
    if (network !== null && !/^\d{5,6}$/.test(network)) {
      fault(at, "no network; write its five or six digits, such as 63902, or leave it out");
    }
    if (phones.has(name)) fault(at, `${name} is declared twice`);
    phones.set(name, { calls: 0, inCall: false });
    const declared = { is: "phone", name, phone: number, network } as const;
    entries.push(officer === undefined ? declared : { ...declared, officer: true });
  } else if (line === "" || line.startsWith("#")) {
    entries.push({ is: "note", text: line });
  }
  if (under.length > 0) fault(at + 1, "a screen stands right under the turn that it answers");
}

function undeclared(name: string): string {
  return `${name} is no phone; declare it above as \`${name} = +254700000001 63902\``;
}

/** A turn without its screen; null when the line is none, with a fault when it should be one. */
function readTurn(reading: Reading, line: string, at: number): Turn | Stands | null {
  if (line === "" || line.startsWith("#")) return null;
  const fault = (message: string) => {
    reading.fault(at, message);
    return null;
  };
  if (line === "! restart") return { is: "turn", by: null, do: "restart" };
  const plain = readPlain(line);
  if (typeof plain === "string") return fault(plain);
  if (plain !== null) return plain;
  const [, writer, words] = /^([A-Z][A-Za-z0-9]*) sms> (.+)$/.exec(line) ?? [];
  if (writer !== undefined && words !== undefined) {
    if (!reading.phones.has(writer)) return fault(undeclared(writer));
    return { is: "turn", by: writer, do: "write", text: words };
  }
  const [, by = "", sign, rest = ""] = /^([A-Z][A-Za-z0-9]*)([>!])(.*)$/.exec(line) ?? [];
  if (sign === undefined) {
    if (/^\s/.test(line)) return fault("a screen stands right under the turn that it answers");
    if (/^(about|at):/.test(line)) return fault("`about:` stands on line 1, `at:` on line 2");
    return fault(
      "not a turn; write `A> 2`, `A sms> YES`, `officer: closed`, `operator: suspend report`, `after 7 days` or `# a comment`",
    );
  }
  const phone = reading.phones.get(by);
  if (phone === undefined) {
    return fault(undeclared(by));
  }
  if (rest !== "" && !rest.startsWith(" ")) return fault(`a space is missing after ${by}${sign}`);
  if (sign === ">" && rest === " ") return fault(`an empty answer is written \`${by}>\``);
  const said = sign === ">" ? readSaid(rest.slice(1)) : readSignal(rest.slice(1));
  if (typeof said === "string") return fault(said);
  if (said.do === "late" && said.turns > phone.calls) {
    return fault(`${by} has dialled and typed ${phone.calls} times so far`);
  }
  if (said.do === "repeat" && phone.calls === 0) return fault(`${by} has not dialled yet`);
  if (["type", "drop", "cancel"].includes(said.do) && !phone.inCall) {
    return fault(`${by} is not in a call; dial first, as \`${by}> *384*99#\``);
  }
  if (said.do === "drop" || said.do === "cancel") {
    phone.inCall = false;
    return { is: "turn", by, do: said.do };
  }
  if (said.do === "dial") phone.inCall = true;
  if (said.do === "dial" || said.do === "type") phone.calls++;
  return { is: "turn", by, screen: null, ...said };
}

function readSaid(text: string): Said {
  return DIALS.test(text) ? { do: "dial", code: text } : { do: "type", text };
}

/** What stands after `A! `; the fault, when it is nothing. */
function readSignal(text: string): Said | { do: "drop" } | { do: "cancel" } | string {
  if (text === "drop" || text === "cancel" || text === "repeat") return { do: text };
  const turns = /^late ([1-9][0-9]{0,3})$/.exec(text)?.[1];
  if (turns === "1") return "the last callback again is `repeat`; `late` begins at 2";
  if (turns !== undefined) return { do: "late", turns: Number(turns) };
  const typed = /^type (.*)$/.exec(text)?.[1];
  if (typed === undefined) return "unknown; write drop, cancel, repeat, late 2 or type *100#";
  if (!DIALS.test(typed)) return "only an answer that reads like a code needs `! type`; write `> `";
  return { do: "type", text: typed };
}

/** The expected screen from its indented lines, of which the first is line `at`; none = null. */
function readScreen(under: string[], at: number, fault: Reading["fault"]): JourneyScreen | null {
  if (under.length === 0) return null;
  const lines = under.map((line, index) => {
    if (!line.startsWith("  ")) fault(at + index, "a screen is indented by two spaces");
    else if (line === "  ") fault(at + index, "an empty line of a screen is written `  \\`");
    return line.slice(2);
  });
  const marked = lines.indexOf(END_MARK);
  const end = marked >= 0;
  if (end && marked < lines.length - 1) fault(at + marked, "`[end]` stands last in a screen");
  if (marked === 0) fault(at, "a screen without text is written `  \\`");
  const said = end ? lines.slice(0, -1) : lines;
  return { text: said.map((line) => (MARKED.test(line) ? line.slice(1) : line)).join("\n"), end };
}
