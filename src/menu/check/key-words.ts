/**
 * Rule: a text says of no number what it does not do. Njia prints beside each number what it does, so a number
 * typed by hand can only say the same twice, or something else.
 *
 * A warning, and only where both are known to differ: `Press 1 for No` where 1 is yes, `0. Back` once more, or a
 * typed (2/2) among questions that count their steps.
 */
import type { Text } from "../text-format.ts";
import { sayOf } from "../written.ts";
import { argumentsOf, sayingsOf, type Saying } from "./sayings.ts";
import { below, optionsOf, screensOf, type At, type Screen, type World } from "./world.ts";

export function checkKeyWords(world: World): void {
  const screens = screensOf(world);
  for (const screen of screens) {
    const say = sayOf(screen.source);
    if (say === undefined) continue;
    const place = below(screen.at, "say");
    for (const one of sayingsOf(world, say, place)) {
      checkSaying(world, one, linesOf(world, screen, one.language));
    }
    checkSteps(world, screens, screen, say, place);
  }
}

/** What stands behind a number on a screen, or what it would be mistaken for. */
interface Line {
  key: string;
  label: string;
  /** An option of the file, an answer of yes or no, or a line at the foot. */
  is: "option" | "answer" | "foot";
}

function linesOf(world: World, screen: Screen, language: string): Line[] {
  const { texts, sms } = world.source.channel;
  const line = (key: string, text: Text | undefined, is: Line["is"]): Line[] =>
    text === undefined ? [] : [{ key, label: labelIn(world, text, language), is }];
  const { keys } = world.release.channel;
  const foot = (["back", "home", "more", "skip"] as const).flatMap((way) =>
    line(keys[way], texts[way], "foot"),
  );
  const compiled = world.release.screens.get(screen.id);
  const options = optionsOf(screen).flatMap(({ option }, index) => {
    const key = compiled?.choices[index]?.key ?? compiled?.other?.key;
    return key === undefined ? [] : line(key, option.say, "option");
  });
  const yesNo = "ask" in screen.source && screen.source.as === "yes_no";
  // On a check screen 1 sends: whoever reads there that it is no would send.
  if (!yesNo && !("confirm" in screen.source)) return [...options, ...foot];
  const answers = (["yes", "no"] as const).flatMap((is, index) => {
    const key = String(index + 1);
    const words = sms?.words[is][language] ?? [];
    return [...line(key, texts[is], "answer"), ...words.flatMap((one) => line(key, one, "answer"))];
  });
  return [...options, ...answers, ...foot];
}

function labelIn(world: World, text: Text, language: string): string {
  const sayings = sayingsOf(world, text, { file: "channel.yaml", path: [] });
  return (sayings.find((one) => one.language === language) ?? sayings[0])?.saying.trim() ?? "";
}

/** What joins a number and its words, and what may follow: `Class 1. No fee` says nothing of 1. */
const JOINED: Readonly<Record<Line["is"], readonly [between: string, behind: string]>> = {
  option: ["(?:\\s*[)=]\\s*|\\s+(?:for|kwa|ni)\\s+)", ""],
  answer: ["(?:\\s*[):=]\\s*|\\s+(?:for|kwa|ni)\\s+|\\s+)", "(?=\\s*(?:$|[0-9,.;?!)]))"],
  foot: ["(?:\\s*[.):=]\\s*|\\s+(?:for|kwa|ni)\\s+|\\s+)", ""],
};

/** The first of them in a text. */
function checkSaying({ report }: World, { saying, letter }: Saying, lines: readonly Line[]): void {
  const found = lines
    .flatMap((line) => saidOf(saying, line))
    .filter(({ typed, line }) => {
      const same = lines.some((one) => one.key === typed && one.label === line.label);
      return same ? line.is === "foot" : lines.some((one) => one.key === typed);
    })
    .sort((one, other) => one.index - other.index);
  const [first] = found;
  if (first === undefined) return;
  const { index, written, typed, line } = first;
  const message =
    line.key === typed
      ? `Njia prints \`${typed}\` and \`${line.label}\` on this screen itself`
      : `this says \`${written}\`, and ${typed} does something else here`;
  const mend = "Leave it out: Njia prints beside each number what it does.";
  report(letter(index), "number-in-text", message, mend, "warning");
}

/** Where a text says of some number what a line says. */
function saidOf(saying: string, line: Line) {
  const { label, is } = line;
  // What has no letter is found in the midst of numbers, and so is what prints a value alone.
  if (!/\p{L}/u.test(withoutValues(label))) return [];
  const words = label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const [between, behind] = JOINED[is];
  const said = new RegExp(
    `(?<![\\p{L}\\p{N}/*:.,])([0-9]{1,3})${between}${words}(?![\\p{L}\\p{N}])${behind}`,
    "iu",
  ).exec(saying);
  if (said === null) return [];
  const { 0: written, 1: typed = "", index } = said;
  // Of one at the start of a line `texts` tells.
  const begins = /(?:^|\n)[ \t]*$/.test(saying.slice(0, index)) && /^[0-9]+[.):]/.test(written);
  return begins ? [] : [{ index, written, typed, line }];
}

/** What stands outside of braces, which may stand in each other. */
function withoutValues(text: string): string {
  const less = text.replace(/\{[^{}]*\}/g, "");
  return less === text ? text : withoutValues(less);
}

/** `(2/2)`, as a count of steps stands before a question. */
const TYPED_STEP = /^\s*\(?[0-9]{1,2}\s*\/\s*[0-9]{1,2}\)?(?=\s)/;

function checkSteps(
  world: World,
  screens: readonly Screen[],
  { source, service }: Screen,
  say: Text,
  at: At,
): void {
  if (!("choose" in source || "ask" in source || "book" in source)) return;
  for (const { saying, at: place } of sayingsOf(world, say, at)) {
    const typed = TYPED_STEP.exec(saying)?.[0].trim();
    if (
      typed === undefined ||
      !screens.some((one) => one.service === service && counts(world, one))
    )
      continue;
    const message = `${typed} is typed by hand, where other questions count their steps`;
    world.report(place, "number-in-text", message, "Write ({step}/{steps}).", "warning");
  }
}

function counts(world: World, { source, at }: Screen): boolean {
  const say = sayOf(source);
  if (say === undefined) return false;
  return sayingsOf(world, say, at).some(({ saying, language }) =>
    argumentsOf(saying, language).some(({ name }) => name === "steps"),
  );
}
