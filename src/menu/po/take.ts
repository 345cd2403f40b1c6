/**
 * Takes what translators wrote into the menu files: into the language's own file, or where the texts of
 * the language stand beside the others.
 *
 * Owns what is taken and what is left out. Nothing is taken of a file that is broken, or with a text that
 * would stop a release. Pure. Called by the `words` command.
 */
import { inOrder, showFinding, type Finding } from "../finding.ts";
import { meant } from "../nearest.ts";
import { readMenus } from "../read.ts";
import { buildRelease } from "../release.ts";
import type { MenuFiles, MenuSource, Path } from "../source.ts";
import { compile } from "../compile.ts";
import { readText } from "../text.ts";
import { wordsIn } from "../translate.ts";
import { WORDS_FOLDER } from "../words-format.ts";
import { withFields } from "./csv-edit.ts";
import { entriesOf, plainKey, YamlEdits } from "./edit.ts";
import { translatables, type Translatable } from "./entries.ts";
import { roomIn } from "./room.ts";
import { readPo, type PoFault, type ReadEntry, type ReadPo } from "./po.ts";

export interface Taken {
  /** Files as they are to be written; those that stay as they are are not among them. */
  changed: MenuFiles;
  /** How many texts are new or other than before. */
  count: number;
  /** How many were left out because they are marked fuzzy. */
  fuzzy: number;
  /** What was left out, or is doubtful. */
  told: readonly PoFault[];
}

/** A text that is taken, and where it is said then. */
interface Text {
  entry: ReadEntry;
  file: string;
  path: Path;
}

/**
 * @param po what stands in the translators' file
 * @param schema the first line of a language's new file, for editors
 */
export function takeWords(
  files: MenuFiles,
  po: string,
  schema: string,
): Taken | { faults: readonly PoFault[] } {
  const read = readPo(po);
  if ("faults" in read) return read;
  const { source, findings } = readMenus(files);
  const unread = findings.filter(({ severity }) => severity === "error");
  if (source === null || unread.length > 0) {
    const first = inOrder(unread)[0];
    const why = first === undefined ? "" : `: ${showFinding(first)}`;
    return { faults: [{ line: 1, fault: `the menus cannot be read, mend them first${why}` }] };
  }
  const [first] = source.wording.beside;
  if (read.language === first) {
    return { faults: [{ line: 1, fault: `\`${first}\` is the language that is translated from` }] };
  }
  const taking = new Taking(files, source, read);
  for (const entry of read.entries) taking.take(entry);
  const { changed, texts, told, fuzzy } = taking.done(schema);
  const faults = faultsOf(files, changed, texts);
  if (faults.length > 0) return { faults };
  const tight = tightIn(files, source, { changed, texts, language: read.language });
  return { changed, count: texts.length, fuzzy, told: [...told, ...tight] };
}

class Taking {
  readonly #files: MenuFiles;
  readonly #source: MenuSource;
  readonly #po: ReadPo;
  readonly #known: ReadonlyMap<string, Translatable>;
  readonly #edits = new Map<string, YamlEdits>();
  readonly #fields = new Map<string, Map<string, string>>();
  /** Texts of a language file that is not there yet. */
  readonly #own: ReadEntry[] = [];
  readonly #texts: Text[] = [];
  readonly #told: PoFault[] = [];
  #fuzzy = 0;

  constructor(files: MenuFiles, source: MenuSource, po: ReadPo) {
    this.#files = files;
    this.#source = source;
    this.#po = po;
    const all = translatables(files, source, po.language);
    this.#known = new Map(all.map((one) => [one.place, one]));
  }

