/** Lists as spreadsheets save them: what is read, what is refused, and with which words. */
import { describe, expect, test } from "vitest";
import { readTable } from "../../src/menu/data.ts";
import { FINDINGS_MAX } from "../../src/menu/tally.ts";

const read = (content: string) => readTable("data/wards.csv", content, ["sw", "en"]);
const told = (content: string) =>
  read(content).findings.map(({ line, severity, rule }) => `${line} ${severity} ${rule}`);
/** As the folder gives it: whatever the bytes are, read as UTF-8. */
const utf8 = (bytes: Buffer) => bytes.toString("utf8");

const LIST = "id,name,office\na,Amani,A\nb,Baraka,B\n";
const rows = (content: string) => read(content).table?.rows.map(({ columns }) => columns);

describe("a list is read the same", () => {
  test.each([
    ["with empty rows below", `${LIST},,\n , ,\n\n`],
    ["with empty rows between", LIST.replace("b,", ",,\nb,")],
    ["with empty columns beside", "id,name,office,,\na,Amani,A,,\nb,Baraka,B,,\n"],
    ["with empty columns beside the rows alone", LIST.replace(/(?<=[AB])$/gm, ",")],
    ["with spaces around", LIST.replaceAll(",", " , ")],
    ["with a byte order mark", `\uFEFF${LIST}`],
    ["with the line ends of Windows", LIST.replaceAll("\n", "\r\n")],
  ])("%s", (_, content) => {
    expect(read(content).findings).toEqual([]);
    expect(rows(content)).toEqual(rows(LIST));
    expect(rows(content)).toHaveLength(2);
  });
});

describe("a list that was saved otherwise is refused with one finding", () => {
  const utf16 = Buffer.from(`\uFEFF${LIST}`, "utf16le");
  test.each([
    ["semicolons", LIST.replaceAll(",", ";"), "semicolons", "every semicolon by a comma"],
    ["`sep=;` on top", `sep=;\n${LIST.replaceAll(",", ";")}`, "semicolons", "commas"],
    ["semicolons and a comma", `id;name;town, road\na;A;b\n`, "semicolons", "commas"],
    ["tabs", LIST.replaceAll(",", "\t"), "tabs", "every tab by a comma"],
    ["UTF-16, little end first", utf8(utf16), "UTF-16", "CSV UTF-8"],
    ["UTF-16, big end first", utf8(Buffer.from(utf16).swap16()), "UTF-16", "CSV UTF-8"],
    [
      "a workbook",
      "PK\u0003\u0004\u0014\0\u0006\0[Content",
      "a workbook",
      "save it as `CSV UTF-8`",
    ],
    [
      "an old workbook",
      utf8(Buffer.from("d0cf11e0a1b11ae10000000000", "hex")),
      "a workbook",
      "`CSV UTF-8`",
    ],
  ])("%s", (_, content, message, mend) => {
    const { table, findings } = read(content);
    expect(table).toBeNull();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ line: 1, rule: "csv", severity: "error" });
    expect(findings[0]?.message).toContain(message);
    expect(findings[0]?.mend).toContain(mend);
  });
});

describe("every faulty row is told, in one run", () => {
  test("with more and with fewer columns, and what is wrong in the others", () => {
    const content = "id,name,office\na,A\nb,B,b\nc,C, c,d\n!,D,d\n";
    expect(told(content)).toEqual(["2 error csv", "4 error csv", "5 error csv-row"]);
    const [fewer, more] = read(content).findings;
    expect([fewer?.message, more?.message]).toEqual([
      "this row has 2 columns, the headings have 3",
      "this row has 4 columns, the headings have 3",
    ]);
    expect(fewer?.mend).toContain("needs its comma");
    expect(more?.mend).toContain("double quotes");
  });

  test("with quotes inside a name, once a row", () => {
    const content = 'id,name\na,A"b"c\nb,"B"d\nc,C"c\nd,D\n';
    expect(told(content)).toEqual(["2 error csv", "3 error csv", "4 error csv"]);
  });

  test("a quote that is never closed, where it was opened", () => {
    const content = 'id,name\na,A\nb,"B\nc,C\nd,D\n';
    expect(told(content)).toEqual(["3 error csv"]);
    expect(read(content).findings[0]?.message).toContain("never closed");
  });

  test("headings at fault are told alone", () => {
    expect(told('i"d,name\na,A\nb,B\n')).toEqual(["1 error csv"]);
    const large = read("ID,Name\na,A\n").findings;
    expect(large.map(({ mend }) => mend)).toEqual([
      "Write the headings in small letters: `id,name`.",
    ]);
    expect(told("a,A\nb,B\n")).toEqual(["1 error csv-columns"]);
  });

  test("a hundred of them, and how many more there are", () => {
    const { findings } = read(`id,name\n${"a,A,A\n".repeat(20_000)}`);
    expect(findings).toHaveLength(FINDINGS_MAX);
    expect(findings.at(-1)?.message).toContain("19900 more");
    const quotes = read(`id,name\n${'a,A"\n'.repeat(900_000)}`).findings;
    expect(quotes).toHaveLength(FINDINGS_MAX);
  });

  test("a row without an id is one fault, not also one of the rows alike", () => {
    expect(told("id,name\n,A\n,B\n")).toEqual(["2 error csv-row", "3 error csv-row"]);
  });
});

test("letters that are no UTF-8 are told by row", () => {
  const content = utf8(Buffer.from("id,name\na,Kib\u00e9\nb,B\nc,\u00e9\n", "latin1"));
  const { findings } = read(content);
  expect(findings.map(({ line, rule }) => `${line} ${rule}`)).toEqual(["2 csv-row", "4 csv-row"]);
  expect(findings[0]?.mend).toContain("CSV UTF-8");
});

describe("two rows with one name", () => {
  test("are a warning that names both lines, and the list is read", () => {
    const { table, findings } = read("id,name\na,Umoja\nb,B\nc,umoja\n");
    expect(table?.rows).toHaveLength(3);
    expect(findings).toMatchObject([{ line: 4, rule: "csv-row", severity: "warning" }]);
    expect(findings[0]?.message).toBe("the name `umoja` is on line 2 already");
  });

  test("are told once, in whichever language they are alike", () => {
    const content = "id,sw,en\na,Maji,Water\nb,Maji,Water\nc,Barabara,Water\nd,Water,Road\n";
    expect(told(content)).toEqual(["3 warning csv-row", "4 warning csv-row"]);
  });

  test("are not told of rows whose id stands twice", () => {
    expect(told("id,name\na,Umoja\na,Umoja\n")).toEqual(["3 error csv-row"]);
  });

  test("are told beside other faults, a hundred times at most", () => {
    const same = Array.from({ length: 500 }, (_, index) => `w${index},Ward\n`).join("");
    const { findings } = read(`id,name\n!,A\n${same}`);
    expect(findings).toHaveLength(FINDINGS_MAX + 1);
    expect(findings[0]).toMatchObject({ line: 2, severity: "error" });
  });
});
