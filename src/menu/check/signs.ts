/**
 * Rule: a text has no signs of other programs, which print as they stand: `$place`, `[place]`, `<b>`, `**bold**`.
 *
 * Warnings. What may be words, such as `$5`, `[optional]` or `(ward)`, is told only where it is the very name of
 * a value that can be printed there, and in round brackets only where it could be nothing else. Called by `texts`.
 */
import type { Saying } from "./sayings.ts";
import type { World } from "./world.ts";

/** A name, perhaps with a column and a length, as between our brackets. */
const NAME = "([a-z]\\w*)((?:\\.[a-z]\\w*)?(?::[0-9]{1,3})?)";
const FORMS = [
  `(?<![\\w$])\\$${NAME}`,
  `(?<!\\w)%${NAME}%`,
  `\\[${NAME}\\]`,
  `<${NAME}>`,
  `\\(${NAME}\\)`,
].map((form) => new RegExp(form, "gi"));

/** `names`: of all that can be printed in this text; asked for where it has a sign, as they are many. */
export function checkNames(
  { report }: World,
  { saying, letter }: Saying,
  names: () => readonly string[],
): void {
  for (const { written, value, index } of signsIn(saying, names)) {
    const message = `${written} prints as it stands, and no value in its place`;
    report(letter(index), "quoted-placeholder", message, `Write {${value}}.`, "warning");
  }
}

/** Where words have the name of a value between signs; `value` is as our brackets would have it. */
export function signsIn(saying: string, names: () => Iterable<string>) {
  const found = FORMS.flatMap((form) => [...saying.matchAll(form)]);
  if (found.length === 0) return [];
  const known = new Set(names());
  return found.flatMap(({ 0: written, 1: word = "", 2: more = "", index }) => {
    const name = word.toLowerCase();
    const words = written.startsWith("(") && !name.includes("_") && name !== "ref";
    if (!known.has(name) || words) return [];
    return [{ written, value: `${name}${more.toLowerCase()}`, index }];
  });
}

/** `<b>`, `</b>`, `<font color="red">`: with a name that web pages use. */
const TAG =
  /<\/?(?:b|i|u|p|em|strong|small|big|center|font|span|div|a|ul|ol|li|h[1-6])(?:\s+[a-z-]+\s*=[^<>]*)?>/gi;
const BREAK = /<(?:br|hr)\s*\/?>/gi;
const ENTITY = /&(?:nbsp|amp|lt|gt|quot|apos|[lr][sd]quo|[mn]dash|#[0-9]+|#x[0-9a-f]+);/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  "&nbsp;": "a space",
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&mdash;": "-",
  "&ndash;": "-",
};
/** Not of a code, such as `**21*`. */
const BOLD = /\*\*([\p{L}{][^*\n]*)\*\*/gu;

/** The first of each kind. */
export function checkMarkup({ report }: World, { saying, letter }: Saying): void {
  const tell = ({ index }: { index: number }, shown: string, mend: string) => {
    const message = `phones show ${shown} as it stands`;
    report(letter(index), "quoted-placeholder", message, mend, "warning");
  };
  const tags = [...saying.matchAll(TAG)];
  if (tags[0] !== undefined) {
    const shown = [...new Set(tags.map(([tag]) => tag))].join(" and ");
    tell(tags[0], shown, `Leave out ${shown}.`);
  }
  const [line] = saying.matchAll(BREAK);
  if (line !== undefined) tell(line, line[0], "Put a space in its place.");
  const [entity] = saying.matchAll(ENTITY);
  if (entity !== undefined) {
    const meant = ENTITIES[entity[0].toLowerCase()];
    tell(entity, entity[0], meant === undefined ? "Leave it out." : `Write ${meant} for it.`);
  }
  const [newline] = saying.matchAll(/\\n/g);
  if (newline !== undefined) {
    tell(newline, newline[0], "Write the text in double quotes: there it begins a new line.");
  }
  const [bold] = saying.matchAll(BOLD);
  if (bold !== undefined) tell(bold, bold[0], `Write ${bold[1] ?? ""} without the stars.`);
}
