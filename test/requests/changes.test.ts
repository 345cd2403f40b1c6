import { expect, test } from "vitest";
import {
  askCitizen,
  assignRequest,
  moveRequest,
  noteRequest,
  refuseMove,
  type Change,
} from "../../src/requests/changes.ts";
import { readHistory } from "./read-history.ts";
import { openRequest } from "../../src/requests/requests.ts";
import { findByRef, openAnswers, openQuestion } from "../../src/requests/state.ts";
import type { Store } from "../../src/store/store.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

const AT = Date.UTC(2026, 10, 23);
const REF = "11111111";
const vault = testVault();

async function openOne() {
  const opened = openTestStore();
  await opened.raw("insert into people (id, language, created_at) values ('p1', null, 0)");
  await opened.store.commit(
    openRequest({
      intent: { id: "i1", ref: REF },
      person: "p1",
      service: "report",
      release: "r1",
      answers: { place: "near the gate" },
      status: "received",
      at: AT,
      keepUntil: AT + 1000,
      deadline: AT + 100,
      wardHash: "hash",
    }),
  );
  return opened;
}

async function state(store: Store) {
  const request = await findByRef(store, { ref: REF });
  if (request === null) throw new Error("no request");
  return request;
}

async function change(store: Store, at: number): Promise<Change> {
  return { request: await state(store), actor: "staff:s1", at };
}

const TO = {
  status: "mended",
  deadline: AT + 900,
  priority: 1,
  end: false,
  reason: "r",
  note: "n",
};

test("a request is found as it was opened, and by its own reference only", async () => {
  const { store } = await openOne();
  const found = await state(store);
  expect(found).toMatchObject({ id: "i1", version: 1, status: "received", deadline: AT + 100 });
  expect(openAnswers(vault, found)).toEqual({ place: "near the gate" });
  expect(openQuestion(vault, found)).toBeNull();
  expect(await findByRef(store, { ref: "22222222" })).toBeNull();
});

test("each change makes the next version and a line of history", async () => {
  const { store, raw } = await openOne();
  await raw("update requests set late_at = 5");
  const commit = async (writes: Parameters<Store["commit"]>[0]) =>
    expect(await store.commit(writes)).toEqual({ done: true });
  await commit(assignRequest(await change(store, AT + 1), "s2"));
  await commit(noteRequest(await change(store, AT + 2), "bring a ladder"));
  await commit(askCitizen(await change(store, AT + 3), "which gate?"));
  expect(openQuestion(vault, await state(store))).toBe("which gate?");
  await commit(refuseMove(await change(store, AT + 4), { to: "closed", reason: "not_allowed" }));
  expect(await state(store)).toMatchObject({ version: 4, status: "received", assigned: "s2" });
  await commit(moveRequest(await change(store, AT + 5), TO));
  const moved = await state(store);
  expect(moved).toMatchObject({ version: 5, status: "mended", statusAt: AT + 5, priority: 1 });
  expect(moved.deadline).toBe(AT + 900);
  // It was asked about the status before.
  expect(openQuestion(vault, moved)).toBeNull();
  expect(await raw("select late_at from requests")).toEqual([{ late_at: null }]);
  await commit(moveRequest(await change(store, AT + 6), { ...TO, status: "closed" }));

  const lines = await readHistory(store, vault, { ref: REF });
  expect(
    lines.map(({ seq, action, from, to, reason, note }) => [seq, action, from, to, reason, note]),
  ).toEqual([
    [1, "submit", null, "received", null, null],
    [2, "assign", null, null, "s2", null],
    [3, "note", null, null, null, "bring a ladder"],
    [4, "ask", null, null, null, "which gate?"],
    [5, "refuse", "received", "closed", "not_allowed", null],
    [6, "move", "received", "mended", "r", "n"],
    [7, "move", "mended", "closed", "r", "n"],
  ]);
  expect(lines.slice(1).every(({ actor }) => actor === "staff:s1")).toBe(true);
});

test("a change that was decided on an older version leaves nothing behind", async () => {
  const { store, raw } = await openOne();
  const stale = await change(store, AT + 1);
  await store.commit(noteRequest(stale, "first"));
  const late: (typeof stale)[] = [stale, { ...stale, request: { ...stale.request, version: 9 } }];
  for (const each of late) {
    for (const writes of [
      assignRequest(each, "s2"),
      moveRequest(each, TO),
      refuseMove(each, { to: null, reason: "x" }),
      noteRequest(each, "second"),
      askCitizen(each, "what?"),
    ]) {
      expect(await store.commit(writes)).toEqual({ done: false, why: "conflict" });
    }
  }
  expect(await raw("select * from history")).toHaveLength(2);
  expect(await state(store)).toMatchObject({ version: 2, assigned: null, status: "received" });
});

test("of changes in one batch exactly one wins", async () => {
  const { store } = await openOne();
  const read = await change(store, AT + 1);
  const came = await Promise.all(
    ["a", "b", "c"].map((note) => store.commit(noteRequest(read, note))),
  );
  expect(came.map(({ done }) => done)).toEqual([true, false, false]);
});

test("notes and questions are not in the database, and open only where they were written", async () => {
  const { store, stored, raw } = await openOne();
  await store.commit(noteRequest(await change(store, AT + 1), "canary of the note"));
  await store.commit(askCitizen(await change(store, AT + 2), "canary of the question"));
  await store.commit(
    moveRequest(await change(store, AT + 3), { ...TO, note: "canary of the move" }),
  );
  const bytes = await stored();
  for (const what of ["note", "question", "move"]) {
    expect(bytes.includes(`canary of the ${what}`)).toBe(false);
  }
  await raw("update history set actor = 'staff:s9' where seq = 2");
  await expect(readHistory(store, vault, { ref: REF })).rejects.toThrow("not_authentic");
});
