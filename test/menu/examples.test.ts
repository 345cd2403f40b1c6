/**
 * Every key, type and condition of the menu language stands in an example of the handbook, and every
 * example is read by the schemas of the language: what has none is listed.
 */
import { readFileSync } from "node:fs";
import { Environment } from "@marcbachmann/cel-js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { compileCel } from "../../src/menu/cel.ts";
import { channelFile, serviceFile } from "../../src/menu/format.ts";
import { ANSWER_TYPES, SCREEN_KINDS, screen, use } from "../../src/menu/screen-format.ts";
import { text } from "../../src/menu/text-format.ts";
import { wordsFile } from "../../src/menu/words-format.ts";

const HANDBOOK = readFileSync("docs/menus.md", "utf8");
/** Those of the handbook, and the channel file that it refers to. */
const EXAMPLES = [
  parse(readFileSync("menus/channel.yaml", "utf8")) as unknown,
  ...[...HANDBOOK.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, block = ""]): unknown =>
    parse(block),
  ),
];

type Shape = Readonly<Record<string, z.ZodType>>;

/** Each map of keys that a file may hold, and how one comes to it first. */
const shapes = new Map<Shape, string>();
const seen = new Set<unknown>();

function collect(schema: z.ZodType, at: string): void {
  if (isText(schema)) return;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    collect(schema.unwrap() as z.ZodType, at);
  } else if (schema instanceof z.ZodUnion) {
    for (const option of schema.options as z.ZodType[]) collect(option, at);
  } else if (schema instanceof z.ZodArray) {
    collect(schema.element as z.ZodType, `${at}[]`);
  } else if (schema instanceof z.ZodRecord) {
    collect(schema.valueType as z.ZodType, `${at}.*`);
  } else if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Shape;
    if (seen.has(shape)) return;
    seen.add(shape);
    const kind = [...SCREEN_KINDS, "use"].find((one) => Object.keys(shape)[0] === one);
    const name = /(screens|aside|questions)\[\]$/.test(at) ? (kind ?? at) : at;
    shapes.set(shape, name);
    for (const [key, of] of Object.entries(shape)) collect(of, `${name}.${key}`);
  }
}

function isText(schema: z.ZodType): boolean {
  return schema instanceof z.ZodUnion && schema.options === text.options;
}

/** Keys that an example has, as `place.key`. */
const used = new Set<string>();

function mark(schema: z.ZodType, data: unknown): void {
  if (data === undefined || isText(schema)) return;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    mark(schema.unwrap() as z.ZodType, data);
  } else if (schema instanceof z.ZodUnion) {
    const fits = (schema.options as z.ZodType[]).find((option) => option.safeParse(data).success);
    if (fits !== undefined) mark(fits, data);
  } else if (schema instanceof z.ZodArray && Array.isArray(data)) {
    for (const one of data as unknown[]) mark(schema.element as z.ZodType, one);
  } else if (schema instanceof z.ZodRecord) {
    for (const one of Object.values(data as object)) mark(schema.valueType as z.ZodType, one);
  } else if (schema instanceof z.ZodObject) {
    markKeys(schema.shape, data as Record<string, unknown>);
  }
}

function markKeys(shape: Shape, data: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(data)) {
    const of = shape[key];
    if (of === undefined) continue;
    used.add(`${shapes.get(shape) ?? ""}.${key}`);
    mark(of, value);
  }
}

const ROOTS = { service: serviceFile, channel: channelFile, words: wordsFile };
for (const [name, schema] of Object.entries(ROOTS)) collect(schema, name);

for (const example of EXAMPLES) {
  if (Array.isArray(example)) {
    for (const one of example as unknown[]) mark(z.union([screen, use]), one);
  } else {
    for (const schema of [serviceFile, channelFile, wordsFile]) {
      if (!schema.partial().safeParse(example).success) continue;
      markKeys(schema.shape, example as Record<string, unknown>);
    }
  }
}

/** Keys that mean the same on every screen: one example does for all. */
const COMMON: ReadonlySet<string> = new Set(["when", "accept", "letters", "pin"]);

