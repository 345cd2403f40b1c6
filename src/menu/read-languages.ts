/**
 * Which languages there are: those of channel.yaml, and those with a file of their own.
 *
 * Owns that each stands there once. Called by `read`.
 */
import { CHANNEL_FILE, type ChannelFile } from "./format.ts";
import type { Reading } from "./reading.ts";
import type { MenuFiles } from "./source.ts";
import { languageOfFile, WORDS_FOLDER, wordsFile, type WordsFile } from "./words-format.ts";

type Languages = ChannelFile["languages"];

/** The languages that have a file of their own, in the order of their files. */
export function wordsIn(reading: Reading, files: MenuFiles): WordsFile[] {
  return [...files].flatMap(([file, content]) => {
    const language = languageOfFile(file);
    if (language === null) return [];
    const read = reading.shape(file, content, wordsFile, "words");
    if (read === null) return [];
    if (read.language === language) return [read];
    const message = `the language is \`${read.language}\`, the file \`${file}\``;
    const mend = `Name the file ${WORDS_FOLDER}${read.language}.yaml.`;
    reading.report(file, ["language"], "file-name", message, mend);
    return [];
  });
}

/** False where one stands there twice: of the language that was meant no text would be known. */
export function toldApart(reading: Reading, languages: Languages): boolean {
  const codes = languages.map(({ is }) => is);
  const names = languages.map(({ say }) => say.trim().toLowerCase());
  const twice = codes.findIndex((is, index) => codes.indexOf(is) !== index);
  const path = (index: number, key: string) => ["languages", index, key];
  if (twice >= 0) {
    const message = `the language \`${codes[twice]}\` stands here twice`;
    const mend = "Write the code of the other language, or remove one of the two.";
    reading.report(CHANNEL_FILE, path(twice, "is"), "name-twice", message, mend);
    return false;
  }
  const same = names.findIndex((say, index) => names.indexOf(say) !== index);
  if (same >= 0) {
    const message = `\`${codes[names.indexOf(names[same] ?? "")]}\` is called \`${languages[same]?.say}\` too`;
    const mend = "Give each language its own name, in itself.";
    reading.report(CHANNEL_FILE, path(same, "say"), "option-twice", message, mend);
  }
  return true;
}

/** Those of channel.yaml in its order, then those that only have a file. */
export function languagesOf(
  reading: Reading,
  listed: Languages,
  words: readonly WordsFile[],
): Languages {
  const open = new Set(words.flatMap((one) => (one.incomplete === true ? [one.language] : [])));
  const own = words.filter(({ language, say }) => {
    const file = `${WORDS_FOLDER}${language}.yaml`;
    const known = listed.some(({ is }) => is === language);
    if (known === (say === undefined)) return !known;
    if (known) {
      const message = `channel.yaml names the language \`${language}\` already`;
      reading.report(file, ["say"], "name-twice", message, "Remove it in one of the two.");
    } else {
      const mend = 'Add `say: "..."`, its name in itself.';
      reading.report(file, [], "missing-key", "`say` is missing", mend);
    }
    return !known;
  });
  return [
    ...listed.map((one) => (open.has(one.is) ? { ...one, incomplete: true } : one)),
    ...own.map(({ language: is, say = is, incomplete }) => ({
      is,
      say,
      ...(incomplete === undefined ? {} : { incomplete }),
    })),
  ];
}