  take(entry: ReadEntry): void {
    const { place, of, say, fuzzy, line } = entry;
    const tell = (fault: string) => this.#told.push({ line, fault });
    if (say === "") return;
    const known = this.#known.get(place);
    if (known === undefined) {
      tell(
        `there is no text \`${place}\`, left out. ${meant(place, [...this.#known.keys()])}`.trim(),
      );
      return;
    }
    if (fuzzy) {
      this.#fuzzy++;
      return void tell(
        `\`${place}\` is marked fuzzy, left out: take the mark away once it is right`,
      );
    }
    const { language } = this.#po;
    const own = known.beside[language];
    const { wording, data } = this.#source;
    const listed = wording.beside.includes(language);
    const words = wording.words.find((one) => one.language === language);
    const column = data.get(known.file)?.headings.includes(language) === true;
    if (own !== undefined || (listed && words === undefined) || column) {
      if (own === say) return;
      if (known.of !== of) return void tell(`\`${place}\` says other words now, left out`);
      if (known.file.endsWith(".csv") && !column) {
        return void tell(`${known.file} has no column \`${language}\`, left out: add it first`);
      }
      this.#beside(entry, known);
    } else {
      const before = words?.texts[place];
      if (before?.say === say && before.of === of) return;
      if (known.of !== of) tell(`\`${place}\` says other words now: the translation is stale`);
      this.#apart(entry, words !== undefined, before !== undefined);
    }
    const lost = lostIn(of, say, this.#source.wording.beside[0] ?? "en", language);
    if (lost !== "") tell(`\`${place}\` does not print ${lost}`);
  }

  #beside(entry: ReadEntry, { place, file }: Translatable): void {
    const { language } = this.#po;
    const { say } = entry;
    if (file.endsWith(".csv")) {
      const fields = this.#fields.get(file) ?? new Map<string, string>();
      this.#fields.set(file, fields.set(place.slice(file.length + 1), say));
      this.#texts.push({ entry, file, path: [] });
      return;
    }
    const placed = this.#source.wording.texts.get(place);
    if (placed === undefined) return;
    const { path, text } = placed;
    const edits = this.#editsOf(file);
    if (typeof text === "string") {
      const each = this.#source.wording.beside.map((is) => [is, is === language ? say : text]);
      edits.spread(path, Object.fromEntries(each) as Record<string, string>); // pairs of texts
    } else {
      edits.set(path, language, place.startsWith("channel/sms/words/") ? wordsIn(say) : say);
    }
    this.#texts.push({ entry, file, path: [...path, language] });
  }

