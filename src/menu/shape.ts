/**
 * Says what is wrong with the shape of a file, from what Zod found, in an operator's words.
 *
 * Called by `read`.
 */
import type { z } from "zod";
import type { Rule } from "./finding.ts";
import { guessed } from "./guessed.ts";
import { nearest } from "./nearest.ts";
import { withOutdented } from "./outdented.ts";
import type { Path } from "./source.ts";
import { mendOf, misfit, missingKey, tooMany } from "./words.ts";

export interface ShapeFault {
  path: Path;
  /** True where the fault is the key itself. */
  key: boolean;
  rule: Rule;
  message: string;
  mend: string;
  /** Of a mistyped key: what was meant, so that its value can be read on; `with` are other keys that are in it. */
  instead?: { key: string; value: unknown; with?: readonly string[] };
}

/** The keys a schema knows at a path, to suggest one for a mistyped key. */
type KeysAt = (path: Path) => readonly string[];
/** Where a way may lead that is missing; null where nothing is known of that. */
export type WayOf = (path: Path) => string | null;
/** What may be written at a path, in YAML; null where nothing says. */
type ExampleAt = (path: Path) => string | null;
type Issue = z.core.$ZodIssue;

export function shapeFaults(error: z.ZodError, data: unknown, known: Known): ShapeFault[] {
  let mends: ReadonlyMap<string, string> | undefined;
  const around: Around = {
    ...known,
    asText: (path) => {
      mends ??= mendsInQuotes(error.issues, data, known);
      return mends.get(JSON.stringify(path)) ?? null;
    },
  };
  const found: Found[] = withOutdented(
    tightest(error.issues).flatMap((issue) => faultsOf(issue, [], data, around)),
    (path) => valueAt(data, path),
  );
  const meantKeys = new Set(
    found.flatMap(({ path, instead }) =>
      instead === undefined ? [] : [JSON.stringify([...path.slice(0, -1), instead.key])],
    ),
  );
  // A key that is mistyped is missing as well, and that is the same fault.
  return found.filter(
    ({ rule, path, missing }) =>
      rule !== "missing-key" || !meantKeys.has(JSON.stringify([...path, missing])),
  );
}

/** Of the bounds that a number is beyond, the one that counts: a whole number has one of its own. */
function tightest(issues: readonly Issue[]): readonly Issue[] {
  return issues.filter(
    (issue) =>
      issue.code !== "too_big" ||
      !issues.some(
        (other) =>
          other.code === "too_big" &&
          other.maximum < issue.maximum &&
          other.path.join() === issue.path.join(),
      ),
  );
}

/** By path: the mends that are left when each number, true and false that does not fit is a text. */
function mendsInQuotes(issues: readonly Issue[], data: unknown, known: Known): Map<string, string> {
  const copy: unknown = structuredClone(data);
  for (const path of pathsOf(issues, [])) {
    const value = valueAt(copy, path);
    const parent = valueAt(copy, path.slice(0, -1));
    const plain = typeof value === "number" || typeof value === "boolean";
    if (!plain || typeof parent !== "object" || parent === null) continue;
    Object.assign(parent, { [String(path.at(-1))]: String(value) });
  }
  const around: Around = { ...known, asText: () => null };
  const left = known.issuesOf(copy).flatMap((issue) => faultsOf(issue, [], copy, around));
  return new Map(left.map(({ path, mend }) => [JSON.stringify(path), mend]));
}

function pathsOf(issues: readonly Issue[], above: Path): Path[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...pathOf(issue)];
    return issue.code === "invalid_union"
      ? [path, ...issue.errors.flatMap((each) => pathsOf(each, path))]
      : [path];
  });
}

interface Found extends ShapeFault {
  missing?: string;
}

/** What is known of the file around the data. */
export interface Known {
  keysAt: KeysAt;
  exampleAt: ExampleAt;
  wayOf: WayOf;
  /** What the schema finds in other data. */
  issuesOf: (data: unknown) => readonly Issue[];
}

/** The same with the mends of numbers, and of true and false, were they in quotes. */
interface Around extends Known {
  asText: (path: Path) => string | null;
}

