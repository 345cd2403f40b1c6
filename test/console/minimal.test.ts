/** Who reads what: each thing that was said or written, looked for in everything a role can get. */
import { expect, test } from "vitest";
import { ENDPOINTS } from "../../src/console/api/api.ts";
import { answerQuestion } from "../../src/requests/changes.ts";
import { findByRef } from "../../src/requests/state.ts";
import { ROLES, type Role } from "../../src/staff/roles.ts";
import { ANSWERS, LOST, openOffice, PHONE, type Office } from "./office.ts";

/** Each is said once, and by one side. */
const SAID = {
  number: PHONE.slice(1),
  typed: "canary typed",
  sensitive: "canary sensitive",
  note: "canary note",
  reasonNote: "canary why",
  question: "canary question",
  questionAgain: "canary open question",
  answered: "canary answered",
};

/** Only who works on a request needs its words. */
const READS: Readonly<Record<Role, readonly (keyof typeof SAID)[]>> = {
  officer: [
    "number",
    "typed",
    "sensitive",
    "note",
    "reasonNote",
    "question",
    "questionAgain",
    "answered",
  ],
  operator: [],
  administrator: [],
  auditor: [],
};

async function openWithWords() {
  const office = await openOffice();
  const ref = await office.open({ ...ANSWERS, place: SAID.typed, illness: SAID.sensitive });
  await office.change(ref, "note", { note: SAID.note }, 1);
  await office.change(ref, "ask", { question: SAID.question }, 2);
  const request = await findByRef(office.store, { ref });
  if (request === null) throw new Error("not there");
  const change = { request, actor: "person:p1", at: office.time.now };
  expect(await office.store.commit(answerQuestion(change, SAID.answered))).toEqual({ done: true });
  await office.change(ref, "move", { to: "assigned", note: SAID.reasonNote }, 4);
  await office.change(ref, "assign", { to: "officer2" }, 5);
  await office.change(ref, "ask", { question: SAID.questionAgain }, 6);
  return { office, ref };
}

/** Everything a role can read, one text for each route. */
async function everything(office: Office, role: Role, ref: string): Promise<Map<string, string>> {
  const said = new Map<string, string>();
  for (const { route } of ENDPOINTS) {
    if (route.kind !== "read") continue;
    const path = route.path.replace("{ref}", ref);
    said.set(route.id, await (await office.call("GET", path, { role })).text());
  }
  return said;
}

test("words and numbers are read by officers, in the one request they are of, and by nobody else", async () => {
  const { office, ref } = await openWithWords();
  for (const role of ROLES) {
    const all = await everything(office, role, ref);
    expect(all.size).toBeGreaterThan(4);
    for (const [route, text] of all) {
      const found = Object.entries(SAID).flatMap(([name, words]) =>
        text.includes(words) ? [name] : [],
      );
      expect(found, `${role} at ${route}`).toEqual(route === "readRequest" ? READS[role] : []);
    }
  }
});

test("those who may not read words see that there are some, who did what when, and why", async () => {
  const { office, ref } = await openWithWords();
  const whole = await office.read(ref);
  for (const role of ["administrator", "auditor"] as const) {
    const shown = await office.read(ref, { role });
    expect(shown).toEqual({
      ...whole,
      phone: null,
      question: null,
      // Which questions were asked tells what was answered before them.
      answers: [],
      hidden: { answers: "withheld", question: "withheld", phone: "withheld", given: null },
      history: whole.history.map((line: { note: string | null }) => ({
        ...line,
        note: null,
        hidden: line.note === null ? null : "withheld",
      })),
    });
    expect(shown.history.map((line: Record<string, unknown>) => line["hidden"])).toEqual([
      null,
      "withheld",
      "withheld",
      "withheld",
      "withheld",
      null,
      "withheld",
    ]);
  }
});

test("for a role that reads no words no seal is opened: what is lost is no fault to them", async () => {
  const { office, ref } = await openWithWords();
  await office.raw("update requests set answers = ?, question = ?", LOST, LOST);
  await office.raw("update history set note = ? where note is not null", LOST);
  await office.raw("update bindings set phone = ?", LOST);
  const shown = await office.read(ref, { role: "auditor" });
  expect(shown.hidden).toEqual({
    answers: "withheld",
    question: "withheld",
    phone: "withheld",
    given: null,
  });
  expect(office.log).toEqual([]);
});

test("what a change answers and what a stale one is told have no words in them either", async () => {
  const { office, ref } = await openWithWords();
  const path = `/api/v1/requests/${ref}/assign`;
  const body = { to: "officer" };
  const stale = await office.call("POST", path, { body, match: 1, role: "administrator" });
  const done = await office.call("POST", path, { body, match: 7, role: "administrator" });
  expect([stale.status, done.status]).toEqual([412, 200]);
  const told = (await stale.text()) + (await done.text());
  expect(Object.values(SAID).filter((words) => told.includes(words))).toEqual([]);
});
