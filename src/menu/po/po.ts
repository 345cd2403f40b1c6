/**
 * Gettext PO, as translators' tools read and write it: one entry per text, by its place.
 *
 * Owns the syntax, in the part of it that menus need: a context and one text each, since plurals stand
 * within a text, as ICU has them. Refuses the rest with its line. Pure.
 */

export interface PoEntry {
  /** `msgctxt`: the place of the text. */
  place: string;
  /** `msgid`: what is translated. */
  of: string;
  /** `msgstr`; empty = not translated yet. */
  say: string;
  /** Not to be relied on: other words are translated, those of `was` where they are known. */
  fuzzy: boolean;
  was: string | null;
  /** For the translator, each a line. */
  notes: readonly string[];
  /** `report.yaml:46` */
  at: string | null;
}

export interface PoFile {
  language: string;
  /** The language's name in itself; null = it has one already. */
  name: string | null;
  entries: readonly PoEntry[];
}

/** Deterministic: the same texts give the same file, byte for byte. */
export function writePo({ language, name, entries }: PoFile): string {
  const fields = [
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=UTF-8",
    "Content-Transfer-Encoding: 8bit",
    `Language: ${language}`,
    ...(name === null ? [] : [`${NAME}: ${name}`]),
  ];
  const header = ['msgid ""', 'msgstr ""', ...fields.map((field) => quoted(`${field}\n`))];
  return `${[header, ...entries.map(linesOf)].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

const NAME = "X-Njia-Say";

function linesOf({ place, of, say, fuzzy, was, notes, at }: PoEntry): string[] {
  return [
    ...notes.map((note) => `#. ${note}`),
    ...(at === null ? [] : [`#: ${at}`]),
    ...(fuzzy ? ["#, fuzzy"] : []),
    ...(was === null ? [] : said("#| msgid", was)),
    ...said("msgctxt", place),
    ...said("msgid", of),
    ...said("msgstr", say),
  ];
}

/** A text of several lines begins below its keyword, one line of it on each. */
function said(keyword: string, text: string): string[] {
  const lines = text.split(/(?<=\n)/);
  if (lines.length < 2) return [`${keyword} ${quoted(text)}`];
  const before = keyword.startsWith("#") ? "#| " : "";
  return [`${keyword} ""`, ...lines.map((line) => `${before}${quoted(line)}`)];
}

const ESCAPED: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\t": "\\t",
  "\r": "\\r",
};

function quoted(text: string): string {
  return `"${text.replace(/[\\"\n\t\r]/g, (letter) => ESCAPED[letter] ?? letter)}"`;
}

export interface PoFault {
  /** 1-based. */
  line: number;
  fault: string;
}

/** An entry with the line of its `msgstr`. */
export type ReadEntry = PoEntry & { line: number };
export type ReadPo = Omit<PoFile, "entries"> & { entries: readonly ReadEntry[] };

/** Reads a whole file, or tells every fault of it. */
export function readPo(content: string): ReadPo | { faults: readonly PoFault[] } {
  // A menu, a table or a letter has a fault on each of its lines.
  if (!/^\s*msgid\b/m.test(content)) return { faults: [{ line: 1, fault: NO_PO }] };
  const reader = new Reader();
  const lines = content.replace(/^\uFEFF/, "").split(/\r?\n/);
  for (const [index, line] of lines.entries()) reader.take(line, index + 1);
  return reader.end(lines.length);
}

const NO_PO = "this is no PO file: name the one that translators sent back";

type Keyword = "msgctxt" | "msgid" | "msgstr";
const KEYWORDS: ReadonlySet<string> = new Set(["msgctxt", "msgid", "msgstr"]);
type Texts = Partial<Record<Keyword, string>>;

class Reader {
  readonly #faults: PoFault[] = [];
  readonly #entries: ReadEntry[] = [];
  readonly #seen = new Map<string, number>();
  #header: string | null = null;
  #texts: Texts = {};
  /** What a line in quotes belongs to. */
  #open: Keyword | null = null;
  #fuzzy = false;
  #line = 0;

