/** Callers that are hasty, careless or hostile. */
import { expect, test } from "vitest";
import { endStaff } from "../../src/staff/staff.ts";
import { expectProblem, openOffice, type Call, type Office } from "./office.ts";

const post = (office: Office, ref: string, what: string, call: Call) =>
  office.call("POST", `/api/v1/requests/${ref}/${what}`, call);

/** Runs `meanwhile` once, when the next read of a statement has been made. */
function afterRead(office: Office, name: string, meanwhile: () => Promise<unknown>) {
  const read = office.store.read.bind(office.store);
  let waits = true;
  office.store.read = async (statement, values) => {
    const rows = await read(statement, values);
    if (waits && statement.name === name) {
      waits = false;
      await meanwhile();
    }
    return rows;
  };
}

test("a call that comes again while its first one is being done is answered as that one", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const call = { body: { note: "once" }, match: 1, key: "k-1" };
  let first = "";
  // The second one has found no answer kept when the first one is done.
  afterRead(office, "answers.find", async () => {
    first = await (await post(office, ref, "note", call)).text();
  });
  const second = await post(office, ref, "note", call);
  expect([second.status, await second.text()]).toEqual([200, first]);
  expect((await office.read(ref)).history).toHaveLength(2);
});

test("of two calls with one key at once one is done, and the other is told whose key it is", async () => {
  const office = await openOffice();
  const [ref, other] = [await office.open(), await office.open()];
  const both = await Promise.all([
    post(office, ref, "note", { body: { note: "one" }, match: 1, key: "k-1" }),
    post(office, other, "note", { body: { note: "two" }, match: 1, key: "k-1" }),
  ]);
  expect(both.map(({ status }) => status)).toEqual([200, 422]);
  expect((await office.read(other)).history).toHaveLength(1);
});

test("whoever is ended while their change is under way has changed nothing", async () => {
  const office = await openOffice();
  const [ref, other] = [await office.open(), await office.open()];
  const end = () => office.store.commit(endStaff({ id: "officer2", at: office.time.now }));
  const token = office.tokens.get("officer2") ?? null;
  afterRead(office, "requests.by_ref", end);
  const answered = await post(office, ref, "note", { body: { note: "n" }, match: 1, token });
  await expectProblem(answered, 401, "no_token");
  expect((await office.read(ref)).version).toBe(1);
  expect((await office.read(other)).version).toBe(1);
});

test("of a bulk under way when its officer is ended nothing more is moved", async () => {
  const office = await openOffice();
  const refs = [await office.open(), await office.open()];
  const token = office.tokens.get("officer2") ?? null;
  afterRead(office, "requests.by_ref", () =>
    office.store.commit(endStaff({ id: "officer2", at: office.time.now })),
  );
  const body = { to: "assigned", requests: refs.map((ref) => ({ ref, version: 1 })) };
  const answered = await office.call("POST", "/api/v1/requests/move", { body, token });
  await expectProblem(answered, 401, "no_token");
  const moved = await Promise.all(refs.map(async (ref) => (await office.read(ref)).version));
  // Those that were on the disk before it are: here none was.
  expect(moved).toContain(1);
});

test("a path that is there says which methods it has; HEAD is GET without its body", async () => {
  const office = await openOffice();
  const ref = await office.open();
  for (const [method, path, allow] of [
    ["DELETE", "/api/v1/requests", "GET, HEAD"],
    ["PUT", `/api/v1/requests/${ref}`, "GET, HEAD"],
    ["GET", `/api/v1/requests/${ref}/note`, "POST"],
    ["PATCH", `/api/v1/requests/${ref}/move`, "POST"],
    // A reference could stand where the bulk's word does.
    ["PUT", "/api/v1/requests/move", "GET, HEAD, POST"],
    ["OPTIONS", "/api/v1/me", "GET, HEAD"],
    ["POST", "/openapi.json", "GET, HEAD"],
  ] as const) {
    for (const token of [undefined, null]) {
      const answered = await office.call(method, path, token === null ? { token } : {});
      expect(answered.headers.get("allow"), `${method} ${path}`).toBe(allow);
      await expectProblem(answered, 405, "no_such_method");
    }
  }
  for (const path of [`/api/v1/requests/${ref}/nothing`, "/api/v1", "/api/v1/me/", "/api/v1//me"]) {
    const answered = await office.call("GET", path);
    expect(answered.headers.get("allow")).toBeNull();
    await expectProblem(answered, 404, "not_found");
  }
  const head = await office.call("HEAD", `/api/v1/requests/${ref}`);
  expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([200, '"1"', ""]);
  expect((await office.call("HEAD", `/api/v1/requests/${ref}`, { token: null })).status).toBe(401);
});

