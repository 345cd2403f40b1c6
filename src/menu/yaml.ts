/**
 * YAML with positions, and nothing of YAML that surprises: no anchors, aliases, tags, merge keys,
 * second documents, duplicate or prototype keys. Called by `read`.
 */
import { isAlias, isMap, isScalar, parseDocument, visit, type Document, type Scalar } from "yaml";
import type { Finding, Rule } from "./finding.ts";
import { SCREEN_KINDS } from "./format.ts";
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
  /** Plain data; null when there were faults. */
  data: unknown;
  findings: readonly Finding[];
  place: Placer;
}

type Report = (offset: number, rule: Rule, message: string, mend: string) => void;

/** Reads one file. Total: whatever it holds, findings come back. */
export function readYaml(file: string, content: string): Yaml {
  const tally = new Tally();
  const refused = (place: Place, rule: Rule, message: string, mend: string): Yaml => ({
    data: null,
    findings: [{ file, ...place, rule, severity: "error", message, mend }],
    place: () => place,
  });
  if (Buffer.byteLength(content) > FILE_BYTES_MAX) {
    const message = "the file has over 1,000,000 bytes";
    return refused(FIRST, "file-too-large", message, "Split the service in two.");
  }
  const text = content.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const at = placesIn(text);
  const deep = tooDeep(text);
  if (deep !== null) return refused(at(deep), "too-deep", TOO_DEEP, "Write it flatter.");
  const report: Report = (offset, rule, message, mend) => {
    tally.add(() => ({ file, ...at(offset), rule, severity: "error", message, mend }));
  };
  const document = parse(text);
  for (const { message, pos } of document.errors) {
    report(pos[0], "yaml", yamlMessage(message), yamlMend(message));
  }
  refuseDirectives(text, report);
  refuseFancy(document, text, report);
  const data: unknown = tally.none ? document.toJS({ maxAliasCount: 0 }) : null;
  // These are faults, and yet the file can be read on for those below.
  refuseNumbers(document, report);
  return {
    data,
    findings: tally.findings,
    place: (path, within) => at(offsetOf(document, text, path, within)),
  };
}

const FIRST: Place = { line: 1, column: 1 };
/** Some of the parser's messages quote the rest of the file. */
const MESSAGE_MAX = 120;
const TOO_DEEP = "lists and maps nest over 40 deep here";

function parse(text: string) {
  // Its own search for keys that stand twice compares each with each: 50,000 of them took a minute.
  const options = { prettyErrors: false, merge: false, uniqueKeys: false };
  return parseDocument(text, { ...options, schema: "core" });
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

/** Lines of our own: the parser's counter misses line ends inside quotes that are never closed. */
function placesIn(text: string): (offset: number) => Place {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset) => {
    const within = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= within) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: within - (starts[low] ?? 0) + 1 };
  };
}

/** The parser's words, where they say something to an operator. */
function yamlMessage(message: string): string {
  if (message.includes("multiple documents")) return "a second document begins here";
  const words = (message.split(" at line ")[0] ?? message).replace(/\s+/g, " ").trim();
  return words.length > MESSAGE_MAX ? `${words.slice(0, MESSAGE_MAX)}…` : words;
}

function yamlMend(message: string): string {
  if (message.includes("Tabs are not allowed")) return "Indent with spaces.";
  if (message.includes("multiple documents")) return "Keep one document: remove the `---`.";
  return "Check the indentation, the quotes and the brackets around here.";
}

function refuseFancy(document: Document, text: string, report: Report): void {
  visit(document, (_key, node) => {
    if (isAlias(node)) {
      report(start(node), "alias", "aliases (*name) are not allowed", "Write it out.");
      return;
    }
    if (node === null || typeof node !== "object" || !("range" in node)) return;
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
    if (!isMap(node)) return;
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      if (!isScalar(key)) {
        report(start(key), "key-form", "a key must be one word", "Quote it.");
        continue;
      }
      if (key.value === null) {
        report(start(key), "key-form", "there is no key before this colon", "Write one.");
        continue;
      }
      const name = nameOf(key);
      if (seen.has(name)) {
        report(start(key), "duplicate-key", "this key stands here twice", "Keep one of them.");
      }
      seen.add(name);
      if (PROTOTYPE_KEYS.has(name) || name === "<<") {
        report(start(key), "forbidden-key", `\`${name}\` is no key here`, "Remove it.");
      }
      const named = NAMING.has(name) && isScalar(value) ? nameOf(value) : "";
      if (PROTOTYPE_KEYS.has(named)) {
        report(start(value), "forbidden-key", `\`${named}\` is no name here`, "Choose another.");
      }
    }
  });
}

/** A scalar as a key: 1 and "1" are the same. */
function nameOf({ value }: Scalar): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `%YAML 1.1` would make other words of the same file: `no` a false, 12:30 a number. */
function refuseDirectives(text: string, report: Report): void {
  const directive = /^(?:[ \t]*(?:#.*)?\n)*%/.exec(text);
  if (directive === null) return;
  report(directive[0].length - 1, "yaml", "a line that begins with % is no menu", "Remove it.");
}

function refuseNumbers(document: Document, report: Report): void {
  visit(document, {
    Scalar: (_key, { value, source, type, range }) => {
      if (typeof value !== "number" || type !== "PLAIN" || source === undefined) return;
      if (PLAIN_NUMBER.test(source)) return;
      const message = `\`${source}\` would be read as the number ${value}`;
      report(range?.[0] ?? 0, "wrong-value", message, "Put it in quotes, or write it plainly.");
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
