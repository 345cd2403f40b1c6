/** What an officer gives with a move: demanded, checked, kept under seal, and read back. */
import { beforeEach, expect, test } from "vitest";
import { readHistory } from "../requests/read-history.ts";
import { expectProblem, openOffice, REPORT, type Office } from "./office.ts";

const GIVING = REPORT.replace(
  "may_become: [{ to: mended, by: officer }]\n",
  "may_become: [{ to: paid, by: officer, gives: [amount, by_date, cheque] }]\n" +
    '  paid: { say: paid, next: "{amount} by {by_date}", may_become: [{ to: mended, by: officer }] }\n',
).concat(`gives:
  amount: { as: money, min: 100, max: 9000, label: { en: Amount, sw: Kiasi } }
  by_date: { as: date, min: today, max: today+1y, label: Expected by }
  cheque: { as: code, max: 8, label: Cheque }
`);
const GOOD = { amount: 5000, by_date: "2027-03-20", cheque: "00417" };

let office: Office;
let ref: string;

beforeEach(async () => {
  office = await openOffice(GIVING);
  ref = await office.open();
  await office.change(ref, "move", { to: "assigned" }, 1);
});

const move = (gives: unknown, version = 2) =>
  office.call("POST", `/api/v1/requests/${ref}/move`, {
    body: { to: "paid", ...(gives === undefined ? {} : { gives }) },
    match: version,
  });

test("the request and the services say what a move takes", async () => {
  const gives = [
    { name: "amount", label: "Kiasi", as: "money", min: 100, max: 9000 },
    { name: "by_date", label: "Expected by", as: "date", min: "today", max: "today+1y" },
    { name: "cheque", label: "Cheque", as: "code", min: null, max: 8 },
  ];
  const answered = await office.call("GET", `/api/v1/requests/${ref}?lang=sw`);
  const { moves } = JSON.parse(await answered.text());
  expect(moves).toEqual([{ to: "paid", says: "paid", reasons: [], gives }]);
});

test("what was given is shown with the request and with the line of its move, and sealed on disk", async () => {
  const moved = await move(GOOD);
  expect(moved.status, await moved.clone().text()).toBe(200);
  const shown = await office.read(ref);
  const given = [
    { name: "amount", label: "Kiasi", value: 5000, says: "KES 5,000" },
    { name: "by_date", label: "Expected by", value: "2027-03-20", says: "20 Mac 2027" },
    { name: "cheque", label: "Cheque", value: "00417", says: "00417" },
  ];
  expect(shown).toMatchObject({ status: "paid", given, hidden: { given: null } });
  expect(shown.history.at(-1)).toMatchObject({ action: "move", given, hidden: null });
  expect(shown.history.at(-2)).toMatchObject({ action: "move", given: [] });
  const bytes = await office.stored();
  for (const said of ["00417", "2027-03-20", "by_date"]) expect(bytes.includes(said)).toBe(false);
});

test("whoever may not read words learns that something was given, and not what", async () => {
  await move(GOOD);
  for (const role of ["administrator", "auditor"] as const) {
    const shown = await office.read(ref, { role });
    expect(shown).toMatchObject({ given: [], hidden: { given: "withheld" } });
    expect(shown.history.at(-1)).toMatchObject({ given: [], hidden: "withheld" });
  }
});

test.each([
  [
    "nothing",
    undefined,
    [
      ["amount", "missing"],
      ["by_date", "missing"],
      ["cheque", "missing"],
    ],
  ],
  [
    "one of three",
    { amount: 1000 },
    [
      ["by_date", "missing"],
      ["cheque", "missing"],
    ],
  ],
  ["a text for money", { ...GOOD, amount: "5,000" }, [["amount", "wrong_type"]]],
  ["too much", { ...GOOD, amount: 9001 }, [["amount", "too_big"]]],
  ["too little", { ...GOOD, amount: 99 }, [["amount", "too_small"]]],
  ["below nothing", { ...GOOD, amount: -5 }, [["amount", "wrong_type"]]],
  ["a day that does not exist", { ...GOOD, by_date: "2027-02-30" }, [["by_date", "not_a_date"]]],
  ["another form of a day", { ...GOOD, by_date: "20/3/2027" }, [["by_date", "not_a_date"]]],
  ["a day that has passed", { ...GOOD, by_date: "2026-11-22" }, [["by_date", "too_small"]]],
  ["a day in years", { ...GOOD, by_date: "2031-01-01" }, [["by_date", "too_big"]]],
  ["a cheque of nine letters", { ...GOOD, cheque: "123456789" }, [["cheque", "too_big"]]],
  ["no cheque", { ...GOOD, cheque: " " }, [["cheque", "too_small"]]],
  ["a link for a cheque", { ...GOOD, cheque: "a.ly" }, [["cheque", "not_printable"]]],
  ["what nobody asked for", { ...GOOD, rank: 5 }, [["", "unknown"]]],
])("%s is refused, named, and recorded", async (_, gives, faults) => {
  const refused = await move(gives);
  const problem = JSON.parse(await refused.clone().text());
  await expectProblem(refused, 409, "move_refused");
  expect(problem.reason).toBe("gives_wrong");
  expect(problem.errors).toEqual(
    faults.map(([name, what]) => ({ at: `body/gives${name === "" ? "" : `/${name}`}`, what })),
  );
  const lines = await readHistory(office.store, office.vault, { ref });
  expect(lines.at(-1)).toMatchObject({ action: "refuse", to: "paid", reason: "gives_wrong" });
  expect(await office.read(ref)).toMatchObject({ status: "assigned", version: 2, given: [] });
});

test("a move that takes nothing is given nothing", async () => {
  const other = await office.open();
  const call = { body: { to: "assigned", gives: GOOD }, match: 1 };
  const refused = await office.call("POST", `/api/v1/requests/${other}/move`, call);
  await expectProblem(refused, 409, "move_refused");
  expect(await office.read(other)).toMatchObject({ status: "received", given: [] });
});

test("many are moved with the same values, each checked for itself", async () => {
  const other = await office.open();
  const requests = [
    { ref, version: 2 },
    { ref: other, version: 1 },
  ];
  const body = { requests, to: "paid", gives: GOOD };
  const answered = await office.call("POST", "/api/v1/requests/move", { body });
  const { results } = JSON.parse(await answered.text());
  expect(results.map(({ status }: { status: number }) => status)).toEqual([200, 409]);
  expect((await office.read(ref)).given).toHaveLength(3);
});
