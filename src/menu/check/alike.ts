/**
 * Rule: a text prints the same values in every language. What a translation leaves out, or keeps
 * after the others lost it, is the commonest slip of translating, and nobody reads both.
 *
 * A warning: one language may do without a value that another needs. `{ward}` and `{ward.office}` are
 * one value, and so are a plain `{n}` and one that is counted.
 */
import { readText } from "../text.ts";
import { saidIn } from "./said.ts";
import { below, type World } from "./world.ts";

export function checkAlike(world: World): void {
  for (const { text, at } of saidIn(world)) {
    if (typeof text === "string" || "word" in text) continue;
    const prints = new Map<string, ReadonlySet<string>>();
    for (const language of world.languages) {
      const saying = text[language];
      if (typeof saying !== "string") continue;
      const read = readText(saying, language);
      // Of a text that cannot be read its own finding tells.
      if ("format" in read) prints.set(language, new Set(read.arguments.map(({ name }) => name)));
    }
    for (const [language, names] of prints) {
      const lost = [...prints].flatMap(([other, theirs]) =>
        [...theirs].flatMap((name) => (names.has(name) ? [] : [{ name: `{${name}}`, other }])),
      );
      if (lost.length === 0) continue;
      const [what, where] = [lost.map(({ name }) => name), lost.map(({ other }) => other)].map(
        (all) => [...new Set(all)].join(", "),
      );
      const message = `${where} prints ${what}, and ${language} does not`;
      const mend = "Print the same in every language.";
      world.report(below(at, language), "placeholder-lost", message, mend, "warning");
    }
  }
}
