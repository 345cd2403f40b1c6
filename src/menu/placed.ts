/**
 * Every text of a menu file with its place: a name that stays when a neighbour comes, goes or moves.
 *
 * Walks the format itself, so that a key which is added to it is walked too. Called by `translate` and by
 * whoever exports or imports texts. Pure.
 */
import { z } from "zod";
import { SCREEN_KINDS } from "./screen-format.ts";
import type { Path } from "./source.ts";
import { text, type Text } from "./text-format.ts";

/** What is made of a text; `place` is below its file: `screens/category/say`. */
export type Change = (said: Text, path: Path, place: string) => Text;

/** A copy of what was read from a file, with each of its texts changed. */
export function eachText<T>(schema: z.ZodType, data: T, change: Change): T {
  return walk(schema, data, [], [], change) as T; // a text becomes a text, all else stays
}

function walk(
  schema: z.ZodType,
  data: unknown,
  path: Path,
  names: readonly string[],
  change: Change,
): unknown {
  if (data === undefined || data === null) return data;
  if (isText(schema)) return change(data as Text, path, names.join("/")); // it was read as one
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return walk(schema.unwrap() as z.ZodType, data, path, names, change);
  }
  if (schema instanceof z.ZodUnion) {
    const form = formOf(schema, data);
    return form === null ? data : walk(form, data, path, names, change);
  }
  if (schema instanceof z.ZodArray && Array.isArray(data)) {
    const item = schema.element as z.ZodType;
    const taken = new Set<string>();
    return data.map((one: unknown, index) => {
      const name = once(itemName(one) ?? String(index + 1), taken);
      return walk(item, one, [...path, index], [...names, name], change);
    });
  }
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) {
    const keys = data as Record<string, unknown>; // as its schema read it
    const entries = Object.entries(keys).map(([key, one]) => {
      const shape = schema instanceof z.ZodObject ? (schema.shape as Shape)[key] : undefined;
      const of = schema instanceof z.ZodRecord ? (schema.valueType as z.ZodType) : shape;
      // Beside the way or on it, a screen has one name.
      const name = path.length === 0 && key === "aside" ? "screens" : key;
      const walked =
        of === undefined ? one : walk(of, one, [...path, key], [...names, name], change);
      return [key, walked] as const;
    });
    return Object.fromEntries(entries);
  }
  return data;
}

type Shape = Readonly<Record<string, z.ZodType>>;

/** A description is a copy of the schema that shares its forms. */
function isText(schema: z.ZodType): boolean {
  return schema instanceof z.ZodUnion && schema.options === text.options;
}

/** Of several forms, the one that these data have; null where no text can be in it. */
function formOf(schema: z.ZodUnion, data: unknown): z.ZodType | null {
  for (const option of schema.options as z.ZodType[]) {
    if (isText(option)) {
      // Beside a list of texts, each with its condition.
      if (!Array.isArray(data)) return option;
    } else if (option instanceof z.ZodUnion) {
      const form = formOf(option, data);
      if (form !== null) return form;
    } else if (option instanceof z.ZodArray && Array.isArray(data)) {
      return option;
    } else if (option instanceof z.ZodObject && typeof data === "object" && data !== null) {
      const { shape } = option;
      const written = Object.entries(data).filter(([, value]) => value !== undefined);
      if (written.every(([key]) => key in shape) && has(shape, data)) return option;
    }
  }
  return null;
}

/** True where nothing that must be there is missing. */
function has(shape: Shape, data: object): boolean {
  return Object.entries(shape).every(
    ([key, of]) => key in data || of instanceof z.ZodOptional || of instanceof z.ZodDefault,
  );
}

/** What tells an item of a list from its neighbours, the first of these that it has. */
const NAMING = [
  ...SCREEN_KINDS,
  "use",
  "is",
  "to",
  "status",
  "before",
  "after",
  "key",
  "go",
] as const;

function itemName(item: unknown): string | null {
  if (typeof item !== "object" || item === null) return null;
  const named = item as Readonly<Record<string, unknown>>; // an object's keys may be looked up
  for (const key of NAMING) {
    const name = named[key];
    if (typeof name !== "string") continue;
    const of = key === "before" || key === "after" ? `${key}-${name}` : name;
    return of.replace(/[\s/]+/g, "-");
  }
  return null;
}

function once(name: string, taken: Set<string>): string {
  let free = name;
  for (let nth = 2; taken.has(free); nth++) free = `${name}~${nth}`;
  taken.add(free);
  return free;
}
