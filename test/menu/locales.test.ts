/** What is printed of languages that Intl lacks, has half, or writes in letters that phones lack. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { septets } from "../../src/base/gsm7.ts";
import { readText } from "../../src/menu/text.ts";
import { periodText } from "../../src/menu/values.ts";

const ENGLISH = ["1 year", "2 years", "6 months", "14 days", "24 hours"];
const periodsIn = (language: string) =>
  ["1y", "2y", "6m", "14d", "24h"].map((period) => periodText(language, period));

describe("a period", () => {
  test.each([
    ["sw", ["mwaka 1", "miaka 2", "miezi 6", "siku 14", "saa 24"]],
    ["so", ["1 Sannad", "2 Sannado", "6 bilood", "14 maalmood", "24 saacadood"]],
    ["zu", ["1 year", "2 years", "6 izinyanga", "14 izinsuku", "24 amahora"]],
  ])("in %s is said in its own words, where Intl has them", (language, said) => {
    expect(periodsIn(language)).toEqual(said);
  });

  test.each(["luo", "guz", "kam", "om", "nyf", "dig", "ar", "am", "fa"])(
    "in %s is in English, since phones show none of its own words",
    (language) => {
      expect(periodsIn(language)).toEqual(ENGLISH);
      expect(periodsIn(language).map(septets)).not.toContain(null);
    },
  );
});

test("numbers have the digits of the keys in every language", () => {
  for (const language of ["sw", "fa", "bn", "my"]) {
    const read = readText("{n, number}", language);
    expect("fault" in read ? read.fault : read.format(() => 7)).toBe("7");
  }
});

const PRINTED = `
  const { readText } = await import("./src/menu/text.ts");
  const { periodText } = await import("./src/menu/values.ts");
  const icu = "{n, plural, zero {none} one {one} two {two} few {few} many {many} other {# other}}";
  const plurals = (language) => [0, 1, 2, 3, 11, 12345].map((n) => readText(icu, language).format(() => n));
  const said = ["nyf", "luo", "rw"].map((language) => [periodText(language, "1y"), ...plurals(language)]);
  console.log(JSON.stringify(said));
`;

test.each(["de_DE.UTF-8", "ar_EG.UTF-8", "C"])(
  "on a server of %s languages that Intl lacks print the same",
  (locale) => {
    const printed = execFileSync(
      process.execPath,
      ["--no-warnings", "--input-type=module", "--eval", PRINTED],
      {
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        env: { ...process.env, LC_ALL: locale, LANG: locale },
        encoding: "utf8",
      },
    );
    const numbers = ["0 other", "one", "2 other", "3 other", "11 other"];
    expect(JSON.parse(printed)).toEqual([
      ["1 year", ...numbers, "12,345 other"],
      ["1 year", ...numbers, "12,345 other"],
      ["1 year", ...numbers, "12.345 other"],
    ]);
  },
);
