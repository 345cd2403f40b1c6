import fc from "fast-check";
import { expect, test } from "vitest";
import { escalate } from "../../src/actions/escalate.ts";
import { findByRef } from "../../src/requests/state.ts";
import { ANSWERS, AT, expectProblem, openOffice, PHONE, type Office } from "./office.ts";

const DAY = 86_400_000;

async function list(office: Office, query = "", role: "officer" | "auditor" = "officer") {
  const answered = await office.call("GET", `/api/v1/requests${query}`, { role });
  const said = await answered.text();
  expect(answered.status, said).toBe(200);
  return JSON.parse(said);
}

const refs = (page: { requests: { ref: string }[] }) => page.requests.map(({ ref }) => ref);

test("a list shows what is in the clear, and nothing of the citizen", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const page = await list(office);
  expect(page).toEqual({
    requests: [
      {
        ref,
        service: "report",
        status: "received",
        status_at: "2026-11-23T06:00:00.000Z",
        opened_at: "2026-11-23T06:00:00.000Z",
        priority: 0,
        version: 1,
        assigned: null,
        deadline: "2026-11-24T06:00:00.000Z",
        overdue: false,
        late: null,
        assisted_by: null,
        objected: null,
      },
    ],
    next: null,
  });
});

test("a list is narrowed by service, status, ward, officer and deadline", async () => {
  const office = await openOffice();
  const umoja = await office.open();
  const amani = await office.open({ ...ANSWERS, ward: "amani" });
  const old = await office.open(ANSWERS, { at: AT - 2 * DAY });
  await office.change(amani, "assign", { to: "officer" }, 1);
  await office.change(umoja, "move", { to: "assigned" }, 1);
  expect(refs(await list(office, "?service=report"))).toEqual([old, umoja, amani]);
  expect(refs(await list(office, "?status=assigned"))).toEqual([umoja]);
  expect(refs(await list(office, "?ward=amani"))).toEqual([amani]);
  expect(refs(await list(office, "?assigned=me"))).toEqual([amani]);
  expect(refs(await list(office, "?assigned=officer"))).toEqual([amani]);
  expect(refs(await list(office, "?assigned=me", "auditor"))).toEqual([]);
  expect(refs(await list(office, "?assigned=nobody"))).toEqual([old, umoja]);
  expect(refs(await list(office, "?overdue=true"))).toEqual([old]);
  expect(refs(await list(office, "?status=received&ward=umoja&assigned=nobody"))).toEqual([old]);
});

test("pages follow on each other while others are opened: none is skipped, none comes twice", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 6 }),
      fc.nat({ max: 3 }),
      async (instants, limit, between) => {
        const office = await openOffice();
        const there: string[] = [];
        for (const instant of instants)
          there.push(await office.open(ANSWERS, { at: AT + instant }));
        const seen: string[] = [];
        let query: string | null = "";
        while (query !== null) {
          const page: { requests: { ref: string }[]; next: string | null } = await list(
            office,
            `?limit=${limit}${query}`,
          );
          seen.push(...refs(page));
          query = page.next === null ? null : `&cursor=${page.next}`;
          if (seen.length <= there.length) {
            for (let place = 0; place < between; place++)
              await office.open(ANSWERS, { at: AT + 4 });
          }
        }
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.filter((ref) => there.includes(ref)).toSorted()).toEqual(there.toSorted());
      },
    ),
    { numRuns: 15 },
  );
});

test("what a reopened request has waited for puts it ahead", async () => {
  const office = await openOffice();
  const first = await office.open();
  const second = await office.open();
  await office.change(second, "move", { to: "assigned" }, 1);
  await office.change(second, "move", { to: "mended" }, 2);
  const { priority } = await office.change(second, "move", { to: "reopened" }, 3);
  expect(priority).toBe(1);
  expect(refs(await list(office))).toEqual([second, first]);
});