  take(written: string, line: number): void {
    const text = written.trim();
    if (text === "") return this.#close(line);
    if (text.startsWith("#")) return this.#comment(text, line);
    const [, keyword = "", rest = ""] = /^([a-z_]+(?:\[[0-9]+\])?)?\s*(.*)$/.exec(text) ?? [];
    if (keyword === "") return this.#more(rest, line);
    if (!KEYWORDS.has(keyword)) {
      const plural = keyword.startsWith("msgid_plural") || keyword.startsWith("msgstr[");
      const known = "a plural stands within one msgstr, as in the msgid";
      this.#open = null;
      return this.#fault(line, plural ? known : `\`${keyword.slice(0, 40)}\` is no keyword of PO`);
    }
    const of = keyword as Keyword; // it is one of the set
    if (this.#texts[of] !== undefined || (of !== "msgstr" && this.#texts.msgstr !== undefined)) {
      this.#close(line);
    }
    this.#open = of;
    this.#texts[of] = "";
    if (of === "msgstr") this.#line = line;
    this.#more(rest, line);
  }

  #comment(text: string, line: number): void {
    // An entry that tools have put aside is none.
    if (text.startsWith("#~")) return;
    if (this.#texts.msgstr !== undefined) this.#close(line);
    if (/^#,.*\bfuzzy\b/.test(text)) this.#fuzzy = true;
  }

  #more(rest: string, line: number): void {
    const open = this.#open;
    if (open === null) {
      if (this.#faults.at(-1)?.line !== line - 1)
        this.#fault(line, "no keyword stands before this text");
      return;
    }
    const text = unquoted(rest);
    if (text === null)
      this.#fault(line, 'a text stands in "quotes", with \\n, \\t, \\" and \\\\ only');
    else this.#texts[open] = `${this.#texts[open] ?? ""}${text}`;
  }

  #close(line: number): void {
    const { msgctxt, msgid, msgstr } = this.#texts;
    const fuzzy = this.#fuzzy;
    const begun = this.#open !== null || Object.keys(this.#texts).length > 0;
    this.#texts = {};
    this.#open = null;
    if (!begun) return;
    this.#fuzzy = false;
    const at = this.#line;
    if (msgid === undefined || msgstr === undefined) {
      return this.#fault(
        line - 1,
        `the entry above has no ${msgid === undefined ? "msgid" : "msgstr"}`,
      );
    }
    if (msgid === "" && msgctxt === undefined) {
      if (this.#header !== null) this.#fault(at, "a second header");
      this.#header = msgstr;
      return;
    }
    if (msgctxt === undefined)
      return this.#fault(at, "this entry has no msgctxt: it says the place");
    const before = this.#seen.get(msgctxt);
    if (before !== undefined) {
      return this.#fault(at, `\`${msgctxt}\` was translated on line ${before} already`);
    }
    this.#seen.set(msgctxt, at);
    const entry = { place: msgctxt, of: msgid, say: msgstr, fuzzy, was: null, notes: [], at: null };
    this.#entries.push({ ...entry, line: at });
  }

  end(lines: number): ReadPo | { faults: readonly PoFault[] } {
    this.#close(lines);
    const field = (name: string) =>
      new RegExp(`^${name}: *(.*?) *$`, "im").exec(this.#header ?? "")?.[1] ?? null;
    const charset = /charset=([^;\s]+)/i.exec(field("Content-Type") ?? "")?.[1] ?? "UTF-8";
    const language = field("Language") ?? "";
    if (this.#header === null) this.#fault(1, "there is no header: an entry with an empty msgid");
    else if (!/^[a-z]{2,3}$/.test(language)) {
      this.#fault(1, "the header has no `Language:` such as fr");
    }
    if (!/^utf-?8$/i.test(charset)) this.#fault(1, `the file is in ${charset}: save it as UTF-8`);
    if (this.#faults.length > 0) return { faults: this.#faults };
    return { language, name: field(NAME), entries: this.#entries };
  }

  #fault(line: number, fault: string): void {
    this.#faults.push({ line, fault });
  }
}

const MEANT: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", '"': '"', "\\": "\\" };

/** What stands between the quotes; null where they or an escape are at fault. */
function unquoted(text: string): string | null {
  if (!/^"(?:[^"\\]|\\[ntr"\\])*"$/.test(text)) return null;
  return text.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => MEANT[letter] ?? letter);
}
