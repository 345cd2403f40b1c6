/**
 * YAML with positions, and nothing of YAML that surprises: no anchors, aliases, tags, merge keys,
 * second documents, duplicate or prototype keys. Called by `read`.
 */
import { isAlias, isMap, isScalar, LineCounter, parseDocument, visit, type Document } from "yaml";
import type { Finding, Rule } from "./finding.ts";
import type { Path, Placer, Place } from "./source.ts";

/** A service of 500 screens is 200 kB; what is larger is no menu. */
export const FILE_BYTES_MAX = 1_000_000;
/** Menus nest nine deep; deeper ones are made to break something. */
const DEPTH_MAX = 40;
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

export interface Yaml {
  /** Plain data; null when there were faults. */
  data: unknown;
  findings: readonly Finding[];
  place: Placer;
}

type Report = (offset: number, rule: Rule, message: string, mend: string) => void;

/** Reads one file. Total: whatever it holds, findings come back. */
export function readYaml(file: string, content: string): Yaml {
  const lines = new LineCounter();
  const findings: Finding[] = [];
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const report: Report = (offset, rule, message, mend) => {
    findings.push({ file, ...at(offset), rule, severity: "error", message, mend });
  };
  const refused = (rule: Rule, message: string, mend: string): Yaml => ({
    data: null,
    findings: [{ file, line: 1, column: 1, rule, severity: "error", message, mend }],
    place: () => ({ line: 1, column: 1 }),
  });
  if (Buffer.byteLength(content) > FILE_BYTES_MAX) {
    return refused(
      "file-too-large",
      "the file has over 1,000,000 bytes",
      "Split the service in two.",
    );
  }
  const text = content.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const deep = tooDeep(text);
  if (deep) return refused("too-deep", "lists and maps nest over 40 deep", "Write it flatter.");
  const document = parse(text, lines);
  for (const { message, pos } of document.errors) {
    const duplicate = message.startsWith("Map keys must be unique");
    if (duplicate)
      report(pos[0], "duplicate-key", "this key stands here twice", "Keep one of them.");
    else
      report(pos[0], "yaml", (message.split(" at line ")[0] ?? message).trim(), yamlMend(message));
  }
  refuseFancy(document, text, report);
  const data: unknown = findings.length > 0 ? null : document.toJS({ maxAliasCount: 0 });
  return {
    data,
    findings,
    place: (path, within) => at(offsetOf(document, text, path, within)),
  };
}

function parse(text: string, lineCounter: LineCounter) {
  return parseDocument(text, { lineCounter, schema: "core", prettyErrors: false, merge: false });
}

/** Flow brackets and indentation, counted before the parser recurses into them. */
function tooDeep(text: string): boolean {
  let open = 0;
  let deepest = 0;
  for (const letter of text) {
    if (letter === "[" || letter === "{") deepest = Math.max(deepest, ++open);
    else if (letter === "]" || letter === "}") open = Math.max(0, open - 1);
  }
  const indent = /^(?: {2,}|- )*/gm;
  for (const [spaces] of text.matchAll(indent)) {
    if (spaces.length > 8 * DEPTH_MAX) return true;
    if ((spaces.match(/- /g)?.length ?? 0) > DEPTH_MAX) return true;
  }
  return deepest > DEPTH_MAX;
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
    if (tag !== undefined && !tag.startsWith("tag:yaml.org,2002:")) {
      report(before(text, "!", node), "tag", "tags (!name) are not allowed", "Remove it.");
    }
    if (!isMap(node)) return;
    for (const { key } of node.items) {
      if (!isScalar(key)) report(start(key), "key-form", "a key must be one word", "Quote it.");
      else if (PROTOTYPE_KEYS.has(String(key.value)) || key.value === "<<") {
        report(
          start(key),
          "forbidden-key",
          `\`${String(key.value)}\` is no key here`,
          "Remove it.",
        );
      }
    }
  });
}

/** A node begins behind its anchor and its tag, and the fault is theirs. */
function before(text: string, mark: string, node: unknown): number {
  return Math.max(0, text.lastIndexOf(mark, start(node)));
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
