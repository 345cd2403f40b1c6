/** Rules about texts: complete in every language, readable, in letters a phone shows. */
import { foreign } from "../../base/gsm7.ts";
import type { ScreenSource } from "../screen-format.ts";
import { NEEDED_TEXTS } from "../system-texts.ts";
import { meant } from "../nearest.ts";
import { LINK } from "../staff-words.ts";
import { offsetIn, readText, type Argument } from "../text.ts";
import { answersOf } from "./answers.ts";
import { questionsOf } from "./named.ts";
import { saidIn, type Said } from "./said.ts";
import { argumentsOf, sayingsOf } from "./sayings.ts";
import { eatenCode, strayBracket, textSlip } from "./text-slips.ts";
import { missingMend } from "./translations.ts";
import { below, isPartial, type At, type World } from "./world.ts";

export function checkTexts(world: World): void {
  const { texts } = world.source.channel;
  const missing = NEEDED_TEXTS.filter((name) => texts[name] === undefined);
  if (missing.length > 0) {
    const at = { file: "channel.yaml", path: ["texts"], within: "key" as const };
    const message = `missing: ${missing.join(", ")}`;
    world.report(at, "missing-key", message, `Add ${missing.join(", ")} to \`texts\`.`);
  }
  for (const said of saidIn(world)) checkSaid(world, said);
}

function checkSaid(world: World, said: Said): void {
  const { text, at } = said;
  if (typeof text === "string") return checkOne(world, said, text, at, world.languages[0] ?? "en");
  const words = world.source.channel.words ?? {};
  if ("word" in text) {
    const { word } = text;
    if (typeof word !== "string" || words[word] === undefined || isWord(words[word])) {
      const mend = meant(String(word), Object.keys(words)) || "Add it to `words` of channel.yaml.";
      world.report(below(at, "word"), "unknown-word", `there is no word \`${String(word)}\``, mend);
    } else {
      for (const { saying, language, at: place } of sayingsOf(world, text, at)) {
        for (const argument of argumentsOf(saying, language)) {
          checkPlaceholder(world, said, argument, place);
        }
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
  const missing = complete.map(({ is }) => is).filter((language) => !(language in text));
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
    "fault" in read ? textSlip(saying, read) : (strayBracket(saying) ?? eatenCode(saying));
  if (slip !== null) {
    const place = { ...at, within: slip.offset };
    world.report(place, "icu-syntax", slip.message, slip.mend);
  }
  if ("fault" in read) return;
  if (!said.extra.includes("*")) {
    for (const argument of read.arguments) {
      const within = offsetIn(saying, argument);
      checkPlaceholder(world, said, argument, { ...at, within });
    }
  }
  const odd = said.letters === "ucs2" ? [] : foreign(saying);
  if (odd.length > 0) {
    const letters = [...new Set(odd.map(({ letter }) => `"${letter}"`))].join(" ");
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

/** True where a placeholder names a look-up: it prints one of the fields. */
function checkField(
  world: World,
  { service, answers }: Said,
  name: string,
  column: string | undefined,
  at: At,
): boolean {
  const screens = answers ? [...(service?.screens ?? []), ...(service?.aside ?? [])] : [];
  const looked = screens.find((screen) => "look_up" in screen && screen.look_up === name);
  if (looked === undefined || !("look_up" in looked)) return false;
  const connector = world.source.channel.connectors?.[looked.in];
  const fields = Object.keys(connector?.fields ?? {});
  // Of a connector that is not there its own finding tells.
  if (connector === undefined || (column !== undefined && fields.includes(column))) return true;
  const shown = fields.map((field) => `{${name}.${field}}`).join(", ");
  const message =
    column === undefined
      ? `{${name}} is no text: say which field`
      : `\`${name}\` has no field \`${column}\``;
  const mend = (column === undefined ? "" : meant(column, fields)) || `Known: ${shown}.`;
  world.report(at, "unknown-placeholder", message, mend);
  return true;
}

function checkPlaceholder(world: World, said: Said, argument: Argument, at: At): void {
  const { name, column } = argument;
  const { service, extra, answers } = said;
  const screens = answers ? [...(service?.screens ?? []), ...(service?.aside ?? [])] : [];
  if (checkField(world, said, name, column, at)) return;
  const asked = screens.find(
    (screen) =>
      ("choose" in screen && screen.choose === name) ||
      ("ask" in screen && screen.ask === name) ||
      ("book" in screen && screen.book === name),
  );
  if (asked === undefined) {
    const lets = answers ? Object.keys(service?.let ?? {}) : [];
    const filled = extra.includes(name) || lets.includes(name);
    if (column === undefined && filled) return;
    if (service !== null && isPartial(world, service.service)) return;
    const names = service === null || !answers ? [] : questionsOf(service);
    const known = [...names, ...lets, ...extra];
    const list = known.length === 0 ? "None can stand here." : `Known: ${known.join(", ")}.`;
    const shown = column === undefined ? name : `${name}.${column}`;
    const mend = meant(name, known) || list;
    return world.report(at, "unknown-placeholder", `nothing is called {${shown}} here`, mend);
  }
  checkBranches(world, said, argument, asked, at);
  if (column === undefined || column === "id") return;
  const table = "choose" in asked ? world.source.data.get(asked.from ?? "") : undefined;
  if (table?.headings.includes(column)) return;
  // Of a list that is not there, or could not be read, its own finding tells.
  if (table === undefined && "from" in asked && asked.from !== undefined) return;
  const mend =
    table === undefined
      ? "Only lists from a file have columns."
      : `Known: ${table.headings.join(", ")}.`;
  world.report(at, "unknown-placeholder", `\`${name}\` has no column \`${column}\``, mend);
}

/** Answers of these types are stored as they print; all others print as words, or as an amount. */
const AS_STORED: ReadonlySet<string> = new Set(["text", "letters", "code", "number", "phone"]);

/** What a `select` compares with: the words that citizens read, unless it is told by `.id`. */
function checkBranches(
  world: World,
  { service }: Said,
  { name, column, branches = [] }: Argument,
  asked: ScreenSource,
  at: At,
): void {
  const [first] = branches;
  if (first === undefined) return;
  if (column === undefined && !("as" in asked && AS_STORED.has(asked.as))) {
    const message = `{${name}} compares \`${first}\` with the words that citizens read`;
    return world.report(at, "never-true", message, `Write {${name}.id, select, …`);
  }
  const answers = column === "id" ? answersOf(world, service, name) : null;
  for (const branch of branches) {
    if (answers === null || answers.includes(branch)) continue;
    const mend = meant(branch, answers) || `Its answers: ${answers.slice(0, 10).join(", ")}.`;
    world.report(at, "never-true", `\`${name}\` is never \`${branch}\``, mend);
  }
}