test("a reference is taken as the path encodes it, and nothing that is not one is looked up", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const encoded = [...ref].map((digit) => `%3${digit}`).join("");
  expect((await office.call("GET", `/api/v1/requests/${encoded}`)).status).toBe(200);
  for (const odd of [
    `${ref}%2F`,
    `${ref}%00`,
    `${ref}%0a`,
    "%zz",
    "%ff",
    "٤٨٢١٠٣٧٢",
    "..%2f1",
    "1e7",
  ]) {
    const answered = await office.call("GET", `/api/v1/requests/${odd}`);
    await expectProblem(answered, 400, "unreadable");
  }
});

test("only JSON is read as JSON", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const body = JSON.stringify({ note: "n" });
  for (const type of [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/json",
    "application/jsonx",
    "application/json-patch",
  ]) {
    const headers = { "content-type": type };
    const answered = await post(office, ref, "note", { body, match: 1, headers });
    await expectProblem(answered, 415, "not_json");
  }
  const bare = await office.api.request(`/api/v1/requests/${ref}/note`, {
    method: "POST",
    body: new TextEncoder().encode(body),
    headers: {
      authorization: `Bearer ${office.tokens.get("officer")}`,
      "idempotency-key": "bare",
      "if-match": '"1"',
    },
  });
  await expectProblem(bare, 415, "not_json");
  expect((await office.read(ref)).version).toBe(1);
  const headers = { "content-type": "Application/JSON; charset=utf-8" };
  expect((await post(office, ref, "note", { body, match: 1, headers })).status).toBe(200);
});

test("JSON that is broken, deep, or means to change what an object is, changes nothing", async () => {
  const office = await openOffice();
  const ref = await office.open();
  for (const body of [
    "",
    " ",
    "{",
    '{"note":"n"}}',
    "[".repeat(16_000),
    `${"[".repeat(8_000)}${"]".repeat(8_000)}`,
    `{"note":${'{"note":'.repeat(1_500)}1${"}".repeat(1_500)}}`,
    '{"note":"n","__proto__":{"a":1}}',
    '{"note":"n","constructor":{}}',
    '{"note":"\\ud800"}',
    '{"note":"n\\u0000"}',
    '{"note":NaN}',
    "{'note':'n'}",
  ]) {
    const answered = await post(office, ref, "note", { body, match: 1 });
    await expectProblem(answered, 400, "unreadable");
  }
  expect((await office.read(ref)).version).toBe(1);
  expect(office.log).toEqual([]);
  // As JSON has it: of a field that stands twice the last one counts.
  const twice = { body: '{"note":"first","note":"last"}', match: 1 };
  expect((await post(office, ref, "note", twice)).status).toBe(200);
  expect((await office.read(ref)).history.at(-1)).toMatchObject({ note: "last" });
});

test("letters of every script come back as they were written", async () => {
  const office = await openOffice();
  const ref = await office.open();
  for (const [place, note] of [
    "Ŵaĩrimũ – ñandú",
    "日本語",
    "e\u0301",
    "👩\u{1F3FD}",
    "a\tb\nc",
  ].entries()) {
    await office.change(ref, "note", { note }, place + 1);
    expect((await office.read(ref)).history.at(-1)).toMatchObject({ note });
  }
});
