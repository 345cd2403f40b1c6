import { expect, test } from "vitest";
import { ANSWERS, AT, expectProblem, LOST, openOffice, PHONE, type Office } from "./office.ts";

/** As a row is whose key is lost. */
const lose = (office: Office, what: string, ref: string) =>
  office.raw(
    what === "note"
      ? `update history set note = ? where note is not null
           and request = (select id from requests where ref = '${ref}')`
      : `update requests set ${what} = ? where ref = '${ref}'`,
    LOST,
  );

/** The lost answers as they were. */
const restore = async (office: Office, ref: string) => {
  const sql = "select id from requests where ref = ?";
  const [{ id } = { id: "" }] = await office.raw<{ id: string }>(sql, ref);
  const at = { table: "requests", column: "answers", row: id };
  const answers = office.vault.seal({ at, now: AT, plain: JSON.stringify(ANSWERS) });
  await office.raw("update requests set answers = ? where id = ?", answers, id);
};

const faults = (office: Office) =>
  office.log.filter((line) => line.includes('"errorCode":"malformed"')).length;

test("a request that does not open takes no other one of a bulk with it", async () => {
  const office = await openOffice();
  const refs = [await office.open(), await office.open(), await office.open()];
  const lost = refs[1] ?? "";
  await lose(office, "answers", lost);
  const call = {
    body: { requests: refs.map((ref) => ({ ref, version: 1 })), to: "assigned" },
    key: "k-1",
  };
  const bulk = async (key: string) => {
    const answered = await office.call("POST", "/api/v1/requests/move", { ...call, key });
    expect(answered.status).toBe(200);
    return answered.text();
  };
  const first = await bulk("k-1");
  const { results } = JSON.parse(first);
  expect(results.map(({ status }: { status: number }) => status)).toEqual([200, 500, 200]);
  expect(results[1]).toMatchObject({
    ref: lost,
    request: null,
    problem: { type: "urn:njia:problem:not_opened", status: 500 },
  });
  expect(faults(office)).toBe(1);
  expect(await bulk("k-1")).toBe(first);
  expect((await office.read(lost)).version).toBe(1);
  // Its key is found again: a call of its own moves it.
  await restore(office, lost);
  expect(JSON.parse(await bulk("k-2")).results[1].status).toBe(200);
});

test("a change of one that does not open says that calling again is no use", async () => {
  const office = await openOffice();
  const ref = await office.open();
  await lose(office, "answers", ref);
  const moved = await office.call("POST", `/api/v1/requests/${ref}/move`, {
    body: { to: "assigned" },
    match: 1,
  });
  await expectProblem(moved, 500, "not_opened");
  expect(faults(office)).toBe(1);
  // What needs nothing of what is sealed goes on.
  await office.change(ref, "assign", { to: "officer" }, 1);
  await office.change(ref, "note", { note: "ask the office" }, 2);
});

test("a note that does not open is marked, and hides nothing else", async () => {
  const office = await openOffice();
  const ref = await office.open();
  await office.change(ref, "note", { note: "first" }, 1);
  await office.change(ref, "ask", { question: "Which gate?" }, 2);
  await lose(office, "note", ref);
  await office.change(ref, "note", { note: "third" }, 3);
  const shown = await office.read(ref);
  expect(shown).toMatchObject({ version: 4, phone: PHONE, question: "Which gate?" });
  expect(shown.answers).toHaveLength(5);
  const lines = shown.history.map((line: Record<string, unknown>) => [
    line["action"],
    line["note"],
    line["hidden"],
  ]);
  expect(lines).toEqual([
    ["submit", null, null],
    ["note", null, "unreadable"],
    ["ask", null, "unreadable"],
    ["note", "third", null],
  ]);
  expect(faults(office)).toBe(1);
});

test("answers, a question and a number that do not open are marked, each for itself", async () => {
  const office = await openOffice();
  const ref = await office.open();
  await office.change(ref, "ask", { question: "Which gate?" }, 1);
  expect((await office.read(ref)).hidden).toEqual({
    answers: null,
    question: null,
    phone: null,
    given: null,
  });
  await lose(office, "question", ref);
  expect(await office.read(ref)).toMatchObject({
    question: null,
    phone: PHONE,
    hidden: { answers: null, question: "unreadable", phone: null, given: null },
  });
  await office.raw("update bindings set phone = ?", LOST);
  expect(await office.read(ref)).toMatchObject({
    phone: null,
    hidden: { answers: null, question: "unreadable", phone: "unreadable", given: null },
  });
  expect(faults(office)).toBe(2);
});

test("while the answers do not open nobody knows whether the number may be shown, so it is not", async () => {
  const office = await openOffice();
  const ref = await office.open();
  await lose(office, "answers", ref);
  expect(await office.read(ref)).toMatchObject({
    status: "received",
    phone: null,
    answers: [],
    hidden: { answers: "unreadable", question: null, phone: "unreadable", given: null },
  });
  expect(faults(office)).toBe(1);
});
