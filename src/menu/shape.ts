/**
 * Says what is wrong with the shape of a file, from what Zod found, in an operator's words.
 *
 * Called by `read`.
 */
import type { z } from "zod";
import type { Rule } from "./finding.ts";
import { meant } from "./nearest.ts";
import type { Path } from "./source.ts";

export interface ShapeFault {
  path: Path;
  /** True where the fault is the key itself. */
  key: boolean;
  rule: Rule;
  message: string;
  mend: string;
}

/** The keys a schema knows at a path, to suggest one for a mistyped key. */
type KeysAt = (path: Path) => readonly string[];
type Issue = z.core.$ZodIssue;

export function shapeFaults(error: z.ZodError, data: unknown, keysAt: KeysAt): ShapeFault[] {
  return error.issues.flatMap((issue) => faultsOf(issue, [], data, keysAt));
}

function faultsOf(issue: Issue, above: Path, data: unknown, keysAt: KeysAt): ShapeFault[] {
  const path = [...above, ...pathOf(issue)];
  const value = valueAt(data, path);
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(path);
    return issue.keys.map((key) => unknown(path, key, known));
  }
  if (path.length === 0 && (value === null || value === undefined)) return [EMPTY];
  if (value === undefined && !(issue.code === "invalid_union" && path.length === 0)) {
    const name = String(path.at(-1) ?? "");
    const message = `\`${name}\` is missing`;
    const mend = `Add \`${name}:\` here; docs/menus.md says what it holds.`;
    return [{ path: path.slice(0, -1), key: true, rule: "missing-key", message, mend }];
  }
  if (issue.code === "invalid_union") return unionFaults(issue, path, data, keysAt);
  if (issue.code === "invalid_key") {
    const name = String(path.at(-1));
    const [why] = issue.issues;
    const message = `\`${name}\` cannot be a key here`;
    const mend = `Write ${expected(why, path.at(-2))}.`;
    return [{ path, key: true, rule: "wrong-value", message, mend }];
  }
  const mend = `Write ${expected(issue, path.at(-1))}.`;
  return [{ path, key: false, rule: "wrong-value", message: misfit(value), mend }];
}

const EMPTY: ShapeFault = {
  path: [],
  key: false,
  rule: "wrong-value",
  message: "this file is empty",
  mend: "Begin with `format: 1`, or delete the file.",
};

function unknown(path: Path, key: string, known: readonly string[]): ShapeFault {
  const suggestion = meant(key, known);
  return {
    path: [...path, key],
    key: true,
    rule: "unknown-key",
    message: `\`${key}\` is not known here`,
    mend:
      suggestion !== ""
        ? suggestion
        : known.length > 0
          ? `Known: ${known.join(", ")}.`
          : "Remove it.",
  };
}

/** Of the forms a value may have, the one it has: that one's faults, not those of all of them. */
function unionFaults(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: Path,
  data: unknown,
  keysAt: KeysAt,
): ShapeFault[] {
  const near = issue.errors.filter(
    (issues) => !issues.some((one) => one.code === "invalid_type" && one.path.length === 0),
  );
  // { word: x } and { en: x } are both maps: the form whose faults are fewer was meant.
  const [best] = near.sort((a, b) => weight(a) - weight(b));
  if (best !== undefined) return best.flatMap((one) => faultsOf(one, path, data, keysAt));
  const forms = [...new Set(issue.errors.flatMap(([first]) => expected(first, path.at(-1))))];
  const message = misfit(valueAt(data, path));
  return [{ path, key: false, rule: "wrong-value", message, mend: `Write ${forms.join(" or ")}.` }];
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

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a map of keys",
  record: "a map of keys",
  array: "a list",
};

/** Forms that are a pattern in `format.ts`, in words, by the key whose value they are. */
const FORMS: Readonly<Partial<Record<string, string>>> = {
  country: "two capital letters such as KE",
  currency: "three capital letters such as KES",
  budgets: "a network code of 5 or 6 digits in quotes, `other` or `ucs2`",
  from: "a list such as data/wards.csv",
  key: "one to three digits",
  min: "a date such as 2026-01-31, today or today-18y",
  max: "a date such as 2026-01-31, today or today-18y",
};

/** What would have fitted, as the value (or a key of the value) of the key `of`. */
function expected(issue: Issue | undefined, of: Path[number] | undefined): string {
  switch (issue?.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? `a ${issue.expected}`;
    case "invalid_value":
      return issue.values.map((value) => `\`${String(value)}\``).join(" or ");
    case "too_small":
      return `${amount(issue.origin)} of at least ${issue.minimum}`;
    case "too_big":
      return `${amount(issue.origin)} of at most ${issue.maximum}`;
    default:
      if (issue?.code === "invalid_format" && typeof of === "string" && Object.hasOwn(FORMS, of))
        return FORMS[of] ?? "";
      // Other patterns carry words of their own in `format.ts`; those that do not, show themselves.
      return (issue?.message ?? "something else").replace(
        /^Invalid string: must match pattern /,
        "",
      );
  }
}

function amount(origin: string): string {
  return origin === "string" ? "a text" : origin === "array" ? "a list" : "a number";
}

function misfit(value: unknown): string {
  return value === null ? "nothing stands here" : `${shown(value)} does not fit here`;
}

/** A value as it is quoted in a message: short, and on one line. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map of keys";
  const scalar = typeof value === "string" ? value : JSON.stringify(value);
  return `\`${scalar.replace(/\s+/g, " ").slice(0, 40)}\``;
}
