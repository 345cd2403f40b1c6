import { expect, test } from "vitest";
import { object } from "../../src/actions/object.ts";
import { findByRef } from "../../src/requests/state.ts";
import { openPurge } from "../../src/session/purge.ts";
import { endStaff } from "../../src/staff/staff.ts";
import { ANSWERS, AT, expectProblem, openOffice, PHONE, type Call, type Office } from "./office.ts";

const DAY = 86_400_000;

const post = (office: Office, ref: string, what: string, call: Call) =>
  office.call("POST", `/api/v1/requests/${ref}/${what}`, call);

test("an officer assigns, asks, notes and moves; each change makes a version and a line", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const assigned = await office.change(ref, "assign", { to: "officer2" }, 1, {
    role: "administrator",
  });
  expect(assigned).toMatchObject({ ref, version: 2, assigned: "officer2" });
  await office.change(ref, "ask", { question: "  Which gate? " }, 2);
  await office.change(ref, "note", { note: "Bring a ladder,\nand paint." }, 3);
  const moved = await office.change(ref, "move", { to: "assigned", note: "on Tuesday" }, 4);
  // Three days after a Monday: until the last millisecond of Thursday in Nairobi.
  expect(moved).toMatchObject({
    status: "assigned",
    version: 5,
    deadline: "2026-11-26T20:59:59.999Z",
    overdue: false,
  });
  const shown = await office.read(ref);
  // It was asked about the status before.
  expect(shown).toMatchObject({ ...moved, question: null });
  expect(
    shown.history.map((line: Record<string, unknown>) => [line["action"], line["note"]]),
  ).toEqual([
    ["submit", null],
    ["assign", null],
    ["ask", "Which gate?"],
    ["note", "Bring a ladder,\nand paint."],
    ["move", "on Tuesday"],
  ]);
  expect(shown.history[1]).toMatchObject({
    assigned: "officer2",
    reason: null,
    by: { kind: "staff", id: "administrator", name: "the administrator" },
  });
  expect(shown.history[4]).toMatchObject({ from: "received", to: "assigned" });
});

test("the answer to a change is what is read afterwards, to the version in the ETag", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const changes: [string, object][] = [
    ["assign", { to: "officer" }],
    ["note", { note: "n" }],
    ["ask", { question: "q?" }],
    ["move", { to: "assigned" }],
    ["move", { to: "mended" }],
    ["move", { to: "reopened" }],
    ["assign", { to: null }],
  ];
  for (const [place, [what, body]] of changes.entries()) {
    const answered = await post(office, ref, what, { body, match: place + 1 });
    expect(answered.status).toBe(200);
    expect(answered.headers.get("etag")).toBe(`"${place + 2}"`);
    expect(await office.read(ref)).toMatchObject(JSON.parse(await answered.text()));
  }
});

test("a change on a stale version is told the current state, and changes nothing", async () => {
  const office = await openOffice();
  const ref = await office.open();
  await office.change(ref, "move", { to: "assigned" }, 1);
  for (const [what, body] of [
    ["move", { to: "assigned" }],
    ["assign", { to: "officer" }],
    ["ask", { question: "q?" }],
    ["note", { note: "n" }],
  ] as const) {
    for (const match of ['W/"2"', "2", '"x"', '"02"', '"1", "2"', '""']) {
      const answered = await post(office, ref, what, { body, match });
      await expectProblem(answered, 428, "version_missing");
    }
    for (const match of [1, 9]) {
      const answered = await post(office, ref, what, { body, match });
      expect(answered.headers.get("etag")).toBe('"2"');
      const said = await expectProblem(answered, 412, "stale");
      expect(said.current).toMatchObject({ ref, status: "assigned", version: 2 });
    }
  }
  expect((await office.read(ref)).history).toHaveLength(2);
});

test("of two officers at once exactly one wins, and the other sees what is there now", async () => {
  for (let round = 0; round < 10; round++) {
    const office = await openOffice();
    const ref = await office.open();
    const both = await Promise.all([
      post(office, ref, "move", { body: { to: "assigned" }, match: 1 }),
      post(office, ref, "move", {
        body: { to: "refused", reason: "county" },
        match: 1,
        token: office.tokens.get("officer2") ?? null,
      }),
      post(office, ref, "note", { body: { note: "n" }, match: 1, role: "officer" }),
    ]);
    expect(both.map(({ status }) => String(status)).toSorted()).toEqual(["200", "412", "412"]);
    const lost = both.find(({ status }) => status === 412);
    if (lost === undefined) throw new Error("nobody lost");
    const { current } = await expectProblem(lost, 412, "stale");
    expect(current.version).toBe(2);
    const shown = await office.read(ref);
    expect(shown.history).toHaveLength(2);
    expect(shown.status).toBe(current.status);
  }
});

