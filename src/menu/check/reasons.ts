/**
 * The rule about reasons: with each at its greatest length on line one, in every language, what was
 * asked is still there and the reason is whole. Called by `lengths`, screen by screen.
 */
import { width } from "../../base/gsm7.ts";
import type { Facts, Snapshot, Wrong } from "../contract.ts";
import type { AnswerType } from "../screen-format.ts";
import type { WrongCode } from "../system-texts.ts";
import type { Lines } from "../layout.ts";
import type { CompiledScreen } from "../model.ts";
import { LINES_ON_A_PAGE } from "../layout.ts";
import { pageOf } from "../screen.ts";
import { writtenAt } from "../used.ts";
import { viewOf } from "../view.ts";
import { sayOf } from "../written.ts";
import { notOnList, TYPED_SHOWN_MAX } from "../wrong.ts";
import { longest } from "./greatest.ts";
import { linesOf } from "./pages.ts";
import { placeOf } from "./sms.ts";
import { below, screensOf, type At, type World } from "./world.ts";

/** Where a reason does not fit. */
interface Over {
  name: string;
  /** What the screen says. */
  at: At;
  /** So many letters it is too long by. */
  letters: number;
  /** A notice in the channel's words, which its service cannot shorten. */
  bare: boolean;
}

interface Reason {
  at: At;
  code: string;
  /** It is a screen's own, or so long that it leaves little room anywhere. */
  long: boolean;
  /** By where what the screen says stands. */
  over: Map<string, Over>;
}

/** The reasons that do not fit, by where their words stand. */
export type Reasons = Map<string, Reason>;
export type Measuring = World & { reasons: Reasons };

/** Above more screens than this, it is the reason that is long. */
const FEW_SCREENS = 3;

/** A reason stands in one place and above many screens: one finding there, or one at each of few screens. */
export function reportReasons(world: World, reasons: Reasons): void {
  const full = new Map<string, (Over & { code: string })[]>();
  for (const { at, code, long, over } of reasons.values()) {
    if (long || over.size > FEW_SCREENS) {
      reportReason(world, at, code, [...over.values()]);
      continue;
    }
    for (const [key, one] of over) full.set(key, [...(full.get(key) ?? []), { ...one, code }]);
  }
  for (const over of full.values()) reportFull(world, over);
}

function reportReason({ report }: World, at: At, code: string, over: readonly Over[]): void {
  const worst = longest(over, ({ letters }) => letters);
  if (worst === undefined) return;
  const others = over.length === 1 ? "" : `, and above ${over.length - 1} more`;
  const message = `the reason \`${code}\` does not fit above \`${worst.name}\`${others}`;
  const mend = `Shorten the reason by ${worst.letters}, or what \`${worst.name}\` says.`;
  report(at, "reason-too-long", message, mend);
}

/** Of one screen all reasons are told at once: whoever makes room for the longest has room for all. */
function reportFull({ report }: World, over: readonly (Over & { code: string })[]): void {
  const worst = longest(over, ({ letters }) => letters);
  if (worst === undefined) return;
  const codes = over.map(({ code }) => `\`${code}\``).join(", ");
  const what = over.length === 1 ? `reason ${codes} does` : `reasons ${codes} do`;
  const message = `the ${what} not fit above \`${worst.name}\``;
  const shorten = worst.bare
    ? `Give it a \`say\` that is shorter by ${worst.letters}, or shorten \`purpose\``
    : `Shorten what \`${worst.name}\` says by ${worst.letters}`;
  const mend = `${shorten}, or \`${worst.code}\` under \`wrong\` of channel.yaml.`;
  report(worst.at, "reason-too-long", message, mend);
}

/** One page of a screen, and the first piece it shows. */
export interface PageFrom {
  text: string;
  from: number;
}

/** A screen with every value at its greatest length. */
interface Showing {
  snapshot: Snapshot;
  facts: Facts;
  at: At;
  screen: CompiledScreen | null;
  pages: readonly PageFrom[];
  /** Those of a long list are the ones measured. */
  lines: Lines;
}

