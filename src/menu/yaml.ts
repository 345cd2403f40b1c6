/**
 * YAML with positions, and nothing of YAML that surprises: no anchors, aliases, tags, merge keys,
 * second documents, duplicate or prototype keys. Called by `read`.
 */
import { isAlias, isMap, isScalar, Scalar, visit, type Document } from "yaml";
import type { Finding, Rule } from "./finding.ts";
import { SCREEN_KINDS } from "./screen-format.ts";
import { placesIn } from "./places.ts";
import { recover } from "./recover.ts";
import { savedFault, UNDECODED } from "./saved.ts";
import { strayQuote } from "./slips.ts";
import type { Path, Placer, Place } from "./source.ts";
import { Tally } from "./tally.ts";

/** A service of 500 screens is 200 kB; what is larger is no menu. */
export const FILE_BYTES_MAX = 1_000_000;
/** Menus nest nine deep; deeper ones are made to break something. */
const DEPTH_MAX = 40;
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
/** What these keys hold is looked up by name, so it cannot be one of those either. */
const NAMING: ReadonlySet<string> = new Set([...SCREEN_KINDS, "service", "word"]);
/** Numbers as people write them. 010 would be 10, 0x1F 31, and 1e3 a thousand. */
const PLAIN_NUMBER = /^(?:0|-?[1-9][0-9]*)(?:\.[0-9]+)?$/;

export interface Yaml {
  /** Plain data, as far as it could be understood; null where it could not. */
  data: unknown;
  findings: readonly Finding[];
  /** Lines, 1-based, that stand for a screen that could not be read, and hold only its name. */
  lost: ReadonlySet<number>;
  place: Placer;
}

type Report = (offset: number, rule: Rule, message: string, mend: string) => void;

/** Reads one file. Total: whatever it holds, findings come back. */
export function readYaml(file: string, content: string): Yaml {
  const tally = new Tally();
  const refused = (place: Place, rule: Rule, message: string, mend: string): Yaml => ({
    data: null,
    findings: [{ file, ...place, rule, severity: "error", message, mend }],
    lost: new Set(),
    place: () => place,
  });
  if (Buffer.byteLength(content) > FILE_BYTES_MAX) {
    const message = "the file has over 1,000,000 bytes";
    return refused(FIRST, "file-too-large", message, "Split the service in two.");
  }
  const saved = savedFault(content, "a text in UTF-8");
  if (saved !== null) return refused(FIRST, "yaml", saved.message, saved.mend);
  const text = content.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const at = placesIn(text);
  const deep = tooDeep(text);
  if (deep !== null) return refused(at(deep), "too-deep", TOO_DEEP, "Write it flatter.");
  const surplus = tooManyClosed(text);
  if (surplus !== null) return refused(at(surplus), "yaml", TOO_MANY, "Is this a menu?");
  const add = (place: Place, rule: Rule, message: string, mend: string) => {
    tally.add(() => ({ file, ...place, rule, severity: "error", message, mend }));
  };
  for (const place of undecoded(text)) {
    add(place, "yaml", "a letter was not saved as UTF-8", "Save the file as UTF-8, then mend it.");
  }
  // A letter in its place, so that it is told once; and of the same length, so that places hold.
  const { document, faults, lost, whole, back, ...read } = recover(text.replaceAll(UNDECODED, "x"));
  for (const { line, column, message, mend } of faults)
    add({ line, column }, "yaml", message, mend);
  const within = placesIn(read.text);
  const report: Report = (offset, rule, message, mend) => {
    add(back(within(offset)), rule, message, mend);
  };
  const directed = refuseDirectives(text, report);
  refuseFancy(document, read.text, report);
  refusePlain(document, report);
  return {
    data: whole && !directed ? (document.toJS({ maxAliasCount: 0 }) as unknown) : null,
    findings: tally.findings,
    lost,
    place: (path, letter) => back(within(offsetOf(document, read.text, path, letter))),
  };
}

/** The first letter of each line that was not saved as UTF-8. */
function undecoded(text: string): Place[] {
  return text.split("\n").flatMap((line, index) => {
    const at = line.indexOf(UNDECODED);
    return at < 0 ? [] : [{ line: index + 1, column: at + 1 }];
  });
}

const MEND_FORM = "Quote it: a text that begins with { stands in quotes.";
const FIRST: Place = { line: 1, column: 1 };
/** A slip closes one bracket too many; a million of them took the parser 15 s. */
const SURPLUS_MAX = 1000;
const TOO_MANY = "over 1,000 brackets close here that were never opened";
const TOO_DEEP = "lists and maps nest over 40 deep here";

function tooManyClosed(text: string): number | null {
  let open = 0;
  let surplus = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === "[" || letter === "{") open++;
    else if (letter !== "]" && letter !== "}") continue;
    else if (open > 0) open--;
    else if (++surplus > SURPLUS_MAX) return at;
  }
  return null;
}

/** Where brackets or indentation go too deep, counted before the parser recurses into them. */
function tooDeep(text: string): number | null {
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === "[" || letter === "{") open++;
    else if (letter === "]" || letter === "}") open = Math.max(0, open - 1);
    if (open > DEPTH_MAX) return at;
  }
  for (const line of text.matchAll(/^.*$/gm)) {
    const indent = /^ */.exec(line[0])?.[0].length ?? 0;
    // `- - - x` and `? ? x` nest without indentation.
    const marks = /^(?: *[-?:](?= |$))+/.exec(line[0])?.[0].match(/[-?:]/g)?.length ?? 0;
    if (indent > 8 * DEPTH_MAX || marks > DEPTH_MAX) return line.index;
  }
  return null;
}