test("every key stands in an example", () => {
  const all = [...shapes].flatMap(([shape, at]) => Object.keys(shape).map((key) => `${at}.${key}`));
  expect(all.length).toBeGreaterThan(250);
  const names = [...used].map((key) => key.split(".").at(-1));
  const shown = (key: string) => {
    const [place = "", name = "", ...more] = key.split(".");
    const common = more.length === 0 && COMMON.has(name) && place !== "channel";
    return used.has(key) || (common && names.includes(name));
  };
  expect(all.filter((key) => !shown(key))).toEqual([]);
});

test("every answer type stands in an example", () => {
  const types = ANSWER_TYPES.filter(
    (type) => !new RegExp(`^[^|]*as: ${type}\\b`, "m").test(HANDBOOK),
  );
  expect(types).toEqual([]);
});

/** What stands in backticks in a column of the tables under a heading. */
function column(heading: string, index: number): string[][] {
  const [, below = ""] = HANDBOOK.split(new RegExp(`^##+ ${heading}$`, "m"));
  const rows = (below.split(/^##+ /m)[0] ?? "").match(/^\| .+ \|$/gm) ?? [];
  return rows.slice(1).map((row) => {
    const cell = row.split(/(?<!\\)\|/)[index + 1] ?? "";
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code.replaceAll("\\|", "|"));
  });
}

const ANSWERS = {
  level: "tvet",
  danger: true,
  born: "2008-05-03",
  place: "Umoja Girls",
  adm: "n-417",
  balance: 18500,
};
const TYPES = {
  level: "string",
  danger: "bool",
  born: "string",
  place: "string",
  adm: "string",
  balance: "int",
} as const;

test("every condition that is shown is one", () => {
  const shown = column("Conditions and computed values", 1).flat();
  expect(shown.length).toBeGreaterThan(9);
  // Fields of what was looked up are declared by their connector.
  for (const condition of shown.filter((one) => !one.includes(".") || one.startsWith("adm."))) {
    const compiled = compileCel(condition, TYPES);
    expect(compiled, condition).toMatchObject({ type: "bool" });
  }
});

test("every function that is shown comes to what is shown", () => {
  const written = column("functions", 0).flat();
  const come = column("functions", 1).flat();
  expect(written.length).toBeGreaterThan(15);
  const values = written.map((expression) => {
    const compiled = compileCel(expression, TYPES);
    if ("fault" in compiled) throw new Error(`${expression}: ${compiled.fault}`);
    const value = compiled.evaluate(ANSWERS);
    return typeof value === "string" ? `'${value}'` : String(value);
  });
  expect(values).toEqual(come);
});

test("every function over answers is shown", () => {
  const plain = new Set(["string", "int", "bool"]);
  const { functions } = new Environment().getDefinitions();
  const usable = functions.flatMap(({ name, receiverType, returnType, params }) => {
    const types = [receiverType ?? "int", returnType, ...params.map(({ type }) => type)];
    return types.every((type) => plain.has(type)) ? [name] : [];
  });
  // `matches` is refused, and no answer says "true" as a text.
  const known = new Set(usable).difference(new Set(["matches", "bool"]));
  const written = column("functions", 0).flat().join(" ");
  expect(known.size).toBeGreaterThan(8);
  expect([...known].filter((name) => !written.includes(`${name}(`))).toEqual([]);
});

test("every placeholder stands in an example", () => {
  const shown = column("placeholders", 0).flat();
  expect(shown.length).toBeGreaterThan(15);
  const examples = JSON.stringify(EXAMPLES);
  expect(shown.filter((placeholder) => !examples.includes(placeholder))).toEqual([]);
});

test("every key has a row of its own", () => {
  const rows = new Set([...HANDBOOK.matchAll(/^\| `([a-z0-9_]+):` \|/gm)].map(([, key]) => key));
  const without = [...shapes].flatMap(([shape, at]) =>
    Object.keys(shape).flatMap((key) => (rows.has(key) ? [] : [`${at}.${key}`])),
  );
  expect(without).toEqual([]);
});
