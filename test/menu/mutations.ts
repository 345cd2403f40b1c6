/**
 * Mutations of the shipped menus: one thing wrong in one place, at every place where it can go wrong.
 *
 * All of them in a fixed order, so that a seed always picks the same ones.
 */
import { parseDocument, type Document } from "yaml";

type Path = (string | number)[];

export interface Mutation {
  /** What was done, and where: `bursary.yaml: drop an option at screens.3.options.2`. */
  name: string;
  kind: Kind;
  file: string;
  text: string;
}

const KINDS = [
  "drop an option",
  "swap a target",
  "lengthen a text past all screens",
  "delete a translation",
  "change an answer",
  "remove a screen",
  "drop a status",
  "drop an SMS",
  "drop a reason",
  "drop a move",
] as const;
export type Kind = (typeof KINDS)[number];

/** Longer than three screens or two SMS. */
const LONG = " more".repeat(120);

interface Site {
  kind: Kind;
  path: Path;
  /** Null where it cannot be done here. */
  change: (document: Document) => void;
}

/** Every mutation of a file; `languages` are those of the channel. */
export function mutationsOf(file: string, text: string, languages: readonly string[]): Mutation[] {
  const data: unknown = parseDocument(text).toJS();
  return sitesIn(data, [], languages, screenNames(data)).map(({ kind, path, change }) => {
    const document = parseDocument(text);
    change(document);
    const name = `${file}: ${kind} at ${path.join(".")}`;
    return { name, kind, file, text: document.toString({ lineWidth: 0 }) };
  });
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names of a file's screens, to swap targets with. */
function screenNames(data: unknown): string[] {
  if (!isMap(data)) return [];
  const all = [data["screens"], data["aside"]].flatMap((list): unknown[] =>
    Array.isArray(list) ? list : [],
  );
  return all.flatMap((screen) => {
    const first = isMap(screen) ? Object.values(screen)[0] : undefined;
    return typeof first === "string" ? [first] : [];
  });
}

function sitesIn(
  value: unknown,
  path: Path,
  languages: readonly string[],
  names: readonly string[],
): Site[] {
  const key = path.at(-1);
  const above = path.at(-2);
  const own: Site[] = [];
  const drop = (kind: Kind) =>
    own.push({ kind, path, change: (document) => document.deleteIn(path) });
  if (above === "options" && isMap(value)) drop("drop an option");
  if ((above === "screens" || above === "aside") && path.length === 2) drop("remove a screen");
  if (above === "life" && path.length === 2) drop("drop a status");
  if (above === "reasons" && path.length === 2) drop("drop a reason");
  if (above === "may_become") drop("drop a move");
  if (key === "sms" && path.length > 1) drop("drop an SMS");
  if ((key === "go" || key === "to") && typeof value === "string" && path[0] !== "life") {
    const other = names[(names.indexOf(value) + 1) % Math.max(1, names.length)] ?? value;
    if (other !== value) {
      const change = (document: Document) => document.setIn(path, other);
      own.push({ kind: "swap a target", path, change });
    }
  }
  if (key === "is" && typeof value === "string" && path.includes("options")) {
    const change = (document: Document) => document.setIn(path, `${value}_x`);
    own.push({ kind: "change an answer", path, change });
  }
  if (typeof key === "string" && languages.includes(key) && typeof value === "string") {
    const change = (document: Document) => document.setIn(path, `${value}${LONG}`);
    own.push({ kind: "lengthen a text past all screens", path, change });
    drop("delete a translation");
  }
  const below = Array.isArray(value)
    ? value.flatMap((one, index) => sitesIn(one, [...path, index], languages, names))
    : isMap(value)
      ? Object.entries(value).flatMap(([name, one]) =>
          sitesIn(one, [...path, name], languages, names),
        )
      : [];
  return [...own, ...below];
}

/** `count` of them, spread over all kinds, the same for the same seed. */
export function sampled(all: readonly Mutation[], count: number, seed: number): Mutation[] {
  const left = new Map(KINDS.map((kind) => [kind, all.filter((one) => one.kind === kind)]));
  const taken: Mutation[] = [];
  let state = seed;
  while (taken.length < Math.min(count, all.length)) {
    for (const of of left.values()) {
      if (of.length === 0 || taken.length >= count) continue;
      // Numerical Recipes' generator: enough to pick places by.
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      taken.push(...of.splice(state % of.length, 1));
    }
  }
  return taken;
}
