/**
 * What an agency's system answered, as the fields of a connector: the one place that reads its JSON.
 *
 * Owns what counts as found, as nothing and as broken. Refuses values of the wrong type and numbers
 * beyond their `max`; texts become plain GSM-7, one line, cut at theirs, which counts septets. Pure and total. Called by
 * `session`, and by the checker for made-up answers.
 */
import { cut, plain } from "../base/gsm7.ts";
import type { FieldFile } from "./connector-format.ts";
import type { Answer, Answers } from "./contract.ts";

/** What a look-up came to. `why` is a word of ours, for the log. */
export type Answered =
  | { is: "found"; fields: Answers }
  | { is: "none" }
  | { is: "broken"; why: string };

type Fields = ReadonlyMap<string, FieldFile>;

/** An answer of HTTP: nothing where the system says so, or where no field is there. */
export function readAnswered(fields: Fields, status: number, body: string): Answered {
  if (status === 404 || status === 410 || status === 204) return { is: "none" };
  if (status < 200 || status > 299) return { is: "broken", why: `http_${status}` };
  let json: unknown;
  try {
    // Some systems begin with a byte order mark.
    json = JSON.parse(body.replace(/^\ufeff/, ""));
  } catch {
    return { is: "broken", why: "not_json" };
  }
  return fieldsOf(fields, (field) => valueAt(json, field.at));
}

/** The fields, each read from what `look` finds for it. */
export function fieldsOf(
  fields: Fields,
  look: (field: FieldFile, name: string) => unknown,
): Answered {
  const found: Record<string, Answer> = {};
  const missing: string[] = [];
  for (const [name, field] of fields) {
    const value = look(field, name);
    if (value === undefined || value === null || isBlank(value)) {
      found[name] = null;
      if (field.optional !== true) missing.push(name);
      continue;
    }
    const read = readers[field.as](value, field.max ?? Infinity);
    if (read === null) return { is: "broken", why: `field_${name}` };
    found[name] = read;
  }
  if (Object.values(found).every((value) => value === null)) return { is: "none" };
  const [first] = missing;
  return first === undefined
    ? { is: "found", fields: found }
    : { is: "broken", why: `without_${first}` };
}

/** Letters of a text that are looked at: to make 64 kB plain takes a server tens of milliseconds. */
const TEXT_READ = 1_000;

/** On one line, in letters that phones show. */
function lineOf(text: string): string {
  return plain(text.slice(0, TEXT_READ)).replace(/\s+/g, " ").trim();
}

/** Of some columns nothing but blanks is stored, or letters that nobody sees. */
function isBlank(value: unknown): boolean {
  return typeof value === "string" && lineOf(value) === "";
}

/** Own properties only: what a program adds to every object is no answer. */
function valueAt(json: unknown, path: string): unknown {
  let at = json;
  for (const part of path.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string, unknown>)[part]; // the line above has looked
  }
  return at;
}

/** Null where a value is none of the type. */
const readers: Readonly<Record<FieldFile["as"], (value: unknown, max: number) => Answer>> = {
  text(value, max) {
    if (!["string", "number", "boolean"].includes(typeof value)) return null;
    const short = cut(lineOf(String(value)), max).trimEnd();
    return short === "" ? null : short;
  },
  number: whole,
  money: whole,
  date(value) {
    const day =
      typeof value === "string" ? /^\d{4}-\d{2}-\d{2}(?=$|T)/.exec(value)?.[0] : undefined;
    if (day === undefined) return null;
    const at = new Date(`${day}T00:00:00Z`);
    return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== day ? null : day;
  },
  yes_no: (value) => (typeof value === "boolean" ? value : null),
};

/** A whole number from 0; `"3000"` and `3000.00` are ones too. */
function whole(value: unknown, max: number): number | null {
  const written =
    typeof value === "string" && /^\d{1,15}(\.0+)?$/.test(value) ? Number(value) : value;
  if (typeof written !== "number" || !Number.isSafeInteger(written)) return null;
  return written < 0 || written > max ? null : written;
}