test("the same call with the same key is answered byte for byte, and done once", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const call = { body: { note: "once" }, match: 1, key: "k-1" };
  const first = await post(office, ref, "note", call);
  const said = await first.text();
  office.time.now += 1000;
  // Later changes do not matter: it is the answer to that call.
  await office.change(ref, "note", { note: "another" }, 2);
  const again = await post(office, ref, "note", call);
  expect([again.status, await again.text()]).toEqual([first.status, said]);
  expect(Object.fromEntries(again.headers)).toEqual(Object.fromEntries(first.headers));
  expect((await office.read(ref)).history).toHaveLength(3);

  // A key belongs to one member of staff, and to a day.
  const token = office.tokens.get("officer2") ?? null;
  expect((await post(office, ref, "note", { ...call, match: 3, token })).status).toBe(200);
  office.time.now += DAY;
  expect((await post(office, ref, "note", { ...call, match: 4 })).status).toBe(200);
});

test("the same call twice at once is done once", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const call = { body: { note: "once" }, match: 1, key: "k-1" };
  const both = await Promise.all([1, 2, 3].map(() => post(office, ref, "note", call)));
  const texts = await Promise.all(both.map((each) => each.text()));
  expect(both.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(new Set(texts).size).toBe(1);
  expect((await office.read(ref)).history).toHaveLength(2);
});

test("a key with other content is refused: another body, request or route", async () => {
  const office = await openOffice();
  const [ref, other] = [await office.open(), await office.open()];
  const call = { body: { note: "once" }, match: 1, key: "k-1" };
  await post(office, ref, "note", call);
  for (const [where, what, body] of [
    [ref, "note", { note: "twice" }],
    [other, "note", { note: "once" }],
    [ref, "ask", { question: "once" }],
  ] as const) {
    const answered = await post(office, where, what, { ...call, body });
    await expectProblem(answered, 422, "key_reused");
  }
  expect((await office.read(other)).history).toHaveLength(1);
});

test("what changed nothing does not use its key up", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const call = { body: { note: "n" }, key: "k-1" };
  expect((await post(office, ref, "note", { ...call, match: 7 })).status).toBe(412);
  expect((await post(office, ref, "note", { ...call, match: 1 })).status).toBe(200);
});

test("a move that is not allowed is refused by its code and recorded once", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const refuse = async (body: object, reason: string, key: string) => {
    const answered = await post(office, ref, "move", { body, match: 1, key });
    const said = await expectProblem(answered, 409, "move_refused");
    expect(said.reason).toBe(reason);
  };
  await refuse({ to: "mended" }, "not_allowed", "k1");
  await refuse({ to: "mended" }, "not_allowed", "k1");
  await refuse({ to: "cancelled" }, "not_yours", "k2");
  await refuse({ to: "refused" }, "reason_missing", "k3");
  await refuse({ to: "refused", reason: "whim" }, "reason_unknown", "k4");
  await refuse({ to: "canary" }, "unknown_status", "k5");
  const { history, status, version } = await office.read(ref);
  expect({ status, version }).toEqual({ status: "received", version: 1 });
  const lines = history
    .slice(1)
    .map((line: Record<string, unknown>) => [line["action"], line["to"], line["reason"]]);
  expect(lines).toEqual([
    ["refuse", "mended", "not_allowed"],
    ["refuse", "cancelled", "not_yours"],
    ["refuse", "refused", "reason_missing"],
    ["refuse", "refused", "reason_unknown"],
    ["refuse", null, "unknown_status"],
  ]);
  expect(await office.change(ref, "move", { to: "refused", reason: "private" }, 1)).toMatchObject({
    status: "refused",
    deadline: null,
  });
});

test("only officers who work here are assigned to, and nobody is asked once it is closed", async () => {
  const office = await openOffice();
  const ref = await office.open();
  await office.store.commit(endStaff({ id: "officer2", at: office.time.now }));
  for (const to of ["officer2", "auditor", "nobody-known"]) {
    const answered = await post(office, ref, "assign", { body: { to }, match: 1 });
    await expectProblem(answered, 409, "no_such_officer");
  }
  expect((await office.read(ref)).assigned).toBeNull();
  await office.change(ref, "move", { to: "refused", reason: "county" }, 1);
  const asked = await post(office, ref, "ask", { body: { question: "q?" }, match: 2 });
  await expectProblem(asked, 409, "closed");
});

test("a change without its headers is refused before it is read", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const body = { note: "n" };
  for (const key of [null, "", "a b", "x".repeat(201), "ü"]) {
    const answered = await post(office, ref, "note", { body, match: 1, key });
    await expectProblem(answered, 400, "key_missing");
  }
  for (const match of [null, "", "*", " * "]) {
    const answered = await post(office, ref, "note", { body, match });
    await expectProblem(answered, 428, "version_missing");
  }
  expect((await office.read(ref)).history).toHaveLength(1);
});

