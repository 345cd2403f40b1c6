/**
 * Changes single texts in a menu file and leaves every other letter as it is, notes and layout included.
 *
 * Owns how a text is written. Called by `take`, for files that could be read.
 */
import { isMap, isScalar, parseDocument, type Document, type Pair, type YAMLMap } from "yaml";
import type { Path } from "../source.ts";

/** What a key is to hold: a text, or a list of words. */
export type Content = string | readonly string[];

interface Edit {
  from: number;
  to: number;
  text: string;
}

export class YamlEdits {
  readonly #before: string;
  readonly #text: string;
  readonly #document: Document;
  readonly #edits: Edit[] = [];

  constructor(content: string) {
    this.#before = content;
    this.#text = content.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
    this.#document = parseDocument(this.#text);
  }

  /** Sets a key of the map at a path, or adds it as the last one. The map must be there. */
  set(path: Path, key: string, content: Content): void {
    const map = this.#document.getIn(path, true);
    if (!isMap(map)) throw new Error(`no map at ${path.join("/")}`);
    const pair = map.items.find((one) => isScalar(one.key) && String(one.key.value) === key);
    if (pair === undefined) return this.#add(map, `${plainKey(key)}: ${written(content)}`);
    this.#replace(pair, content);
  }

  /** Puts a map of texts in the place of a text that was the same in every language. */
  spread(path: Path, texts: Readonly<Record<string, string>>): void {
    const node: unknown = this.#document.getIn(path, true);
    if (!isScalar(node)) throw new Error(`no text at ${path.join("/")}`);
    this.#put(node, `{ ${entriesOf(texts)} }`);
  }

  /** Adds an entry of texts to the map at a path; an empty `{}` is opened for it. */
  addTexts(path: Path, key: string, texts: Readonly<Record<string, string>>): void {
    const map = this.#document.getIn(path, true);
    if (!isMap(map)) throw new Error(`no map at ${path.join("/")}`);
    this.#add(map, `${plainKey(key)}: { ${entriesOf(texts)} }`);
  }

  done(): string {
    let text = this.#text;
    const inOrder = this.#edits.map((edit, nth) => ({ ...edit, nth }));
    // From the end, so that places hold; what is added at one place stays in its order.
    inOrder.sort((a, b) => b.from - a.from || b.nth - a.nth);
    for (const { from, to, text: made } of inOrder) {
      text = `${text.slice(0, from)}${made}${text.slice(to)}`;
    }
    const ends = this.#before.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text;
    return this.#before.startsWith("\uFEFF") ? `\uFEFF${ends}` : ends;
  }

  #replace({ value }: Pair, content: Content): void {
    if (isScalar(value) && typeof content === "string" && value.type === "BLOCK_LITERAL") {
      const block = this.#block(value, content);
      if (block !== null) return this.#put(value, block);
    }
    this.#put(value, written(content));
  }

  /** A text of several lines stays one below its `|-`. */
  #block(node: { range?: unknown }, text: string): string | null {
    const [from, to] = rangeOf(node);
    const [head = "", first = ""] = this.#text.slice(from, to).split("\n");
    const indent = /^ +/.exec(first)?.[0];
    const fits = text.split("\n").every((line) => line !== "" && line === line.trim());
    if (head.trim() !== "|-" || indent === undefined || !fits || !text.includes("\n")) return null;
    return `|-\n${text.replace(/^/gm, indent)}`;
  }

  #put(node: unknown, text: string): void {
    const [from, to] = rangeOf(node);
    // A block ends with the line break behind it.
    const end = this.#text[to - 1] === "\n" ? to - 1 : to;
    this.#edits.push({ from, to: end, text });
  }

  #add(map: YAMLMap, entry: string): void {
    const last = map.items.at(-1);
    // A map without an item is `{}`, and is opened at its first bracket.
    if (last === undefined) {
      const from = rangeOf(map)[0] + 1;
      const added = this.#edits.some((edit) => edit.from === from);
      return void this.#edits.push({ from, to: from, text: added ? `, ${entry}` : ` ${entry}` });
    }
    const [, to] = rangeOf(last.value ?? last.key);
    if (map.flow === true) return void this.#edits.push({ from: to, to, text: `, ${entry}` });
    const [start] = rangeOf(last.key);
    const column = start - (this.#text.lastIndexOf("\n", start - 1) + 1);
    const end = this.#text[to - 1] === "\n" ? to - 1 : this.#endOfLine(to);
    this.#edits.push({ from: end, to: end, text: `\n${" ".repeat(column)}${entry}` });
  }

  /** Behind a note that stands on the same line. */
  #endOfLine(at: number): number {
    const end = this.#text.indexOf("\n", at);
    return end < 0 ? this.#text.length : end;
  }
}

function rangeOf(node: unknown): [from: number, to: number] {
  const { range } = node as { range?: readonly number[] | null }; // every node of a read file has one
  return [range?.[0] ?? 0, range?.[1] ?? 0];
}

function written(content: Content): string {
  return typeof content === "string" ? quoted(content) : `[${content.map(quoted).join(", ")}]`;
}

/** A text in double quotes: JSON is YAML. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

/** `yes` and `no` are words here, and are quoted so that no other reader takes them for more. */
export function plainKey(key: string): string {
  return /^[A-Za-z0-9_.~/-]+$/.test(key) && !/^(yes|no|on|off|true|false|[0-9.-]+)$/i.test(key)
    ? key
    : quoted(key);
}

export function entriesOf(texts: Readonly<Record<string, string>>): string {
  return Object.entries(texts)
    .map(([key, text]) => `${plainKey(key)}: ${quoted(text)}`)
    .join(", ");
}
