/** What a system answered, as fields: whatever it is, nothing comes of it that a screen was not proven with. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { septets } from "../../src/base/gsm7.ts";
import { fieldsOf, readAnswered, type Answered } from "../../src/menu/connector-answer.ts";
import { FIELD_TYPES, type FieldFile } from "../../src/menu/connector-format.ts";

const one = (field: FieldFile) => new Map([["f", field]]);
const OF = {
  text: one({ at: "f", as: "text", max: 8 }),
  money: one({ at: "f", as: "money", max: 5_000 }),
  date: one({ at: "f", as: "date" }),
  yes_no: one({ at: "f", as: "yes_no" }),
} as const;

const found = (f: unknown) => ({ is: "found", fields: { f } });
const NONE = { is: "none" };
const broken = (why: string) => ({ is: "broken", why });

describe("a field of the answer", () => {
  test.each([
    ["text", "MFANO", found("MFANO")],
    ["text", "  two\n\twords ", found("two word")],
    ["text", "seven l etters", found("seven l")],
    ["text", "[1] [2] x", found("[1] [")],
    ["text", "[[[[[", found("[[[[")],
    ["text", "A…B…C…", found("A...B...")],
    ["text", "Wanjirũ – 1", found("Wanjiru")],
    ["text", 1.5, found("1.5")],
    ["text", true, found("true")],
    ["text", "", NONE],
    ["text", null, NONE],
    ["text", " \n", NONE],
    ["text", "\u200b", NONE],
    ["text", ["x"], broken("field_f")],
    ["text", { x: 1 }, broken("field_f")],
    ["money", 0, found(0)],
    ["money", 5_000, found(5_000)],
    ["money", "3000", found(3_000)],
    ["money", "3000.00", found(3_000)],
    ["money", 5_001, broken("field_f")],
    ["money", -1, broken("field_f")],
    ["money", 0.5, broken("field_f")],
    ["money", "0.50", broken("field_f")],
    ["money", "KES 3000", broken("field_f")],
    ["money", "0x10", broken("field_f")],
    ["money", "1e3", broken("field_f")],
    ["money", true, broken("field_f")],
    ["date", "2026-12-31", found("2026-12-31")],
    ["date", "2026-12-31T23:00:00Z", found("2026-12-31")],
    ["date", "2028-02-29", found("2028-02-29")],
    ["date", "2027-02-29", broken("field_f")],
    ["date", "2026-12-31x", broken("field_f")],
    ["date", "31/12/2026", broken("field_f")],
    ["date", 20_261_231, broken("field_f")],
    ["yes_no", true, found(true)],
    ["yes_no", false, found(false)],
    ["yes_no", "true", broken("field_f")],
    ["yes_no", 1, broken("field_f")],
  ] as const)("as %s: %j", (as, value, said) => {
    expect(readAnswered(OF[as], 200, JSON.stringify({ f: value }))).toEqual(said);
  });
});

test.each([
  [200, '{"f":"x"}', found("x")],
  [203, '{"f":"x"}', found("x")],
  [204, "", NONE],
  [404, '{"f":"x"}', NONE],
  [410, "gone", NONE],
  [200, "{}", NONE],
  [200, "null", NONE],
  [200, "[]", NONE],
  [200, '"f"', NONE],
  [200, "", broken("not_json")],
  [200, "<html>", broken("not_json")],
  [200, '\ufeff{"f":"x"}', found("x")],
  [302, '{"f":"x"}', broken("http_302")],
  [400, '{"f":"x"}', broken("http_400")],
  [500, '{"f":"x"}', broken("http_500")],
])("a status of %i with %j", (status, body, said) => {
  expect(readAnswered(OF.text, status, body)).toEqual(said);
});

test("where a field stands: names, items of lists, and nothing that every object has", () => {
  const at = (path: string, json: unknown) =>
    readAnswered(one({ at: path, as: "text", max: 9 }), 200, JSON.stringify(json));
  expect(at("a.b", { a: { b: "x" } })).toEqual(found("x"));
  expect(at("a.1.b", { a: [{}, { b: "x" }] })).toEqual(found("x"));
  expect(at("a.b", { "a.b": "x" })).toEqual(NONE);
  for (const path of ["constructor.name", "__proto__.x", "toString", "a.length", "a.0"]) {
    expect(at(path, { a: "text" })).toEqual(NONE);
  }
});

test("of a text its first thousand letters are looked at, however long it is", () => {
  const said = (text: string) => readAnswered(OF.text, 200, JSON.stringify({ f: text }));
  for (const before of [" ", "\u200b", "\u0301"]) {
    expect(said(before.repeat(999) + "MFANO")).toEqual(found("M"));
    expect(said(before.repeat(1_000) + "MFANO")).toEqual(NONE);
  }
  expect(said("😀".repeat(16_000))).toEqual(found("????????"));
});

test("one that is missing makes the answer broken, unless it is optional or all are", () => {
  const fields = new Map<string, FieldFile>([
    ["name", { at: "name", as: "text", max: 9 }],
    ["ends", { at: "ends", as: "date", optional: true }],
  ]);
  const read = (json: unknown) => readAnswered(fields, 200, JSON.stringify(json));
  expect(read({ name: "x" })).toEqual({ is: "found", fields: { name: "x", ends: null } });
  expect(read({ ends: "2026-12-31" })).toEqual(broken("without_name"));
  expect(read({ name: "x", ends: "soon" })).toEqual(broken("field_ends"));
  expect(read({ other: "x" })).toEqual(NONE);
  // Nothing but what nobody sees.
  expect(read({ name: "x", ends: " " })).toEqual({
    is: "found",
    fields: { name: "x", ends: null },
  });
  expect(read({ name: "\u200b", ends: "2026-12-31" })).toEqual(broken("without_name"));
});

const KEYS = ["a", "b", "c", "0", "1", "length", "__proto__", "constructor", "toString"];
const key = fc.constantFrom(...KEYS);
const path = fc.array(key, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("."));
const max = fc.constantFrom(1, 2, 7, 160, 90_000, 999_999_999_999_999);
const field: fc.Arbitrary<FieldFile> = fc
  .record({ at: path, as: fc.constantFrom(...FIELD_TYPES), max, optional: fc.boolean() })
  .map(({ at, as, max: most, optional }) => ({
    at,
    as,
    // As the checker wants it.
    ...(as !== "date" && as !== "yes_no" && { max: as === "text" ? Math.min(most, 160) : most }),
    ...(optional && { optional: true as const }),
  }));
const fields = fc
  .dictionary(fc.constantFrom("f", "g", "h"), field, { minKeys: 1 })
  .map((each) => new Map(Object.entries(each)));

const value = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(..."a {[€~ĩ–\n\t\u00a0\u200b😀"), maxLength: 200 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.nat().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toJSON()),
  fc.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    value,
    fc.dictionary(key, tie("json"), { maxKeys: 5 }),
    fc.array(tie("json"), { maxLength: 3 }),
  ),
}));

/** Each value is what the checker reckoned a screen with, at most. */
function proven(answered: Answered, of: ReadonlyMap<string, FieldFile>): void {
  expect(["found", "none", "broken"]).toContain(answered.is);
  if (answered.is !== "found") return;
  expect(Object.keys(answered.fields).toSorted()).toEqual([...of.keys()].toSorted());
  for (const [name, { as, max: most = 0, optional }] of of) {
    const said = answered.fields[name];
    if (said === null) expect(optional).toBe(true);
    else if (as === "text") {
      expect(said).toBeTypeOf("string");
      const text = String(said);
      expect(septets(text)).toBeLessThanOrEqual(most);
      expect(text).toMatch(/^\S(.*\S)?$/);
    } else if (as === "date") {
      expect(new Date(String(said)).toISOString().slice(0, 10)).toBe(said);
    } else if (as === "yes_no") expect(said).toBeTypeOf("boolean");
    else {
      expect(Number.isSafeInteger(said)).toBe(true);
      expect(Number(said)).toBeGreaterThanOrEqual(0);
      expect(Number(said)).toBeLessThanOrEqual(most);
    }
  }
}

