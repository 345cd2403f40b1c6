/**
 * `njia words export` and `words import`: texts to translators and back, as gettext PO.
 *
 * Owns which files are written. Called by `cli`.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { poOf } from "../menu/po/entries.ts";
import { readPo as entriesOf, writePo, type PoFault } from "../menu/po/po.ts";
import { takeWords } from "../menu/po/take.ts";
import { readMenus } from "../menu/read.ts";
import { WORDS_FOLDER } from "../menu/words-format.ts";
import { listFindings } from "../terminal.ts";
import { menusIn } from "./menus-folder.ts";
import type { Keeps } from "./out-file.ts";
import { schemaLine } from "./schema-line.ts";

/** The language cannot be given out, or a file not taken; the message says why, for the terminal. */
export class WordsFault extends Error {
  override readonly name = "WordsFault";
}

/** The PO file of a language, which need not be there yet. @throws WordsFault */
export async function exportWords(folder: string, language: string): Promise<string> {
  if (!/^[a-z]{2,3}$/.test(language)) {
    throw new WordsFault(
      `\`${language}\` is no language: write two or three small letters, as in fr.`,
    );
  }
  const files = await menusIn(folder);
  const { source, findings } = readMenus(files);
  const errors = findings.filter(({ severity }) => severity === "error");
  if (source === null || errors.length > 0) {
    throw new WordsFault(listFindings(errors, "nothing is exported until they are mended."));
  }
  if (source.wording.beside[0] === language) {
    throw new WordsFault(
      `\`${language}\` is the language that is translated from: name another one.`,
    );
  }
  return writePo(poOf(files, source, language));
}

/** A PO file may be written over by `po` where all that is translated in it is in that too. */
export function unlessTaken(po: string): Keeps {
  return (content, file) => {
    const [old, now] = [entriesOf(content), entriesOf(po)];
    if ("faults" in old || "faults" in now) {
      return `${file} is there already, and no PO file that can be read: name another file`;
    }
    if (old.language !== now.language) {
      return `${file} is there already, in \`${old.language}\`: name another file`;
    }
    const kept = new Map(now.entries.map(({ place, say }) => [place, say]));
    const lost = old.entries.filter(({ place, say }) => say !== "" && kept.get(place) !== say);
    if (lost.length === 0) return null;
    const texts = lost.length === 1 ? "a text" : `${lost.length} texts`;
    const mend = `njia words import ${file} first, or name another file`;
    return `${file} is there already, with ${texts} that the menus do not have: ${mend}`;
  };
}

/** What translators sent back. @throws WordsFault where there is no such file */
export function readPo(file: string): { name: string; content: string } {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() !== false) {
    throw new WordsFault(
      `${file} is no file: name the one that translators sent back. Nothing was changed.`,
    );
  }
  return { name: file, content: readFileSync(file, "utf8") };
}

/**
 * Takes a PO file into the menus and says what was taken. `name` is how the file is called in faults.
 * @throws WordsFault with every fault of the file; nothing is written then
 */
export async function importWords(
  folder: string,
  po: { name: string; content: string },
  print: (line: string) => void,
): Promise<void> {
  if (/^\uFFFD\uFFFD|\0/.test(po.content)) {
    throw new WordsFault(`${po.name} is saved as UTF-16: save it as UTF-8. Nothing was changed.`);
  }
  const files = await menusIn(folder);
  const schema = schemaLine(folder, `${WORDS_FOLDER}new.yaml`, "words");
  const taken = takeWords(files, po.content, schema);
  const shown = ({ line, fault }: PoFault) => `${po.name}:${line}: ${fault}`;
  if ("faults" in taken) {
    throw new WordsFault([...taken.faults.map(shown), "Nothing was changed."].join("\n"));
  }
  for (const one of taken.told) print(shown(one));
  for (const [file, content] of taken.changed) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    print(path);
  }
  print(taken.count === 1 ? "1 text taken." : `${taken.count} texts taken.`);
  if (taken.fuzzy > 0) print(`${taken.fuzzy} left out, marked fuzzy.`);
}
