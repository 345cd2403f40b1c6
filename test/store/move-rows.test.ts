/** Rows by the page, and what they come to: on rows in memory, of no engine. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { pagesOf, tallyOf } from "../../src/store/move/rows.ts";
import type { Cell, Row, Shape } from "../../src/store/move/shape.ts";
import type { Source } from "../../src/store/move/side.ts";

const SHAPE: Shape = {
  table: "made_up",
  columns: [
    { name: "id", kind: "integer" },
    { name: "one", kind: "text" },
    { name: "two", kind: "bytes" },
    { name: "three", kind: "text" },
  ],
  key: [0],
};

/** Rows that lie in the order of their keys, 0 and on. */
function source(rows: readonly Row[]): Source & { limits: number[] } {
  const limits: number[] = [];
  return {
    limits,
    async page(_shape, after, limit) {
      limits.push(limit);
      const from = after === null ? 0 : Number(after[0]) + 1;
      return rows.slice(from, from + limit);
    },
    async count() {
      return rows.length;
    },
  };
}

const text = fc.oneof(fc.constantFrom("", "-", "t1;", "a", "b0;"), fc.string({ maxLength: 3 }));
const bytes = text.map((word) => Buffer.from(word));
const cells = fc.tuple(fc.option(text), fc.option(bytes), fc.option(text));
const table = fc
  .array(cells, { maxLength: 5 })
  .map((rows) => rows.map((row, n): Row => [BigInt(n), ...row]));

const written = (rows: readonly Row[]) =>
  JSON.stringify(
    rows.map((row) => row.map((cell: Cell) => (typeof cell === "bigint" ? Number(cell) : cell))),
  );

test("tables have the same checksum exactly when they have the same rows", async () => {
  await fc.assert(
    fc.asyncProperty(table, table, async (one, other) => {
      const [a, b] = [await tallyOf(source(one), SHAPE), await tallyOf(source(other), SHAPE)];
      expect(a.sum === b.sum).toBe(written(one) === written(other));
      expect(a.rows).toBe(one.length);
    }),
    {
      numRuns: 300,
      examples: [
        // What stands in one column is not what stands in the next one, nor is nothing an empty text.
        [[[0n, "a", null, ""]], [[0n, "", null, "a"]]],
        [[[0n, null, null, null]], [[0n, "", null, null]]],
        [[[0n, "a", Buffer.from("b"), null]], [[0n, "a", Buffer.from(""), "b"]]],
        [[[0n, "-", null, null]], [[0n, null, null, "-"]]],
      ],
    },
  );
});

test("every row is read once, and a page of large rows is a small one", async () => {
  const small = source(Array.from({ length: 5_000 }, (_, n): Row => [BigInt(n), "a", null, null]));
  let seen = 0;
  for await (const page of pagesOf(small, SHAPE))
    for (const [id] of page) expect(id).toBe(BigInt(seen++));
  expect(seen).toBe(5_000);
  const large = "x".repeat(400_000);
  const heavy = source(Array.from({ length: 40 }, (_, n): Row => [BigInt(n), large, null, null]));
  expect(await tallyOf(heavy, SHAPE)).toMatchObject({ rows: 40 });
  expect(heavy.limits).toEqual([16, ...Array.from({ length: 13 }, () => 2)]);
});

test("a table of which not all rows were read has no checksum", async () => {
  const rows: Row[] = [[0n, "a", null, null]];
  const short = { ...source(rows), count: async () => 2 };
  await expect(tallyOf(short, SHAPE)).rejects.toThrow("made_up has 2 rows, and 1 were read");
});