/** Of the type, though perhaps beyond its limits. */
const FITTING: Readonly<Record<FieldFile["as"], fc.Arbitrary<unknown>>> = {
  text: value,
  number: fc.oneof(fc.nat(300), fc.nat(300).map(String)),
  money: fc.oneof(
    fc.nat(300),
    fc.nat(300).map((sum) => `${sum}.00`),
  ),
  date: fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") })
    .map((date) => date.toJSON()),
  yes_no: fc.boolean(),
};

/** Fields, with what is said for each: mostly of its type. */
const said = fields.chain((of) =>
  fc.record({
    of: fc.constant(of),
    values: fc.tuple(
      ...[...of.values()].map(({ as }) =>
        fc.oneof({ weight: 6, arbitrary: FITTING[as] }, value, json, fc.anything()),
      ),
    ),
  }),
);

test("any value of any field is taken within its limits or not at all", () => {
  let hits = 0;
  fc.assert(
    fc.property(said, ({ of, values }) => {
      const names = [...of.keys()];
      const answered = fieldsOf(of, (_, name) => values[names.indexOf(name)]);
      if (answered.is === "found") hits++;
      proven(answered, of);
    }),
    { numRuns: 2_000 },
  );
  // A third of them, usually: the property is about something.
  expect(hits).toBeGreaterThan(100);
});

test("any JSON is found, nothing or broken", () => {
  fc.assert(
    fc.property(fields, json, (of, body) =>
      proven(readAnswered(of, 200, JSON.stringify(body)), of),
    ),
    { numRuns: 1_000 },
  );
});

test("any bytes with any status are an answer, and never a throw", () => {
  fc.assert(
    fc.property(fields, fc.nat(999), fc.uint8Array({ maxLength: 300 }), (of, status, bytes) => {
      proven(readAnswered(of, status, Buffer.from(bytes).toString("utf8")), of);
    }),
  );
});
