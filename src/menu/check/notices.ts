/**
 * Rules about what a notice tells: what the answers are used for or for how long, and no other period than
 * `keep`. The law (Data Protection Act, s. 29) asks for what, and not for how long: it may say nothing of it.
 *
 * Owns which periods a text names, by the words that {keep} prints in its language. A number in words is not
 * read: who writes one is taken to be right.
 */
import { periodMs } from "../period.ts";
import type { ServiceFile } from "../format.ts";
import { readText } from "../text.ts";
import { periodText } from "../values.ts";
import { sayingsOf, type Saying } from "./sayings.ts";
import { below, screensOf, type At, type World } from "./world.ts";

const NOTICE: At = { file: "channel.yaml", path: ["texts", "notice"] };

export function checkNotices(world: World): void {
  const told = new Set<ServiceFile | null>();
  for (const { source, at, service } of screensOf(world)) {
    // A further one may be about something else.
    if (!("notice" in source) || told.has(service)) continue;
    told.add(service);
    const own = { text: source.say, at: below(at, "say") };
    const shared = { text: world.source.channel.texts.notice, at: NOTICE };
    const { text, at: place } = own.text === undefined ? shared : own;
    if (text === undefined) continue;
    for (const saying of sayingsOf(world, text, place)) checkNotice(world, service, saying);
  }
}

/** Own words may say what for, but a notice that prints nothing of `privacy` is mostly none. */
function checkNotice(world: World, service: ServiceFile | null, one: Saying): void {
  const read = readText(one.saying, one.language);
  if ("fault" in read) return;
  const prints = (value: string) => read.arguments.some(({ name }) => name === value);
  if (prints("keep")) return;
  const { typed, named } = periodsIn(one.saying, world.languages);
  if (!prints("purpose") && named === 0) {
    const message = "this notice does not tell what the answers are used for, nor for how long";
    const mend = "Add {purpose} and {keep} of `privacy`.";
    return world.report(one.at, "notice-missing", message, mend);
  }
  const keep = service?.privacy?.keep;
  if (keep === undefined || named === 0) return;
  if (typed.length < named || typed.some(({ ms }) => isAbout(ms, periodMs(keep)))) return;
  // "An answer in 14 days", "from 18 years on": of another unit, or as long as an age, it is about something else.
  const other = typed.filter(({ unit, ms }) => keep.endsWith(unit) && ms < AGE_MS);
  if (other.length === 0) return;
  const said = other.map(({ words }) => words).join(", ");
  const message = `this notice says ${said}, and \`keep\` is ${keep}`;
  const mend = "Write {keep} for it, or the same under `keep`.";
  world.report(one.at, "notice-missing", message, mend, "warning");
}

/** 12 months are a year, and 52 weeks nearly one. */
function isAbout(one: number, other: number): boolean {
  return Math.abs(one - other) <= other / 50;
}

const AGE_MS = periodMs("15y");
const UNITS = ["h", "d", "m", "y"] as const;

/**
 * `typed`: those with a number in digits; `named`: how often a unit stands there. In all languages of the
 * channel, as one text may be for all.
 */
function periodsIn(saying: string, languages: readonly string[]) {
  const found = UNITS.map((unit) => {
    const words = languages.flatMap((language) =>
      [1, 2, 5].map((count) => periodText(language, `${count}${unit}`)),
    );
    const names = [...new Set(words.map((text) => text.replace(/[0-9]/g, "").trim()))];
    const named = names.map(escaped).join("|");
    const all = String.raw`(?<![\p{L}])(?:([0-9]{1,4})[ -]?)?(?:${named})(?![\p{L}])(?: ([0-9]{1,4}))?`;
    return [...saying.matchAll(new RegExp(all, "giu"))].map(([whole, before, after]) => {
      const count = before ?? after;
      return { words: whole.trim(), count, unit, ms: periodMs(`${count}${unit}`) };
    });
  }).flat();
  return { typed: found.filter(({ count }) => count !== undefined), named: found.length };
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
