/** Rules about texts: complete in every language, readable, in letters a phone shows. */
import { foreign } from "../../base/gsm7.ts";
import { letterName } from "../../base/visible.ts";
import { NEEDED_TEXTS } from "../system-texts.ts";
import { meant } from "../nearest.ts";
import { LINK } from "../staff-words.ts";
import { offsetIn, readText } from "../text.ts";
import { checkPlaceholder, namesFor } from "./placeholders.ts";
import { saidIn, type Said } from "./said.ts";
import { argumentsOf, sayingsOf } from "./sayings.ts";
import { checkMarkup, checkNames } from "./signs.ts";
import { eatenHash, emptyBranch, offsetPlural, strayBracket, textSlip } from "./text-slips.ts";
import { missingMend } from "./translations.ts";
import { below, type At, type World } from "./world.ts";

export function checkTexts(world: World): void {
  const { texts } = world.source.channel;
  const missing = NEEDED_TEXTS.filter((name) => texts[name] === undefined);
  if (missing.length > 0) {
    const at = { file: "channel.yaml", path: ["texts"], within: "key" as const };
    const message = `missing: ${missing.join(", ")}`;
    world.report(at, "missing-key", message, `Add ${missing.join(", ")} to \`texts\`.`);
  }
  const all = saidIn(world);
  const absent = absentIn(world, all);
  reportAbsent(world, absent);
  for (const said of all) checkSaid(world, said, absent);
}

/** Languages in which nothing is said yet: one finding, and not one of each text. */
function absentIn({ source }: World, all: readonly Said[]): ReadonlySet<string> {
  const texts = all.flatMap(({ text }) =>
    typeof text === "string" || "word" in text ? [] : [text],
  );
  const [, ...others] = source.channel.languages.filter(({ incomplete }) => incomplete !== true);
  const absent = others.filter(({ is }) => texts.length > 1 && !texts.some((text) => is in text));
  return new Set(absent.map(({ is }) => is));
}

function reportAbsent({ source, report }: World, absent: ReadonlySet<string>): void {
  for (const [index, { is }] of source.channel.languages.entries()) {
    if (!absent.has(is)) continue;
    const at = { file: "channel.yaml", path: ["languages", index, "is"] };
    const mend = `Add \`incomplete: true\` beside it until they are there; \`njia words export ${is}\` lists them.`;
    report(at, "missing-language", `nothing is said in \`${is}\` yet`, mend);
  }
}

function checkSaid(world: World, said: Said, absent: ReadonlySet<string>): void {
  const { text, at } = said;
  if (typeof text === "string") return checkOne(world, said, text, at, world.languages[0] ?? "en");
  const words = world.source.channel.words ?? {};
  if ("word" in text) {
    const { word } = text;
    if (typeof word !== "string" || words[word] === undefined || isWord(words[word])) {
      const mend = meant(String(word), Object.keys(words)) || "Add it to `words` of channel.yaml.";
      world.report(below(at, "word"), "unknown-word", `there is no word \`${String(word)}\``, mend);
    } else {
      for (const one of sayingsOf(world, text, at)) {
        for (const argument of argumentsOf(one.saying, one.language)) {
          checkPlaceholder(world, said, argument, one.at);
        }
        checkNames(world, one, () => namesFor(said));
      }
    }
    return;
  }
  for (const [language, saying] of Object.entries(text)) {
    const place = below(at, language);
    if (world.languages.includes(language)) checkOne(world, said, saying, place, language);
    else {
      const mend = `Those of channel.yaml are ${world.languages.join(", ")}.`;
      const key = { ...place, within: "key" as const };
      world.report(key, "unknown-language", `\`${language}\` is no language here`, mend);
    }
  }
  const complete = world.source.channel.languages.filter(({ incomplete }) => incomplete !== true);
  const missing = complete
    .map(({ is }) => is)
    .filter((language) => !(language in text) && !absent.has(language));
  if (missing.length > 0) {
    const mend = missingMend(world, missing, at);
    const key = { ...at, within: "key" as const };
    world.report(key, "missing-language", `no text in ${missing.join(", ")}`, mend);
  }
}

function isWord(text: Said["text"]): boolean {
  return typeof text === "object" && "word" in text;
}

/** `5. Garbage` or `0) Back` at the start of a line; `8.30` is a time and `5:30` another. */
const TYPED_NUMBER = /^[ \t]*[0-9]{1,3}[.):](?=[ \t]*[^\s0-9])/m;

/** The first placeholder that ICU takes for quoted words, and where its apostrophe stands. */
function quotedPlaceholder(saying: string): { shown: string; offset: number } | null {
  // Two apostrophes are one letter; one before a bracket quotes up to the next single one.
  for (const quoted of saying.matchAll(/''|'[{}](?:''|[^'])*/g)) {
    const name = /\{\s*[a-z][a-z0-9_]*[^{}]*\}/.exec(quoted[0])?.[0];
    if (name !== undefined) return { shown: name, offset: quoted.index };
  }
  return null;
}

function checkOne(world: World, said: Said, saying: string, at: At, language: string): void {
  const read = readText(saying, language);
  const slip =
    "fault" in read
      ? textSlip(saying, read)
      : (strayBracket(saying) ??
        eatenHash(saying) ??
        offsetPlural(saying) ??
        emptyBranch(read.emptyBy));
  if (slip !== null) {
    const place = { ...at, within: slip.offset };
    world.report(place, "icu-syntax", slip.message, slip.mend);
  }
  if ("fault" in read) return;
  const one = { saying, language, at, letter: (within: number) => ({ ...at, within }) };
  checkNames(world, one, () => namesFor(said));
  checkMarkup(world, one);
  if (!said.extra.includes("*")) {
    for (const argument of read.arguments) {
      const within = offsetIn(saying, argument);
      checkPlaceholder(world, said, argument, { ...at, within });
    }
  }
  const odd = said.letters === "ucs2" ? [] : foreign(saying);
  if (odd.length > 0) {
    const letters = [...new Set(odd.map(({ letter }) => letterName(letter)))].join(" ");
    const message = `not every phone shows ${letters}`;
    const mend = said.sms
      ? "Use plain letters: with others an SMS holds 70."
      : said.on?.screen.source.letters === "ucs2"
        ? "Use plain letters: the list of answers that can be changed prints this too."
        : "Use plain letters, or declare `letters: ucs2` on the screen: half as many fit.";
    world.report({ ...at, within: odd[0]?.index ?? 0 }, "not-gsm7", message, mend);
  }
  const quoted = quotedPlaceholder(saying);
  if (quoted !== null) {
    const message = `the apostrophe makes this print ${quoted.shown} as it stands`;
    const mend = `Write two apostrophes: ''${quoted.shown}''.`;
    world.report({ ...at, within: quoted.offset }, "quoted-placeholder", message, mend);
  }
  const typed = said.sms ? null : TYPED_NUMBER.exec(saying);
  if (typed !== null) {
    const message = `a line begins with a number typed by hand: ${typed[0].trim()}`;
    const mend = "Njia numbers options and adds 0 and 98 itself; write this line without it.";
    const place = { ...at, within: typed.index };
    world.report(place, "number-in-text", message, mend, "warning");
  }
  const link = LINK.exec(saying);
  if (link !== null) {
    const message = "a link: most of these phones cannot open one, and frauds use them";
    const severity = said.sms ? "error" : "warning";
    const place = { ...at, within: link.index };
    world.report(place, "link-in-text", message, "Give a short code or an office.", severity);
  }
}
