/**
 * YAML with positions, and nothing of YAML that surprises: no anchors, aliases, tags, merge keys,
 * second documents, duplicate or prototype keys. Called by `read`.
 */
import { isMap, isScalar, type Document } from "yaml";
import { straightened } from "./curly.ts";
import type { Finding, Rule } from "./finding.ts";
import { placesIn } from "./places.ts";
import { recover } from "./recover.ts";
import { savedFault, UNDECODED } from "./saved.ts";
import { short } from "./slips.ts";
import type { Path, Placer, Place } from "./source.ts";
import { refuseDirectives, refuseFancy, refusePlain, start, type Report } from "./surprises.ts";
import { Tally } from "./tally.ts";

/** A service of 500 screens is 200 kB; what is larger is no menu. */
export const FILE_BYTES_MAX = 1_000_000;
/** Menus nest nine deep; deeper ones are made to break something. */
const DEPTH_MAX = 40;

export interface Yaml {
  /** Plain data, as far as it could be understood; null where it could not. */
  data: unknown;
  findings: readonly Finding[];
  /** Lines, 1-based, that stand for a screen that could not be read, and hold only its name. */
  lost: ReadonlySet<number>;
  place: Placer;
}

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
  // CR alone ended lines on Macs of old, and does yet in what some of their programs save.
  const text = content.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const at = placesIn(text);
  const deep = tooDeep(text);
  if (deep !== null) return refused(at(deep), "too-deep", TOO_DEEP, "Write it flatter.");
  const surplus = tooManyClosed(text);
  if (surplus !== null) return refused(at(surplus), "yaml", TOO_MANY, "Is this a menu?");
  const add = (
    place: Place,
    rule: Rule,
    message: string,
    mend: string,
    severity: Finding["severity"] = "error",
  ) => tally.add(() => ({ file, ...place, rule, severity, message, mend }));
  for (const place of undecoded(text)) {
    add(place, "yaml", "a letter was not saved as UTF-8", "Save the file as UTF-8, then mend it.");
  }
  const straight = straightened(text);
  for (const { offset, meant } of straight.found) {
    const mend = `Write straight quotes: ${short(meant)}.`;
    add(at(offset), "yaml", "curly quotes do not hold a text together", mend);
  }
  // A letter in its place, so that it is told once; and of the same length, so that places hold.
  const readable = straight.text.replaceAll(UNDECODED, "x");
  const { document, faults, lost, whole, back, ...read } = recover(readable);
  for (const { line, column, message, mend } of faults)
    add({ line, column }, "yaml", message, mend);
  const within = placesIn(read.text);
  const report: Report = (offset, rule, message, mend, severity) => {
    add(back(within(offset)), rule, message, mend, severity);
  };
  const directed = refuseDirectives(text, report);
  refuseFancy(document, read.text, report);
  refusePlain(document, read.text, report);
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
