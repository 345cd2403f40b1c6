/** Rules about what reads the same where it must not: two options of a screen, two moves of a status, two languages of a text. */
import type { ServiceFile } from "../format.ts";
import type { Text } from "../text-format.ts";
import { saidIn } from "./said.ts";
import { sayingsOf } from "./sayings.ts";
import { below, optionsOf, screensOf, type At, type Screen, type World } from "./world.ts";

export function checkToldApart(world: World): void {
  for (const screen of screensOf(world)) checkOptions(world, screen);
  for (const service of world.source.services.values()) checkMoves(world, service);
  checkUntranslated(world);
}

/** As a citizen reads it: that one is in capitals tells nobody which is which. */
function read(saying: string): string {
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
  checkLines(world, lines, "option of this screen", (saying, language) =>
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

function checkLines(
  world: World,
  lines: readonly Line[],
  what: string,
  isTaken: (saying: string, language: string) => boolean = () => false,
): void {
  const shown = new Map<string, { when: string | undefined }[]>();
  for (const { say, when, at } of lines) {
    const told = new Set<At>();
    for (const { saying, language, at: place } of sayingsOf(world, say, at)) {
      const key = `${language} ${read(saying)}`;
      const alike = shown.get(key) ?? [];
      // Of two that each have a condition of their own, mostly one is shown.
      const twice = alike.some(
        (one) => one.when === undefined || when === undefined || one.when === when,
      );
      shown.set(key, [...alike, { when }]);
      if ((!twice && !isTaken(saying, language)) || told.has(place)) continue;
      told.add(place);
      const message = `another ${what} reads \`${saying.slice(0, 40)}\` too`;
      const mend = "Say in both what tells them apart, or keep one.";
      world.report(place, "option-twice", message, mend);
    }
  }
}

/** True where the `other` of a list reads like one of its rows; rows that read the same `data` tells. */
function isRow({ source: menus }: World, { source }: Screen, saying: string, language: string) {
  if (!("choose" in source) || source.other === undefined) return false;
  const [rows, other] = [menus.data.get(source.from ?? "")?.rows ?? [], read(saying)];
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
      const before = known.get(read(saying));
      if (before === undefined) {
        known.set(read(saying), language);
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