/** Reports it, and takes it out of the document, so that the rest can be read on. */
function refuseFancy(document: Document, text: string, report: Report): void {
  const refused = new Set<unknown>();
  visit(document, (_key, node) => {
    if (isAlias(node)) {
      const written = `*${node.source}`;
      const mend = /^\*[0-9]/.test(written)
        ? `Put it in quotes: "${written}".`
        : `Write it out, or put it in quotes: "${written}".`;
      report(start(node), "alias", "a text that begins with * needs quotes", mend);
      const plain = new Scalar(written);
      plain.range = node.range ?? null;
      return plain;
    }
    if (node === null || typeof node !== "object" || !("range" in node)) return undefined;
    const { anchor, tag } = node as { anchor?: string; tag?: string }; // only some kinds have them
    if (anchor !== undefined)
      report(
        before(text, `&${anchor}`, node),
        "anchor",
        "anchors (&name) are not allowed",
        "Remove it.",
      );
    if (tag !== undefined) {
      report(before(text, "!", node), "tag", "tags (!name) are not allowed", "Remove it.");
    }
    if (!isMap(node)) return undefined;
    const seen = new Set<string>();
    for (const pair of node.items) {
      const { key, value } = pair;
      if (!isScalar(key)) {
        refused.add(pair);
        report(start(key), "key-form", "a key must be one word", MEND_FORM);
        continue;
      }
      if (key.value === null) {
        refused.add(pair);
        report(start(key), "key-form", "there is no key before this colon", "Write one.");
        continue;
      }
      const name = nameOf(key);
      if (seen.has(name)) {
        refused.add(pair);
        report(start(key), "duplicate-key", "this key stands here twice", "Keep one of them.");
      }
      seen.add(name);
      if (PROTOTYPE_KEYS.has(name) || name === "<<") {
        refused.add(pair);
        report(start(key), "forbidden-key", `\`${name}\` is no key here`, "Remove it.");
      }
      if (!NAMING.has(name) || !isScalar(value) || !PROTOTYPE_KEYS.has(nameOf(value))) continue;
      const message = `\`${nameOf(value)}\` is no name here`;
      report(start(value), "forbidden-key", message, "Choose another.");
      value.value = `${nameOf(value)}_`;
    }
    return undefined;
  });
  if (refused.size === 0) return;
  visit(document, {
    Map: (_key, map) => {
      map.items = map.items.filter((pair) => !refused.has(pair));
    },
  });
}

/** A scalar as a key: 1 and "1" are the same. */
function nameOf({ value }: Scalar): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `%YAML 1.1` would make other words of the same file: `no` a false, 12:30 a number. */
function refuseDirectives(text: string, report: Report): boolean {
  const directive = /^(?:[ \t]*(?:#.*)?\n)*%/.exec(text);
  if (directive === null) return false;
  report(directive[0].length - 1, "yaml", "a line that begins with % is no menu", "Remove it.");
  return true;
}

/** What stands without quotes and is read as something else than it says. */
function refusePlain(document: Document, report: Report): void {
  visit(document, {
    Scalar: (_key, { value, source, type, range }) => {
      if (type !== "PLAIN" || source === undefined) return;
      const at = range?.[0] ?? 0;
      const stray = typeof value === "string" ? strayQuote(value) : null;
      if (stray !== null) report(at, "yaml", stray.message, stray.mend);
      if (typeof value !== "number" || PLAIN_NUMBER.test(source)) return;
      const message = `\`${source}\` would be read as the number ${value}`;
      report(at, "wrong-value", message, "Put it in quotes, or write it plainly.");
    },
  });
}

/** A node begins behind its anchor and its tag, and the fault is theirs. */
function before(text: string, mark: string, node: unknown): number {
  const at = Math.max(0, text.lastIndexOf(mark, start(node)));
  return mark === "!" && text[at - 1] === "!" ? at - 1 : at;
}

function start(node: unknown): number {
  const { range } = node as { range?: readonly number[] | null }; // every kind of node has one
  return range?.[0] ?? 0;
}

function offsetOf(
  document: Document,
  text: string,
  path: Path,
  within: Parameters<Placer>[1],
): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(
        ({ key }) => isScalar(key) && String(key.value) === String(last),
      );
      if (pair === undefined) continue;
      // A fault of what is missing or misnamed stands at the key, one of a value at the value.
      const whole = length === path.length && within !== "key" && pair.value !== null;
      return whole ? inScalar(text, pair.value, within) : start(pair.key);
    }
    const node = document.getIn(path.slice(0, length), true);
    if (node !== undefined && node !== null) {
      return length === path.length && within !== "key"
        ? inScalar(text, node, within)
        : start(node);
    }
  }
  return document.contents === null ? 0 : start(document.contents);
}

/** A letter within a scalar, where it is written as it reads: on one line and without escapes. */
function inScalar(text: string, node: unknown, offset: number | undefined): number {
  const from = start(node);
  if (!isScalar(node) || typeof node.value !== "string" || offset === undefined) return from;
  const inside = from + (node.type === "PLAIN" ? 0 : 1);
  return text.startsWith(node.value, inside) ? inside + offset : from;
}