test("a body that is not what it must be is refused, and never echoed", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const bodies: [string, unknown][] = [
    ["note", { note: "n", canary: 1 }],
    ["note", { note: 5 }],
    ["note", { note: " " }],
    ["note", { note: `canary${"x".repeat(1000)}` }],
    ["note", { note: "canary\u202e" }],
    ["note", '{"note":"canary'],
    ["note", "[]"],
    ["note", "null"],
    ["ask", { question: `canary ${"x".repeat(120)}` }],
    ["ask", { question: "canary 😀" }],
    ["ask", { question: "canary\nline" }],
    ["move", { to: "Canary!" }],
    ["move", { to: "assigned", status: "canary" }],
    ["assign", {}],
    ["assign", { to: { canary: 1 } }],
  ];
  for (const [what, body] of bodies) {
    const answered = await post(office, ref, what, { body, match: 1 });
    const said = await expectProblem(answered, 400, "unreadable");
    expect(JSON.stringify(said)).not.toContain("canary");
  }
  const large = { body: { note: "x".repeat(17_000) }, match: 1 };
  await expectProblem(await post(office, ref, "note", large), 413, "too_large");
  const form = { body: "note=n", match: 1, headers: { "content-type": "text/plain" } };
  await expectProblem(await post(office, ref, "note", form), 415, "not_json");
  expect((await office.read(ref)).history).toHaveLength(1);
});

test("a fault of ours is a problem without words of its own, and is logged without data", async () => {
  const office = await openOffice();
  const ref = await office.open();
  // Answers that open, and are none: the engine's own words for it repeat them.
  const at = { table: "requests", column: "answers", row: "request-1" };
  const sealed = office.vault.seal({ at, now: AT, plain: "canary" });
  await office.raw("update requests set answers = ?", sealed);
  const answered = await office.call("GET", `/api/v1/requests/${ref}`);
  expect(Object.keys(await expectProblem(answered, 500, "internal"))).toEqual([
    "type",
    "title",
    "status",
  ]);
  expect(office.log).toHaveLength(1);
  expect(office.log[0]).toContain('"where":"api"');
  expect(office.log[0]).not.toContain("canary");
});

test("notes, questions, kept answers, numbers and tokens are nowhere in the database or the log", async () => {
  const office = await openOffice();
  const ref = await office.open({ ...ANSWERS, place: "canary place" });
  await office.change(ref, "note", { note: "canary note" }, 1);
  await office.change(ref, "ask", { question: "canary question" }, 2);
  await office.change(ref, "move", { to: "assigned", note: "canary reason" }, 3);
  await office.read(ref);
  const looked = async () => {
    const bytes = await office.stored();
    const words = ["canary", "secret illness", PHONE, ...office.tokens.values(), "umoja"];
    // What an answer says that is kept.
    words.push('"status_at"');
    return words.filter((word) => bytes.includes(word));
  };
  expect(await looked()).toEqual([]);
  expect(office.log).toEqual([]);
  // The search does find what lies in the clear.
  await office.raw("update people set language = 'canary'");
  expect(await looked()).toEqual(["canary"]);
});

test("kept answers go with the purge, a day later", async () => {
  const office = await openOffice();
  await office.change(await office.open(), "note", { note: "n" }, 1);
  const kept = () => office.raw("select 1 as one from idempotency");
  const monotonic = () => office.time.now;
  const purge = openPurge({ store: office.store, clock: () => office.time.now, monotonic });
  office.time.now += DAY - 1;
  await purge();
  expect(await kept()).toHaveLength(1);
  office.time.now += 1;
  await purge();
  expect(await kept()).toEqual([]);
});

test("a key that comes with another version is another call", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const noted = await post(office, ref, "note", { body: { note: "n" }, match: 1, key: "one" });
  expect(noted.status).toBe(200);
  const again = await post(office, ref, "note", { body: { note: "n" }, match: 2, key: "one" });
  await expectProblem(again, 422, "key_reused");
});

test("a question asks for no PIN and holds no link, since it comes from the county", async () => {
  const office = await openOffice();
  const ref = await office.open();
  for (const question of ["Pay at http://a.example/x", "See a.ke today", "Send us your PIN"]) {
    const answered = await post(office, ref, "ask", { body: { question }, match: 1 });
    expect(answered.status).toBe(400);
  }
});

test("once its citizen objected, who helped asks nothing, gets it from nobody and is offered no move", async () => {
  const office = await openOffice();
  const ref = await office.open(ANSWERS, { helper: "officer" });
  await office.change(ref, "assign", { to: "officer" }, 1);
  await office.change(ref, "ask", { question: "Which gate?" }, 2);
  expect((await office.read(ref)).moves).toEqual([]);
  const request = await findByRef(office.store, { ref });
  if (request === null) throw new Error("no request");
  const objecting = { request, actor: "person:p1", at: office.time.now };
  expect((await office.store.commit(object(office.release, objecting))).done).toBe(true);
  // It is nobody's now.
  expect(await office.read(ref)).toMatchObject({ assigned: null, question: null, priority: 2 });
  const refused = async (what: string, body: object, role: Call["role"]) => {
    const answered = await post(office, ref, what, { body, match: 4, ...(role && { role }) });
    await expectProblem(answered, 409, "own_help");
  };
  await refused("ask", { question: "Are you sure?" }, "officer");
  await refused("assign", { to: "officer" }, "administrator");
  await office.change(ref, "assign", { to: "officer2" }, 4, { role: "administrator" });
  const token = office.tokens.get("officer2") ?? null;
  expect((await office.read(ref, { token })).moves).not.toEqual([]);
  await office.change(ref, "ask", { question: "Did you agree?" }, 5, { token });
});
