/** Rules about what reads the same where it must not: two options of a screen, two moves of a status, two reasons of a move, two of Njia's own lines, two languages of a text. */
import type { ServiceFile } from "../format.ts";
import type { SystemText } from "../system-texts.ts";
import type { Text } from "../text-format.ts";
import { saidIn } from "./said.ts";
import { sayingsOf } from "./sayings.ts";
import { below, optionsOf, screensOf, type At, type Screen, type World } from "./world.ts";

export function checkToldApart(world: World): void {
  for (const screen of screensOf(world)) checkOptions(world, screen);
  for (const service of world.source.services.values()) {
    checkMoves(world, service);
    checkReasons(world, service);
  }
  checkOwn(world);
  checkUntranslated(world);
}

/** As a citizen reads it: that one is in capitals tells nobody which is which. */
export function asRead(saying: string): string {
  return saying.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase();
}

/** A line with a number in front. */
interface Line {
  say: Text;
  when: string | undefined;
  at: At;
}

function checkOptions(world: World, screen: Screen): void {
  const lines = optionsOf(screen).map(({ option: { say, when }, at }): Line => ({
    say,
    when,
    at: below(at, "say"),
  }));
  checkLines(world, lines, "option of this screen", 0, (saying, language) =>
    isRow(world, screen, saying, language),
  );
}

/** What a citizen can do with a request stands below its status. */
function checkMoves(world: World, { service, life }: ServiceFile): void {
  for (const [status, { may_become }] of Object.entries(life ?? {})) {
    const lines = (may_become ?? []).flatMap(({ by, say }, index): Line[] => {
      const path = ["life", status, "may_become", index, "say"];
      if (by !== "citizen" || say === undefined) return [];
      return [{ say, when: undefined, at: { file: `${service}.yaml`, path } }];
    });
    checkLines(world, lines, `citizen's move from \`${status}\``);
  }
}

/** Officers pick one, and citizens read it. A warning: two codes may be told in the same words on purpose. */
function checkReasons(world: World, { service, life, reasons }: ServiceFile): void {
  const moves = Object.values(life ?? {}).flatMap(({ may_become }) => may_become ?? []);
  const mild: World = {
    ...world,
    report: (at, rule, message, mend) => world.report(at, rule, message, mend, "warning"),
  };
  for (const { reasons: codes = [] } of moves) {
    const lines = [...new Set(codes)].flatMap((code): Line[] => {
      const say = reasons?.[code];
      if (say === undefined) return [];
      return [{ say, when: undefined, at: { file: `${service}.yaml`, path: ["reasons", code] } }];
    });
    checkLines(mild, lines, "reason of one move");
  }
}

/** What stands together on screens of Njia's own, with the lines at the foot. */
const OWN_LINES: readonly (readonly SystemText[])[] = [
  ["yes", "no"],
  ["send", "change"],
  ["agree", "disagree"],
  ["continue"],
  ["resume_continue", "resume_again"],
  ["stuck_retry", "stuck_help"],
];
const FOOT: readonly SystemText[] = ["back", "home", "more", "skip"];

function checkOwn(world: World): void {
  const { texts } = world.source.channel;
  const line = (key: SystemText): Line[] => {
    const say = texts[key];
    const at = { file: "channel.yaml", path: ["texts", key] };
    return say === undefined ? [] : [{ say, when: undefined, at }];
  };
  const foot = FOOT.flatMap(line);
  checkLines(world, foot, "line at the foot of a screen");
  for (const keys of OWN_LINES) {
    checkLines(world, [...foot, ...keys.flatMap(line)], "line of such a screen", foot.length);
  }
}

/** `known`: so many lines at the beginning were compared before. */
function checkLines(
  world: World,
  lines: readonly Line[],
  what: string,
  known = 0,
  isTaken: (saying: string, language: string) => boolean = () => false,
): void {
  const shown = new Map<string, { when: string | undefined }[]>();
  for (const [index, { say, when, at }] of lines.entries()) {
    const told = new Set<At>();
    for (const { saying, language, at: place } of spoken(world, say, at)) {
      const key = `${language} ${asRead(saying)}`;
      const alike = shown.get(key) ?? [];
      // Of two that each have a condition of their own, mostly one is shown.
      const twice = alike.some(
        (one) => one.when === undefined || when === undefined || one.when === when,
      );
      shown.set(key, [...alike, { when }]);
      if (index < known || (!twice && !isTaken(saying, language)) || told.has(place)) continue;
      told.add(place);
      const message = `another ${what} reads \`${saying.slice(0, 40)}\` too`;
      const mend = "Say in both what tells them apart, or keep one.";
      world.report(place, "option-twice", message, mend);
    }
  }
}

/** What is said in each language: where a text lacks one, what it says in its first. */
export function spoken(world: World, text: Text, at: At) {
  const sayings = sayingsOf(world, text, at);
  return world.languages.flatMap((language) => {
    const one = sayings.find((saying) => saying.language === language) ?? sayings[0];
    return one === undefined ? [] : [{ ...one, language }];
  });
}

/** True where the `other` of a list reads like one of its rows; rows that read the same `data` tells. */
function isRow({ source: menus }: World, { source }: Screen, saying: string, language: string) {
  if (!("choose" in source) || source.other === undefined) return false;
  const [rows, other] = [menus.data.get(source.from ?? "")?.rows ?? [], asRead(saying)];
  return rows.some(({ say }) => (say[language] ?? "").toLowerCase() === other);
}

/**
 * A text of a few words that is the same in two languages was copied and never translated. Names and
 * numbers are the same, and begin with capitals or digits.
 */
function checkUntranslated(world: World): void {
  for (const { text, at } of saidIn(world)) {
    if (typeof text === "string" || "word" in text) continue;
    const known = new Map<string, string>();
    for (const language of world.languages) {
      const saying = text[language];
      if (typeof saying !== "string" || !hasSentence(saying)) continue;
      const before = known.get(asRead(saying));
      if (before === undefined) {
        known.set(asRead(saying), language);
        continue;
      }
      const message = `this says in ${language} what it says in ${before}, word for word`;
      const mend =
        "Translate it; a text that is the same for all is written once, without languages.";
      world.report(below(at, language), "untranslated", message, mend, "warning");
    }
  }
}

/** Three words or more, two of which are no names; what is filled in counts as none. */
function hasSentence(saying: string): boolean {
  const words = saying.replace(/\{[^{}]*\}/g, " ").match(/[\p{L}'’]{2,}/gu) ?? [];
  return words.length >= 3 && words.filter((word) => /^\p{Ll}/u.test(word)).length >= 2;
}