test("a deadline that the clock acted on is seen in lists, in the request and in its history, until it is moved", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const other = await office.open(ANSWERS, { at: AT - 1 });
  office.time.now = AT + 2 * DAY;
  // Both have passed; only of one it has been acted on.
  const request = await findByRef(office.store, { ref });
  if (request === null) throw new Error("not there");
  const change = { request, actor: "clock", at: office.time.now };
  const contact = { contact: null, answers: ANSWERS, given: {} };
  await office.store.commit(escalate(office.vault, office.release, change, contact));
  const late = "2026-11-25T06:00:00.000Z";
  const page = await list(office, "?overdue=true");
  expect(page.requests).toMatchObject([
    { ref, priority: 1, overdue: true, late },
    { ref: other, priority: 0, overdue: true, late: null },
  ]);
  const shown = await office.read(ref);
  expect(shown).toMatchObject({ late, overdue: true, version: 2 });
  expect(shown.history.at(-1)).toMatchObject({
    at: late,
    by: { kind: "clock", id: null, name: null },
    action: "late",
    from: "received",
    to: "received",
  });
  expect(await office.change(ref, "assign", { to: "officer" }, 2)).toMatchObject({ late });
  expect(await office.change(ref, "move", { to: "assigned" }, 3)).toMatchObject({
    late: null,
    overdue: false,
  });
  expect(await office.read(ref)).toMatchObject({ late: null, priority: 1 });
});

test("one request is read whole, with labels in the language asked for", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const answered = await office.call("GET", `/api/v1/requests/${ref}?lang=en`);
  expect(answered.headers.get("etag")).toBe('"1"');
  expect(answered.headers.get("cache-control")).toBe("no-store");
  const shown = JSON.parse(await answered.text());
  expect(shown).toMatchObject({
    title: "Report",
    status_says: "received",
    phone: PHONE,
    question: null,
  });
  const answer = (name: string, label: string, value: string, says: string) => ({
    name,
    label,
    value,
    says,
    sensitive: name === "illness",
  });
  expect(shown.answers).toEqual([
    answer("what", "What", "water", "Water leak"),
    answer("ward", "Ward", "umoja", "Umoja"),
    answer("place", "Place", "Near the gate", "Near the gate"),
    answer("illness", "Illness", "a secret illness", "a secret illness"),
    answer("contact", "Contact", "call", "Yes"),
  ]);
  expect(shown.moves).toEqual([
    { to: "assigned", says: "assigned", reasons: [], gives: [] },
    {
      to: "refused",
      says: "refused",
      reasons: [
        { code: "private", says: "private land" },
        { code: "county", says: "not the county's" },
      ],
      gives: [],
    },
  ]);
  expect(shown.history).toHaveLength(1);
  expect(shown.history[0]).toMatchObject({
    action: "submit",
    to: "received",
    by: { kind: "citizen", id: null, name: null },
  });

  // The channel's first language without one, and instead of one that it does not speak.
  for (const query of ["", "?lang=sw", "?lang=fr"]) {
    const swahili = JSON.parse(
      await (await office.call("GET", `/api/v1/requests/${ref}${query}`)).text(),
    );
    expect(swahili).toMatchObject({ title: "Ripoti", status_says: "imepokelewa" });
    expect(swahili.answers[0]).toMatchObject({ label: "Nini", says: "Maji" });
  }
});

test("the number is shown to officers only, and never against the citizen's word", async () => {
  const office = await openOffice();
  const call = await office.open();
  const hide = await office.open({ ...ANSWERS, contact: "hide" });
  expect((await office.read(call)).phone).toBe(PHONE);
  expect((await office.read(hide)).phone).toBeNull();
  for (const role of ["administrator", "auditor"] as const) {
    expect((await office.read(call, { role })).phone).toBeNull();
  }
});

test("without its release a request is shown in bare codes, and only to officers in full", async () => {
  const office = await openOffice();
  const ref = await office.open(ANSWERS, { release: "gone" });
  const shown = await office.read(ref);
  expect(shown).toMatchObject({ title: "report", status_says: "received", moves: [] });
  expect(shown.answers).toContainEqual({
    name: "place",
    label: null,
    value: "Near the gate",
    says: "Near the gate",
    // Nobody can say that it is not.
    sensitive: true,
  });
  const audited = JSON.stringify(await office.read(ref, { role: "auditor" }));
  for (const secret of ["a secret illness", "Near the gate"]) expect(audited).not.toContain(secret);
  const moved = await office.call("POST", `/api/v1/requests/${ref}/move`, {
    body: { to: "assigned" },
    match: 1,
  });
  await expectProblem(moved, 409, "release_gone");
});