  /** `there`: the language's file; `known`: the text in it. */
  #apart(entry: ReadEntry, there: boolean, known: boolean): void {
    const file = `${WORDS_FOLDER}${this.#po.language}.yaml`;
    const { place, of, say } = entry;
    this.#texts.push({ entry, file, path: ["texts", place, "say"] });
    if (!there) return void this.#own.push(entry);
    const edits = this.#editsOf(file);
    if (!known) return edits.addTexts(["texts"], place, { of, say });
    const before = this.#source.wording.words.find(
      ({ language }) => language === this.#po.language,
    );
    if (before?.texts[place]?.of !== of) edits.set(["texts", place], "of", of);
    if (before?.texts[place]?.say !== say) edits.set(["texts", place], "say", say);
  }

  #editsOf(file: string): YamlEdits {
    const edits = this.#edits.get(file) ?? new YamlEdits(this.#files.get(file) ?? "");
    this.#edits.set(file, edits);
    return edits;
  }

  done(schema: string): Omit<Taken, "count"> & { texts: readonly Text[] } {
    const changed = new Map([...this.#edits].map(([file, edits]) => [file, edits.done()]));
    for (const [file, fields] of this.#fields) {
      changed.set(file, withFields(this.#files.get(file) ?? "", this.#po.language, fields));
    }
    if (this.#own.length > 0)
      changed.set(`${WORDS_FOLDER}${this.#po.language}.yaml`, this.#newFile(schema));
    return { changed, texts: this.#texts, fuzzy: this.#fuzzy, told: this.#told };
  }

  #newFile(schema: string): string {
    const { language, name } = this.#po;
    const listed = this.#source.wording.beside.includes(language);
    const whole = this.#own.length === this.#known.size;
    return [
      schema,
      "format: 1",
      `language: ${plainKey(language)}`,
      ...(listed ? [] : [`say: ${JSON.stringify(name ?? language)}`]),
      ...(whole ? [] : ["incomplete: true # what is missing is said in the first language"]),
      "texts:",
      ...this.#own.map(
        ({ place, of, say }) => `  ${plainKey(place)}: { ${entriesOf({ of, say })} }`,
      ),
      "",
    ].join("\n");
  }
}

/** Placeholders that a translation leaves out, each once. */
function lostIn(of: string, say: string, first: string, language: string): string {
  const printed = (text: string, is: string) => {
    const read = readText(text, is);
    return "format" in read ? read.arguments.map(({ name }) => name) : null;
  };
  const kept = printed(say, language);
  const lost = (printed(of, first) ?? []).filter((name) => kept !== null && !kept.includes(name));
  return [...new Set(lost)].map((name) => `{${name}}`).join(" ");
}

/**
 * Screens that fit on one page in the first language and do not in this one, each once, at the first of their texts
 * that was taken. Citizens turn a page then, which costs time and money; it is for the translator to judge.
 */
function tightIn(
  files: MenuFiles,
  source: MenuSource,
  { changed, texts, language }: { changed: MenuFiles; texts: readonly Text[]; language: string },
): PoFault[] {
  const after = readMenus(new Map([...files, ...changed])).source;
  if (after === null || texts.length === 0) return [];
  const first = roomIn(source, compile(source, ""), source.wording.beside[0] ?? "en");
  const now = roomIn(after, compile(after, ""), language);
  const screens = new Set<string>();
  return texts.flatMap(({ entry: { place, line } }) => {
    const [screen = ""] = place.split(/\/(?:say|options\/.*)$/, 1);
    const over = -(now.get(place)?.letters ?? 0);
    if (over <= 0 || (first.get(place)?.letters ?? -1) < 0 || screens.has(screen)) return [];
    screens.add(screen);
    const fault = `\`${place}\` is taken, and its screen is ${over} ${over === 1 ? "letter" : "letters"} too long for one page: shorten it, or citizens turn pages`;
    return [{ line, fault }];
  });
}

/**
 * What would stop a release since the texts were taken, each at the line of its `msgstr`. What comes of a text can
 * stand elsewhere, as at the option that says the same: then the line is that of the nearest text that was taken.
 */
function faultsOf(files: MenuFiles, changed: MenuFiles, texts: readonly Text[]): PoFault[] {
  const build = (all: MenuFiles) => buildRelease(all, null, { rehearsed: true }).findings;
  const keyOf = ({ file, rule, message }: Finding) => `${file} ${rule} ${message}`;
  const isError = ({ severity }: Finding) => severity === "error";
  const old = build(files).filter(isError);
  const before = new Set(old.map(keyOf));
  const after = new Map([...files, ...changed]);
  const places = readMenus(after).source?.places;
  const starts = texts.map(({ entry, file, path }) => ({
    entry,
    file,
    ...(places?.get(file)?.(path) ?? { line: 0, column: 0 }),
  }));
  const found = build(after).filter(isError);
  const alike = (one: Finding, all: readonly Finding[]) =>
    all.filter(({ file, rule }) => file === one.file && rule === one.rule).length;
  return found.flatMap((finding) => {
    if (before.has(keyOf(finding))) return [];
    const own = starts.filter(({ file }) => file === finding.file);
    const here = own.filter(({ line }) => line === finding.line);
    const at = here.findLast(({ column }) => column <= finding.column) ?? here[0];
    const fault = `${finding.rule}: ${finding.message}. ${finding.mend}`;
    if (at !== undefined) return [{ line: at.entry.line, fault }];
    // An old fault may count other letters now, which is nothing new.
    if (alike(finding, found) <= alike(finding, old)) return [];
    const away = ({ line }: { line: number }) => Math.abs(line - finding.line);
    const [near] = [...own].sort((a, b) => away(a) - away(b));
    const place = `${finding.file}:${finding.line}`;
    return [{ line: near?.entry.line ?? 1, fault: `${fault} (${place})` }];
  });
}
