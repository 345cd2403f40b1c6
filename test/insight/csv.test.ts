import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csvOf, type Cell } from "../../src/insight/report/csv.ts";

/** What a spreadsheet computes, and what some of them skip before it. */
const BEGINS = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"];

const letters = fc.constantFrom(...BEGINS, '"', ",", ";", "'", " ", "a", "é", "1", "😀");
const text = fc.oneof(
  fc.string({ unit: letters, maxLength: 8 }),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const cell: fc.Arbitrary<Cell> = fc.oneof(text, fc.integer(), fc.double({ noNaN: true }));

/** Rows of one width, since a reader counts columns. */
const rows = fc.integer({ min: 1, max: 5 }).chain((width) =>
  fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 6,
  }),
);

function read(csv: string): string[][] {
  // `skip_empty_lines` stays off: a row of one empty cell is a row.
  return parse(csv, { bom: true, record_delimiter: "\r\n" });
}

test("every cell is read back, and none is a formula", () => {
  fc.assert(
    fc.property(rows, (table) => {
      const found = read(csvOf(table));
      expect(found).toHaveLength(table.length);
      for (const [y, row] of table.entries()) {
        expect(found[y]).toHaveLength(row.length);
        for (const [x, written] of row.entries()) {
          const shown = found[y]?.[x] ?? "";
          if (typeof written === "number") {
            expect(Object.is(Number(shown), written) || Number(shown) === written).toBe(true);
            continue;
          }
          expect(BEGINS.some((sign) => shown.startsWith(sign))).toBe(false);
          // The apostrophe is all that is added, and only where it is needed.
          const dangerous = BEGINS.some((sign) => written?.startsWith(sign));
          expect(shown).toBe(dangerous ? `'${written}` : written);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

test("bytes as Excel and RFC 4180 want them", () => {
  const table: Cell[][] = [
    ["title", "n"],
    ["=1+1", -3],
    ['Taa "kubwa", barabara', 0.25],
    ["+254\n711", null],
    ["Maji", 0],
    ["a\rb", 1],
  ];
  expect(csvOf(table)).toBe(
    '\uFEFFtitle,n\r\n\'=1+1,-3\r\n"Taa ""kubwa"", barabara",0.25\r\n"\'+254\n711",\r\nMaji,0\r\n"a\rb",1\r\n',
  );
});