test("who am I, who works here, and what services there are", async () => {
  const office = await openOffice();
  const said = async (path: string, role: "operator" | "auditor" = "auditor") =>
    JSON.parse(await (await office.call("GET", path, { role })).text());
  expect(await said("/api/v1/me", "operator")).toEqual({
    id: "operator",
    name: "the operator",
    role: "operator",
  });
  const { staff } = await said("/api/v1/staff");
  expect(staff).toContainEqual({
    id: "officer2",
    name: "officer two",
    role: "officer",
    ended_at: null,
  });
  const { services } = await said("/api/v1/services?lang=en", "operator");
  expect(services[0]).toMatchObject({ service: "report", title: "Report" });
  const mended = services[0].statuses.find((each: { status: string }) => each.status === "mended");
  // Only what officers may make of it: the rest is the citizen's and the clock's.
  expect(mended).toMatchObject({ end: false, moves: [{ to: "reopened" }] });
});

test("an unknown reference, path, filter or cursor is a problem", async () => {
  const office = await openOffice();
  await expectProblem(await office.call("GET", "/api/v1/requests/10000007"), 404, "not_found");
  await expectProblem(await office.call("GET", "/api/v1/nothing"), 404, "not_found");
  const cursorOf = (place: unknown) => Buffer.from(JSON.stringify(place)).toString("base64url");
  expect((await list(office, `?cursor=${cursorOf([0, AT, "x"])}`)).requests).toEqual([]);
  for (const cursor of [
    "canary",
    "",
    `${cursorOf([0, AT, "x"])}!`,
    cursorOf([2 ** 31, AT, "x"]),
    cursorOf([0, -2, "x"]),
    cursorOf([0, AT, "x".repeat(100)]),
    cursorOf([0, AT]),
    cursorOf({ priority: 0 }),
  ]) {
    const answered = await office.call("GET", `/api/v1/requests?cursor=${cursor}`);
    expect(JSON.stringify(await expectProblem(answered, 400, "cursor_unknown"))).not.toContain(
      "canary",
    );
  }
  for (const query of [
    "colour=canary",
    "limit=0",
    "limit=101",
    "limit=1e2",
    "overdue=canary",
    "status=canary&status=canary",
    "service=Canary",
    `cursor=${"a".repeat(201)}`,
  ]) {
    const answered = await office.call("GET", `/api/v1/requests?${query}`);
    const said = await expectProblem(answered, 400, "unreadable");
    expect(JSON.stringify(said)).not.toMatch(/canary/i);
    expect(said.errors.length).toBeGreaterThan(0);
  }
});

test("a filter that names nothing there is is a problem, not an empty list that reads as no work", async () => {
  const office = await openOffice();
  const unknown = async (query: string, ...at: string[]) => {
    const answered = await office.call("GET", `/api/v1/requests?${query}`);
    const said = await expectProblem(answered, 400, "filter_unknown");
    expect(said.errors).toEqual(at.map((name) => ({ at: `query/${name}`, what: "unknown" })));
    expect(JSON.stringify(said)).not.toContain("canary");
  };
  await unknown("service=canary", "service");
  await unknown("status=canary", "status");
  await unknown("ward=canary", "ward");
  // An answer to something else.
  await unknown("ward=water", "ward");
  await unknown("assigned=canary", "assigned");
  await unknown("service=report&ward=canary&status=canary", "status", "ward");
  // What is in the menus, or works here, is known though nothing is found.
  for (const query of [
    "service=report&status=closed&ward=amani",
    "assigned=officer2",
    "assigned=me",
    "assigned=nobody",
    "overdue=true",
  ]) {
    expect((await list(office, `?${query}`)).requests).toEqual([]);
  }
});

test("what only an older release knew is known while a request bears it", async () => {
  const office = await openOffice();
  await office.open({ ...ANSWERS, ward: "old ward" });
  await office.raw("update requests set service = 'old_service', status = 'old_status'");
  for (const query of ["service=old_service", "status=old_status", "ward=old%20ward"]) {
    expect((await list(office, `?${query}`)).requests).toHaveLength(1);
    expect((await list(office, `?${query}&assigned=officer`)).requests).toEqual([]);
  }
});