export function checkReason(world: Measuring, showing: Showing, reason: WrongCode): void {
  const { facts, at, screen, pages, lines } = showing;
  const wrong = wrongOf(world, showing, reason);
  const { code } = wrong;
  const snapshot = { ...showing.snapshot, wrong };
  const view = { ...viewOf(world.release, snapshot, facts), lines };
  const lead = view.lead();
  const head = view.head();
  const few = view.lines.length <= LINES_ON_A_PAGE;
  const options = few ? linesOf(view) : [];
  const optionsOn = (text: string) =>
    options.filter((option) => `\n${text}\n`.includes(`\n${option}\n`)).length;
  // An option beside the reason says how to go on; who is asked to agree needs both answers.
  const least = screen?.kind === "notice" ? options.length : 1;
  const fits = (page: PageFrom, line: string) => {
    const { text } = pageOf(
      world.release,
      { ...snapshot, pages: page.from === 0 ? [] : [page.from] },
      facts,
      { ...view, lead: () => line },
    );
    if (!text.startsWith(line)) return false;
    if (page === pages.at(-1) && optionsOn(text) < Math.min(least, optionsOn(page.text)))
      return false;
    // What was asked must still be there where the page had it: only a long list does without.
    // A heading that is no part of the page may be long, and is not looked through for each.
    if (!few || !page.text.startsWith(head)) return true;
    // A count of steps asks nothing.
    const asked = /^(?:\([0-9]+\/[0-9]+\)\s+)?\S+/.exec(head)?.[0] ?? "";
    return text.startsWith(`${line}\n${asked}`);
  };
  let over = 0;
  for (const page of pages) {
    while (over < lead.length && !fits(page, lead.slice(0, lead.length - over))) over++;
  }
  if (over === 0) return;
  const own = [...(screen?.wrong.keys() ?? [])].some((one) => one === code);
  const place = own ? below(at, "wrong", code) : { file: "channel.yaml", path: ["wrong", code] };
  const known: Reason = world.reasons.get(keyOf(place)) ?? {
    at: place,
    code,
    long: own,
    over: new Map(),
  };
  const long = known.long || width(lead, view.letters) > facts.budget[view.letters] / 2;
  const source = screensOf(world).find(({ id }) => id === screen?.id)?.source;
  const say = source === undefined ? null : (sayOf(source) ?? null);
  const said = say === null ? at : below(at, "say");
  // A question that services share is one.
  const key = keyOf(writtenAt(world.source, said));
  const worst = known.over.get(key);
  if (worst === undefined || worst.letters < over) {
    const name = screen?.name ?? snapshot.screen.replace("channel/~", "");
    const text = say === null ? at : placeOf(say, said, snapshot.language ?? "");
    const bare = screen?.kind === "notice" && say === null;
    known.over.set(key, { name, at: text, letters: over, bare });
  }
  world.reasons.set(keyOf(place), { ...known, long });
}

const keyOf = ({ file, path }: At) => `${file} ${path.join(" ")}`;

/** A reply that is refused for it, as `step` writes it: with one option, or none, other words are said. */
function wrongOf({ release }: World, { snapshot, facts, screen }: Showing, code: WrongCode): Wrong {
  const typed = "m".repeat(TYPED_SHOWN_MAX);
  if (code === "not_on_list") return notOnList(viewOf(release, snapshot, facts), typed);
  return { code, typed, values: { min: screen?.ask?.min ?? 1, max: screen?.ask?.max ?? 160 } };
}

const BY_TYPE: Readonly<Record<AnswerType, readonly WrongCode[]>> = {
  text: ["too_short", "too_long"],
  letters: ["not_letters", "too_short", "too_long"],
  code: ["not_alphanumeric", "too_short", "too_long"],
  number: ["not_a_number", "too_small", "too_big"],
  money: ["not_a_number", "too_small", "too_big"],
  date: ["not_a_date", "too_early", "too_late"],
  phone: ["not_a_phone"],
  national_id: ["not_an_id"],
  reference: ["not_a_reference", "mistyped_reference"],
  yes_no: ["not_yes_or_no"],
};

/** The reasons a reply to a screen can be refused for. */
export function reasonsOf(screen: CompiledScreen): WrongCode[] {
  const { kind, ask, list, lettersFirst } = screen;
  if (kind === "verify") return ["not_a_reference", "mistyped_reference", "empty"];
  // No letter at all is `empty`, and no number is below 0.
  const can: Partial<Record<WrongCode, boolean>> = {
    too_short: ask === null ? lettersFirst > 1 : Number(ask.min ?? 1) > 1,
    too_small: Number(ask?.min ?? 0) > 0,
    too_big: ask?.max != null,
    too_early: ask?.min != null,
    too_late: ask?.max != null,
    not_like_that: ask?.matches != null,
  };
  const codes: WrongCode[] =
    ask === null
      ? ["not_on_list", "empty", ...(list === null ? [] : (["no_match", "too_short"] as const))]
      : [...BY_TYPE[ask.as], "empty", "not_like_that"];
  return codes.filter((code) => can[code] !== false);
}

/** What a question has to have to be refused for a reason, where others of its type can be. */
export function neededFor({ ask }: CompiledScreen, code: string): string | null {
  if (ask === null) return null;
  if (code === "not_like_that") return "a `pattern`";
  if (!BY_TYPE[ask.as].some((one) => one === code)) return null;
  if (code === "too_short") return "a `min` over 1";
  if (code === "too_small") return "a `min` over 0";
  return code === "too_early" ? "a `min`" : "a `max`";
}
