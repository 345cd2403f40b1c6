/**
 * The rule about reasons: with each at its greatest length on line one, in every language, what was
 * asked is still there and the reason is whole. Called by `lengths`, screen by screen.
 */
import type { Facts, Snapshot, Wrong } from "../contract.ts";
import type { AnswerType } from "../screen-format.ts";
import type { WrongCode } from "../system-texts.ts";
import type { Lines } from "../layout.ts";
import type { CompiledScreen } from "../model.ts";
import { LINES_ON_A_PAGE } from "../layout.ts";
import { pageOf } from "../screen.ts";
import { viewOf } from "../view.ts";
import { notOnList, TYPED_SHOWN_MAX } from "../wrong.ts";
import { longest } from "./greatest.ts";
import { linesOf } from "./pages.ts";
import { below, type At, type World } from "./world.ts";

/** The reasons that do not fit, by where their words stand, each with the screens it is over. */
export type Reasons = Map<string, { at: At; code: WrongCode; over: Map<string, number> }>;
export type Measuring = World & { reasons: Reasons };

/** A reason stands in one place and above many screens: one finding, which names the worst. */
export function reportReasons({ report }: World, reasons: Reasons): void {
  for (const { at, code, over } of reasons.values()) {
    const worst = longest([...over], ([, letters]) => letters);
    if (worst === undefined) continue;
    const [screen, letters] = worst;
    const others = over.size === 1 ? "" : `, and above ${over.size - 1} more`;
    const message = `the reason \`${code}\` does not fit above \`${screen}\`${others}`;
    const mend = `Shorten the reason by ${letters}, or what \`${screen}\` says.`;
    report(at, "reason-too-long", message, mend);
  }
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

export function checkReason(world: Measuring, showing: Showing, code: WrongCode): void {
  const { facts, at, screen, pages, lines } = showing;
  const wrong = wrongOf(world, showing, code);
  const snapshot = { ...showing.snapshot, wrong };
  const view = { ...viewOf(world.release, snapshot, facts), lines };
  const { lead } = view;
  const few = view.lines.length > 0 && view.lines.length <= LINES_ON_A_PAGE;
  const options = few ? linesOf(view) : [];
  const optionsOn = (text: string) =>
    options.filter((option) => `\n${text}\n`.includes(`\n${option}\n`)).length;
  // An option beside the reason says how to go on; who is asked to agree needs both answers.
  const least = screen?.kind === "notice" ? options.length : 1;
  const fits = (page: PageFrom, reason: string) => {
    const { text } = pageOf(
      world.release,
      { ...snapshot, pages: page.from === 0 ? [] : [page.from] },
      facts,
      { ...view, lead: reason },
    );
    if (!text.startsWith(reason)) return false;
    if (page === pages.at(-1) && optionsOn(text) < Math.min(least, optionsOn(page.text)))
      return false;
    // What was asked must still be there where the page had it: only a long list does without.
    // A heading that is no part of the page may be long, and is not looked through for each.
    if (!few || !page.text.startsWith(view.head)) return true;
    const asked = /^\S+/.exec(view.head)?.[0] ?? "";
    return text.startsWith(`${reason}\n${asked}`);
  };
  let over = 0;
  for (const page of pages) {
    while (over < lead.length && !fits(page, lead.slice(0, lead.length - over))) over++;
  }
  if (over === 0) return;
  const own = screen?.wrong.has(code) === true;
  const place = own ? below(at, "wrong", code) : { file: "channel.yaml", path: ["wrong", code] };
  const key = `${place.file} ${place.path.join(" ")}`;
  const known = world.reasons.get(key) ?? { at: place, code, over: new Map<string, number>() };
  const name = screen?.name ?? snapshot.screen.replace("channel/~", "");
  known.over.set(name, Math.max(over, known.over.get(name) ?? 0));
  world.reasons.set(key, known);
}

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
  if (screen.kind === "verify") return ["not_a_reference", "mistyped_reference", "empty"];
  if (screen.ask !== null) return [...BY_TYPE[screen.ask.as], "empty", "not_like_that"];
  return [
    "not_on_list",
    "empty",
    ...(screen.list === null ? [] : (["no_match", "too_short"] as const)),
  ];
}
