/**
 * The mistakes that are made in a menu file, one kind each.
 *
 * Each says for a place of the file what it does there; most say nothing in most places.
 */
import type { Document } from "yaml";

export type Path = readonly (string | number)[];

/** A place of a file, with what stands there. */
export interface Site {
  value: unknown;
  path: Path;
  /** The whole file. */
  data: Record<string, unknown>;
  /** What the channel speaks. */
  languages: readonly string[];
}

export interface Change {
  /** Which one, where a kind has several at a place. */
  which?: string;
  apply: (document: Document) => void;
}

export interface Operator {
  kind: string;
  at: (site: Site) => Change[];
}

/** Longer than three screens or two SMS. */
const LONG = " more".repeat(120);
/** A word more, as an edit makes it: most screens still hold it. */
const LITTLE = " na";
/** Keys of texts that are the same in every language, which therefore stand there without one. */
const TEXTS = new Set(["say", "label", "request_line", "url"]);

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const set = (path: Path, value: unknown, which?: string): Change => ({
  ...(which === undefined ? {} : { which }),
  apply: (document) => document.setIn(path, value),
});
const drop = (path: Path): Change[] => [{ apply: (document) => document.deleteIn(path) }];
const key = ({ path }: Site) => path.at(-1);
const above = ({ path }: Site) => path.at(-2);

/** In a language of the channel, or without one. */
function isText(site: Site): site is Site & { value: string } {
  const name = key(site);
  if (typeof site.value !== "string" || typeof name !== "string") return false;
  return TEXTS.has(name) || site.languages.includes(name);
}

/** What stands in the place of `value` in a list that goes round; null where there is nothing else. */
function nextOf<T>(list: readonly T[], value: T): T | null {
  const other = list[(list.indexOf(value) + 1) % Math.max(1, list.length)];
  return other === undefined || other === value ? null : other;
}

function screenNames({ data }: Site): string[] {
  const all = [data["screens"], data["aside"]].flatMap((list): unknown[] =>
    Array.isArray(list) ? list : [],
  );
  return all.flatMap((screen) => {
    const first = isMap(screen) ? Object.values(screen)[0] : undefined;
    return typeof first === "string" ? [first] : [];
  });
}

function statusNames({ data }: Site): string[] {
  return isMap(data["life"]) ? Object.keys(data["life"]) : [];
}

function swapped(site: Site, names: readonly string[]): Change[] {
  const other = typeof site.value === "string" ? nextOf(names, site.value) : null;
  return other === null ? [] : [set(site.path, other)];
}

const inLife = ({ path }: Site) => path[0] === "life";

/** `3` as 2 and as 4, `today-6m` as `today-5m` and as `today-7m`, `30 days` as 29 and 31. */
function moved(site: Site): Change[] {
  const { value, path } = site;
  if (typeof value === "number") {
    return [set(path, value - 1, "less"), set(path, value + 1, "more")];
  }
  if (typeof value !== "string") return [];
  if (value === "today") return [set(path, "today-1d", "less"), set(path, "today+1d", "more")];
  const [, before = "", digits = "", after = ""] = /^(.*?)(\d+)(.*)$/.exec(value) ?? [];
  if (digits === "") return [];
  const as = (by: number) => `${before}${String(Number(digits) + by)}${after}`;
  return [set(path, as(-1), "less"), set(path, as(1), "more")];
}

const LIMITS = new Set(["min", "max", "letters_first", "steps", "ahead"]);
const TIMES = new Set(["within", "before", "after", "keep", "draft", "deadline", "cache"]);

