/**
 * What YAML makes of a text behind the reader's back: anchors, aliases, tags, directives, keys that stand
 * twice or mean something to the machinery, and numbers that are not what they say.
 *
 * Reports each, and takes it out of the document so that the rest can be read on. Called by `yaml`.
 */
import { isAlias, isMap, isPair, isScalar, Scalar, visit, type Document, type Pair } from "yaml";
import type { Finding, Rule } from "./finding.ts";
import { grouped } from "./grouped.ts";
import { SCREEN_KINDS } from "./screen-format.ts";
import { quoted, short, strayQuote } from "./slips.ts";
import { starIn } from "./star.ts";

const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
/** What these keys hold is looked up by name, so it cannot be one of those either. */
const NAMING: ReadonlySet<string> = new Set([...SCREEN_KINDS, "service", "word"]);
/** Numbers as people write them. 010 would be 10, 0x1F 31, and 1e3 a thousand. */
const PLAIN_NUMBER = /^(?:0|-?[1-9][0-9]*)(?:\.[0-9]+)?$/;

export type Report = (
  offset: number,
  rule: Rule,
  message: string,
  mend: string,
  severity?: Finding["severity"],
) => void;

const MEND_FORM = "Quote it: a text that begins with { stands in quotes.";

/** Reports it, and takes it out of the document, so that the rest can be read on. */
export function refuseFancy(document: Document, text: string, report: Report): void {
  const refused = new Set<unknown>();
  visit(document, (_key, node, parents) => {
    if (isAlias(node)) {
      const written = `*${node.source}`;
      const star = keyAbove(parents) === "star" ? starIn(written) : null;
      if (star === null) {
        const mend = /^\*[0-9]/.test(written)
          ? `Put it in quotes: "${written}".`
          : `Write it out, or put it in quotes: "${written}".`;
        report(start(node), "alias", "a text that begins with * needs quotes", mend);
      } else {
        const mend = `Write only its last number: ${star}.`;
        report(start(node), "wrong-value", `\`${written}\` does not fit here`, mend);
      }
      const plain = new Scalar(star ?? written);
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
    for (const [index, pair] of node.items.entries()) {
      const { key, value } = pair;
      if (refused.has(pair)) continue;
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
      spaceless(pair, key, report);
      const number = grouped(node.items, index);
      for (const group of number?.taken ?? []) refused.add(group);
      if (number !== null) {
        report(start(number.group), "wrong-value", "a comma ends this number", number.mend);
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

/** `{ en:"A table" }` is one long key to YAML, of which nothing is the value. */
function spaceless(pair: Pair, key: Scalar, report: Report): void {
  const [, name = "", rest = ""] = /^([A-Za-z_]+):(\S.*)$/s.exec(String(key.value)) ?? [];
  const empty = pair.value === null || (isScalar(pair.value) && pair.value.value === null);
  if (key.type !== "PLAIN" || name === "" || !empty) return;
  const meant = short(`${name}: ${rest}`);
  const message = "a colon needs a space behind it";
  report(start(key), "yaml", message, `Put a space after the colon: \`${meant}\`.`);
  const value = new Scalar(rest.replace(/^(["'])(.*)\1$/s, "$2"));
  value.range = key.range ?? null;
  key.value = name;
  pair.value = value;
}

/** A scalar as a key: 1 and "1" are the same. */
function nameOf({ value }: Scalar): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `%YAML 1.1` would make other words of the same file: `no` a false, 12:30 a number. */
export function refuseDirectives(text: string, report: Report): boolean {
  const directive = /^(?:[ \t]*(?:#.*)?\n)*%/.exec(text);
  if (directive === null) return false;
  report(directive[0].length - 1, "yaml", "a line that begins with % is no menu", "Remove it.");
  return true;
}

/** What stands without quotes and is read as something else than it says. */
export function refusePlain(document: Document, text: string, report: Report): void {
  visit(document, {
    Scalar: (_key, { value, source, type, range, comment }, parents) => {
      if (type !== "PLAIN" || source === undefined) return;
      const at = range?.[0] ?? 0;
      const cut = text.slice(range?.[1] ?? 0).match(/^ +#(.*)/)?.[1];
      if (typeof value === "string" && comment != null && cut !== undefined && isText(parents)) {
        const whole = short(quoted(`${value} #${cut}`));
        const mend = `Write ${whole}, or, if it is a note, "${short(value)}" in quotes before it.`;
        report(range?.[1] ?? 0, "yaml", CUT, mend, "warning");
      }
      const stray = typeof value === "string" ? strayQuote(value) : null;
      if (stray !== null) report(at, "yaml", stray.message, stray.mend);
      if (typeof value !== "number" || PLAIN_NUMBER.test(source)) return;
      const message = `\`${source}\` would be read as the number ${value}`;
      const key = keyAbove(parents);
      const mend = NUMBERS.has(key)
        ? `Write it plainly: ${value}.`
        : NAVIGATION.has(key)
          ? `Put it in quotes: "${source}".`
          : `Put it in quotes where it is a text: "${source}". A number is written plainly.`;
      report(at, "wrong-value", message, mend);
    },
  });
}

const CUT = "citizens do not see what stands behind this #";

/** Keys of what citizens read; a language has two letters or three, and so have those that are none. */
const TEXTS: ReadonlySet<string> = new Set([
  "say",
  "label",
  "title",
  "sms",
  "next",
  "done",
  "pick",
  "none",
  "taken",
  "not_found",
  "purpose",
]);
const NO_LANGUAGE: ReadonlySet<string> = new Set(
  "is by to go as in of be at min max key for ask use let was day url yes no".split(" "),
);

function isText(parents: readonly unknown[]): boolean {
  const key = keyAbove(parents);
  return TEXTS.has(key) || (/^[a-z]{2,3}$/.test(key) && !NO_LANGUAGE.has(key));
}

/** Keys whose numbers are never texts: one in quotes would be refused there, or mean the same. */
const NUMBERS: ReadonlySet<string> = new Set(["key", "star", "min", "max", "letters_first"]);

/** And those whose numbers always are. */
const NAVIGATION: ReadonlySet<string> = new Set(["back", "home", "more", "skip"]);

/** The key that a value stands behind; empty where it is one of a list. */
function keyAbove(parents: readonly unknown[]): string {
  const pair = parents.at(-1);
  return isPair(pair) && isScalar(pair.key) ? nameOf(pair.key) : "";
}

/** A node begins behind its anchor and its tag, and the fault is theirs. */
function before(text: string, mark: string, node: unknown): number {
  const at = Math.max(0, text.lastIndexOf(mark, start(node)));
  return mark === "!" && text[at - 1] === "!" ? at - 1 : at;
}

/** Where a node begins; 0 where it was never in a text. */
export function start(node: unknown): number {
  const { range } = node as { range?: readonly number[] | null }; // every kind of node has one
  return range?.[0] ?? 0;
}
