/** Rule: whoever else gets the answers is told of before they are given, and a notice that tells of them has somebody to name. */
import type { ServiceFile } from "../format.ts";
import type { Text } from "../text-format.ts";
import { offsetIn } from "../text.ts";
import { argumentsOf, sayingsOf } from "./sayings.ts";
import { below, screensOf, type At, type Screen, type World } from "./world.ts";

export function checkRecipients(world: World): void {
  const screens = Map.groupBy(screensOf(world), ({ service }) => service);
  for (const service of world.source.services.values()) {
    // Counts are nobody's: what is told of them is told to all.
    const shared = service.anonymous === true ? [] : (service.privacy?.shared_with ?? []);
    const own = screens.get(service) ?? [];
    if (service.privacy?.shared_with.length === 0) checkNobody(world, service, own);
    if (shared.length > 0 && own.some(({ source }) => "notice" in source)) {
      checkService(world, service, shared, own);
    }
  }
}

/** `Seen by {shared_with}.` of a list of nobody reads `Seen by .` */
function checkNobody(world: World, { service }: ServiceFile, screens: readonly Screen[]): void {
  for (const { source, at } of screens) {
    if (!("notice" in source)) continue;
    const own = source.say;
    const text = own ?? world.source.channel.texts.notice;
    if (text === undefined) continue;
    const place = own === undefined ? { ...at, within: "key" as const } : below(at, "say");
    for (const { saying, language, letter } of sayingsOf(world, text, place)) {
      const printed = argumentsOf(saying, language).find(({ name }) => name === "shared_with");
      if (printed === undefined || printed.branches !== undefined) continue;
      const message = `\`${service}\` has \`shared_with: []\`, so that {shared_with} prints nothing here`;
      const mend =
        own === undefined
          ? "Write a `say` of its own without that sentence, or name whoever gets the answers in `shared_with`."
          : "Leave that sentence out, or name whoever gets the answers in `shared_with`.";
      const on = own === undefined ? place : letter(offsetIn(saying, printed));
      world.report(on, "recipients", message, mend);
      if (own === undefined) break;
    }
  }
}

function checkService(
  world: World,
  { service }: ServiceFile,
  shared: readonly Text[],
  screens: readonly Screen[],
): void {
  const at: At = { file: `${service}.yaml`, path: ["privacy", "shared_with"] };
  for (const language of world.languages) {
    const texts = screens.flatMap((screen) => saidOn(world, screen, language));
    if (texts.some((text) => prints(text, language))) continue;
    const told = plainly(texts.join("\n"));
    const untold = shared.findIndex((one) => {
      const words = wordsIn(world, one, language);
      return words !== null && !told.includes(plainly(words));
    });
    if (untold < 0) continue;
    const message = `no screen says in \`${language}\` that \`${shown(world, shared[untold], language)}\` gets the answers`;
    const mend = "Print {shared_with} in the notice, or use these words in it.";
    return world.report(below(at, untold), "recipients", message, mend, "warning");
  }
}

function shown(world: World, text: Text | undefined, language: string): string {
  return (text === undefined ? null : wordsIn(world, text, language)) ?? "";
}

/** What a screen says above its options. */
function saidOn(world: World, { source }: Screen, language: string): string[] {
  const own = "say" in source ? source.say : undefined;
  const text = own ?? ("notice" in source ? world.source.channel.texts.notice : undefined);
  const words = text === undefined ? null : wordsIn(world, text, language);
  return words === null ? [] : [words];
}

function prints(text: string, language: string): boolean {
  return argumentsOf(text, language).some(({ name }) => name === "shared_with");
}

/** Null where it is not said in this language, which another rule tells. */
function wordsIn({ source }: World, text: Text, language: string): string | null {
  const said =
    typeof text === "object" && "word" in text ? source.channel.words?.[String(text.word)] : text;
  if (typeof said === "string") return said;
  const words = said === undefined || "word" in said ? undefined : said[language];
  return words ?? null;
}

/** Whether it stands at the beginning of a sentence, or on two lines, it is the same. */
function plainly(text: string): string {
  return text.toLowerCase().replace(/\s+/g, " ");
}