/** Every number of an expression one higher, every word of it another one, the whole the other way round. */
function recomputed({ value, path }: Site): Change[] {
  if (typeof value === "boolean") return [set(path, !value)];
  if (typeof value === "number") return [set(path, value + 1)];
  if (typeof value !== "string") return [];
  const parts = [...value.matchAll(/\b\d+\b|'[^']*'|==|[<>]=?/g)];
  return parts.map(({ 0: part, index }, at) => {
    const other = otherPart(part);
    const text = value.slice(0, index) + other + value.slice(index + part.length);
    return set(path, text, `${at + 1}`);
  });
}

function otherPart(part: string): string {
  if (/^\d/.test(part)) return `${Number(part) + 1}`;
  if (part.startsWith("'")) return `${part.slice(0, -1)}_x'`;
  return part === "==" ? "!=" : part.startsWith("<") ? ">=" : "<";
}

/** The texts of an option change places with those of the option below it. */
function textsSwapped({ value, path, data }: Site): Change[] {
  const index = path.at(-1);
  const list = path.slice(0, -1).reduce<unknown>((at, name) => (at as never)?.[name], data);
  if (typeof index !== "number" || !Array.isArray(list)) return [];
  const other: unknown = list[index + 1];
  if (!isMap(value) || !isMap(other) || !("say" in value) || !("say" in other)) return [];
  if (JSON.stringify(value["say"]) === JSON.stringify(other["say"])) return [];
  return [
    {
      apply: (document) => {
        document.setIn([...path, "say"], document.createNode(other["say"]));
        document.setIn([...path.slice(0, -1), index + 1, "say"], document.createNode(value["say"]));
      },
    },
  ];
}

/** Keys that say how something is done, and may be forgotten. */
const SETTINGS = new Set(
  [
    "optional sensitive pin charge end at_least_once refusal frees priority resolved once open draft",
    "accept anonymous released asks until reasons gives matches label pick keep repeat late of becomes next",
  ].flatMap((line) => line.split(" ")),
);

export const OPERATORS: readonly Operator[] = [
  { kind: "drop an option", at: (site) => (above(site) === "options" ? drop(site.path) : []) },
  {
    kind: "swap the texts of two options",
    at: (site) => (above(site) === "options" ? textsSwapped(site) : []),
  },
  {
    kind: "change an answer",
    at: (site) =>
      key(site) === "is" && site.path.includes("options")
        ? [set(site.path, `${String(site.value)}_x`)]
        : [],
  },
  {
    kind: "remove a screen",
    at: (site) =>
      ["screens", "aside", "questions"].includes(`${above(site)}`) && site.path.length === 2
        ? drop(site.path)
        : [],
  },
  {
    kind: "swap a target",
    at: (site) =>
      (key(site) === "go" || key(site) === "to") && !inLife(site)
        ? swapped(site, screenNames(site))
        : [],
  },
  {
    kind: "swap a target of the life",
    at: (site) =>
      ["to", "then", "yes", "no"].includes(`${key(site)}`) && inLife(site)
        ? swapped(site, statusNames(site))
        : [],
  },
  {
    kind: "lengthen a text past all screens",
    at: (site) => (isText(site) ? [set(site.path, site.value + LONG)] : []),
  },
  {
    kind: "lengthen a text by a little",
    at: (site) => (isText(site) ? [set(site.path, site.value + LITTLE)] : []),
  },
  {
    kind: "delete a translation",
    at: (site) => (isText(site) && site.languages.includes(`${key(site)}`) ? drop(site.path) : []),
  },
  { kind: "drop a condition", at: (site) => (key(site) === "when" ? drop(site.path) : []) },
  {
    kind: "invert a condition",
    at: (site) =>
      key(site) === "when" && typeof site.value === "string"
        ? [set(site.path, `!(${site.value})`)]
        : [],
  },
  { kind: "change a limit", at: (site) => (LIMITS.has(`${key(site)}`) ? moved(site) : []) },
  { kind: "change a time", at: (site) => (TIMES.has(`${key(site)}`) ? moved(site) : []) },
  {
    kind: "change a computed value",
    at: (site) =>
      (site.path[0] === "let" && site.path.length > 1) || key(site) === "when"
        ? recomputed(site)
        : [],
  },
  {
    kind: "drop words for a wrong answer",
    at: (site) => (above(site) === "wrong" && site.path.length > 1 ? drop(site.path) : []),
  },
  {
    kind: "drop an SMS",
    at: (site) =>
      (key(site) === "sms" && site.path.length > 1) || above(site) === "remind"
        ? drop(site.path)
        : [],
  },
  {
    kind: "drop a status",
    at: (site) => (above(site) === "life" && site.path.length === 2 ? drop(site.path) : []),
  },
  { kind: "drop a move", at: (site) => (above(site) === "may_become" ? drop(site.path) : []) },
  {
    kind: "drop a reason",
    at: (site) =>
      above(site) === "reasons" && (site.path.length === 2 || inLife(site)) ? drop(site.path) : [],
  },
  {
    kind: "drop a privacy key",
    at: (site) =>
      site.path[0] === "privacy" && [1, 2].includes(site.path.length) ? drop(site.path) : [],
  },
  {
    kind: "drop a setting",
    at: (site) => (SETTINGS.has(`${key(site)}`) && isSetting(site) ? drop(site.path) : []),
  },
  {
    kind: "drop a text of the channel",
    at: (site) =>
      ["texts", "pin", "words"].includes(`${above(site)}`) && isMap(site.value)
        ? drop(site.path)
        : [],
  },
];

/** Not a name of the operator's own: a text, a status or an answer may be called like a setting. */
function isSetting(site: Site): boolean {
  const over = `${above(site)}`;
  return !["texts", "wrong", "words", "life", "gives", "reasons", "privacy"].includes(over);
}