function faultsOf(issue: Issue, above: Path, data: unknown, around: Around): Found[] {
  const path = [...above, ...pathOf(issue)];
  const value = valueAt(data, path);
  if (issue.code === "unrecognized_keys") {
    const known = around.keysAt(path);
    return issue.keys.map((key) => unknown(path, key, value, known));
  }
  if (path.length === 0 && (value === null || value === undefined)) return [EMPTY];
  if (value === undefined && !(issue.code === "invalid_union" && path.length === 0)) {
    const name = String(path.at(-1) ?? "");
    const message = `\`${name}\` is missing`;
    const at = path.slice(0, -1);
    const mend = missingKey(name, around.wayOf(at), around.exampleAt(path));
    return [{ path: at, key: true, rule: "missing-key", message, mend, missing: name }];
  }
  if (issue.code === "invalid_union") return unionFaults(issue, path, data, around);
  if (issue.code === "invalid_key") {
    const name = String(path.at(-1));
    const message = `\`${name}\` cannot be a key here`;
    // `say: {ward}` is a map with the key `ward` and nothing behind it.
    const mend =
      value === null
        ? `Put the text in quotes: "{${name}}".`
        : mendOf(issue.issues, name, path.slice(0, -1));
    return [{ path, key: true, rule: "wrong-value", message, mend }];
  }
  const many = tooMany(issue, value, path);
  const { message, mend } = many ?? {
    message: misfit(value),
    mend: mendOf([issue], value, path, () => around.asText(path)),
  };
  return [{ path, key: many !== null, rule: "wrong-value", message, mend }];
}

const EMPTY: ShapeFault = {
  path: [],
  key: false,
  rule: "wrong-value",
  message: "this file is empty",
  mend: "Begin with `format: 1`, or delete the file.",
};

function unknown(path: Path, key: string, parent: unknown, known: readonly string[]): Found {
  const fault = {
    path: [...path, key],
    key: true,
    rule: "unknown-key",
    message: `\`${key}\` is not known here`,
  } as const;
  // `{ as:text }` is a key and no value: without the space, the colon belongs to the word.
  const [, name = "", rest = ""] = /^([a-z_]+):(.+)$/s.exec(key) ?? [];
  if (known.includes(name) && valueAt(parent, [key]) === null) {
    const mend = `Put a space after the colon: \`${name}: ${rest}\`.`;
    return { ...fault, mend, ...insteadOf(parent, name, rest) };
  }
  if (key === "required" && known.includes("optional")) {
    const optional = valueAt(parent, [key]) === false;
    const mend = optional
      ? "Write `optional: true`."
      : "Remove it: an answer is needed without it.";
    return { ...fault, mend, ...insteadOf(parent, "optional", optional) };
  }
  if (path.at(-1) === "wrong" && /^[a-z]{2,3}$/.test(key)) {
    const mend = "Write first for which reason the words are, such as `not_on_list: { … }`.";
    return { ...fault, mend };
  }
  const others = known.length > 0 ? `Known: ${known.join(", ")}.` : "Remove it.";
  const near = guessed(key, known) ?? nearest(key, known);
  return {
    ...fault,
    mend: near === null ? others : `Did you mean \`${near}\`?`,
    ...(near === null ? {} : insteadOf(parent, near, valueAt(parent, [key]))),
  };
}

/** Nothing where the key that was meant stands there too. */
function insteadOf(parent: unknown, key: string, value: unknown): Pick<ShapeFault, "instead"> {
  return valueAt(parent, [key]) === undefined ? { instead: { key, value } } : {};
}

/** Of the forms a value may have, the one it has: that one's faults, not those of all of them. */
function unionFaults(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: Path,
  data: unknown,
  around: Around,
): Found[] {
  const value = valueAt(data, path);
  const structured = typeof value === "object" && value !== null;
  const near = issue.errors.filter(
    (issues) => !issues.some((one) => one.code === "invalid_type" && one.path.length === 0),
  );
  // { word: x } and { en: x } are both maps: the form whose faults are fewer was meant.
  const [best] = near.sort((a, b) => weight(a) - weight(b));
  if (best !== undefined && structured) {
    return best.flatMap((one) => faultsOf(one, path, data, around));
  }
  const mend = mendOf(issue.errors.flat(), value, path, () => around.asText(path));
  return [{ path, key: false, rule: "wrong-value", message: misfit(value), mend }];
}

function weight(issues: readonly Issue[]): number {
  return issues.reduce(
    (sum, issue) => sum + (issue.code === "unrecognized_keys" ? 10 * issue.keys.length : 1),
    0,
  );
}

function pathOf({ path }: Issue): Path {
  return path.map((part) => (typeof part === "symbol" ? String(part) : part));
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = value[part as keyof typeof value]; // proven by `hasOwn`
  }
  return value;
}
