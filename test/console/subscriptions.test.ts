import { expect, test } from "vitest";
import { openDeliverer } from "../../src/events/deliverer.ts";
import { SUBSCRIPTIONS_MAX } from "../../src/events/subscriptions.ts";
import type { Posting } from "../../src/connector/connector.ts";
import { purgeDeliveries, queueDeliveries } from "../../src/events/queue.ts";
import { UNWANTED_URLS } from "../base/urls.ts";
import { deliveriesOf } from "../events/agency.ts";
import { expectProblem, LOST, openOffice, type Call, type Office } from "./office.ts";

const PATH = "/api/v1/subscriptions";
const URL_WITH_KEY = "https://erp.agency.example/hooks/njia-path?key=sesame";
const BODY = { name: "the ERP", url: URL_WITH_KEY };
const DAY = 86_400_000;

/** An office whose administrator calls, and a deliverer that writes down what it would have posted. */
async function openAgencies() {
  const office = await openOffice();
  const posted: Posting[] = [];
  const state = { status: 204 };
  const deliverer = openDeliverer({
    store: office.store,
    vault: office.vault,
    clock: () => office.time.now,
    monotonic: () => office.time.now,
    random: office.random,
    connector: {
      post: async (posting) => {
        posted.push(posting);
        return { is: "answered", status: state.status, retryAfter: null };
      },
    },
  });
  const call = (method: string, path: string, given: Call = {}) =>
    office.call(method, path, { role: "administrator", ...given });
  const asked = async (method: string, path: string, given: Call = {}) => {
    const answered = await call(method, path, given);
    const text = await answered.text();
    expect(answered.status, text).toBe(200);
    return { body: JSON.parse(text), etag: answered.headers.get("etag"), text };
  };
  return {
    office,
    posted,
    state,
    deliverer,
    call,
    asked,
    subscribe: async (over: object = {}) =>
      (await asked("POST", PATH, { body: { ...BODY, ...over } })).body,
    idsOf: () => posted.map(({ headers }) => headers["webhook-id"]),
  };
}

/** Opens a request, with what the channel would have queued of it. */
async function open({ store, ...office }: Office): Promise<string> {
  const ref = await office.open();
  const sql = "select id from requests where ref = ?";
  const [{ id } = { id: "" }] = await office.raw<{ id: string }>(sql, ref);
  await store.commit([queueDeliveries({ request: id, service: "report" })]);
  return ref;
}

test("a subscription is made, its secret shown this once, and nobody sees where it leads", async () => {
  const { office, call, asked } = await openAgencies();
  const made = await asked("POST", PATH, { body: BODY, key: "make" });
  expect(made.body).toMatchObject({
    name: "the ERP",
    service: null,
    host: "erp.agency.example",
    version: 1,
    failures: 0,
    paused_until: null,
    ended_at: null,
    secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
  });
  const again = await asked("POST", PATH, { body: BODY, key: "make" });
  expect(again.text).toBe(made.text);
  for (const role of ["administrator", "auditor"] as const) {
    const list = await asked("GET", PATH, { role });
    const one = await asked("GET", `${PATH}/${made.body.id}`, { role });
    expect(one.etag).toBe('"1"');
    const { secret: _, ...without } = made.body;
    expect(one.body).toEqual(without);
    expect(list.body).toEqual({ subscriptions: [without] });
    for (const text of [list.text, one.text]) {
      for (const hidden of ["whsec_", "sesame", "njia-path"]) expect(text).not.toContain(hidden);
    }
  }
  const rows = await office.raw("select * from subscriptions");
  expect(rows).toHaveLength(1);
  const inClear = JSON.stringify(rows) + (await office.stored()).toString("latin1");
  for (const hidden of ["sesame", "njia-path", made.body.secret])
    expect(inClear).not.toContain(hidden);
  expect(office.log.join("")).not.toMatch(/whsec_|sesame/);
  await expectProblem(await call("GET", `${PATH}/nobody`), 404, "not_found");
});

test("an address that is not called later is refused at once, with why", async () => {
  const { call, asked } = await openAgencies();
  for (const [url, reason] of [
    ["http://agency.example/", "not_https"],
    ["https://127.0.0.1/", "private_address"],
    ["https://2130706433/", "private_address"],
    ["https://a:b@agency.example/", "userinfo"],
    ["https://agency.example:22/", "odd_port"],
    ["agency", "not_a_url"],
  ]) {
    const answered = await call("POST", PATH, { body: { ...BODY, url } });
    const said = await expectProblem(answered, 422, "address_refused");
    expect(said.reason).toBe(reason);
  }
  for (const url of UNWANTED_URLS.slice(0, 60)) {
    const answered = await call("POST", PATH, { body: { ...BODY, url } });
    expect([400, 422], url).toContain(answered.status);
  }
  expect((await asked("GET", PATH)).body).toEqual({ subscriptions: [] });
});

test("names, services and numbers of subscriptions have limits", async () => {
  const { call, subscribe } = await openAgencies();
  const post = (body: object) => call("POST", PATH, { body: { ...BODY, ...body } });
  for (const wrong of [{ name: "" }, { name: "x".repeat(81) }, { service: "No" }, { more: 1 }]) {
    await expectProblem(await post(wrong), 400, "unreadable");
  }
  await expectProblem(await post({ service: "weddings" }), 409, "no_such_service");
  for (let made = 0; made < SUBSCRIPTIONS_MAX; made++) await subscribe({ service: "report" });
  expect(await expectProblem(await post({}), 409, "too_many")).not.toHaveProperty("errors");
});

test("a secret is changed and a subscription ended on the version that was read", async () => {
  const { office, call, asked, subscribe, deliverer, posted } = await openAgencies();
  const made = await subscribe();
  const at = (what: string) => `${PATH}/${made.id}/${what}`;
  await expectProblem(await call("POST", at("rotate"), { body: {}, match: 7 }), 412, "stale");
  const missing = await call("POST", at("rotate"), { body: {} });
  await expectProblem(missing, 428, "version_missing");
  const rotated = await asked("POST", at("rotate"), { body: {}, match: 1, key: "rotate" });
  expect(rotated.body).toMatchObject({ version: 2, secret: expect.stringMatching(/^whsec_/) });
  expect(rotated.body.secret).not.toBe(made.secret);
  expect(rotated.etag).toBe('"2"');
  const again = await asked("POST", at("rotate"), { body: {}, match: 1, key: "rotate" });
  expect(again.text).toBe(rotated.text);
  await open(office);
  await deliverer.drain();
  expect(posted[0]?.headers["webhook-signature"]?.split(" ")).toHaveLength(2);
  expect(posted[0]?.url).toBe(URL_WITH_KEY);

  const ended = await asked("POST", at("end"), { body: {}, match: 2 });
  expect(ended.body).toMatchObject({ version: 3, ended_reason: "by_staff" });
  expect(ended.body).not.toHaveProperty("secret");
  for (const what of ["rotate", "end"]) {
    await expectProblem(await call("POST", at(what), { body: {}, match: 3 }), 409, "ended");
  }
  const replay = await call("POST", at("replay"), { body: { since: "2026-01-01T00:00:00Z" } });
  await expectProblem(replay, 409, "ended");
  await open(office);
  await deliverer.drain();
  expect(posted).toHaveLength(1);
  expect((await asked("GET", PATH)).body.subscriptions).toHaveLength(1);
});

test("deliveries are listed by state, and an event is sent again by its id", async () => {
  const { office, call, asked, subscribe, deliverer, state, idsOf } = await openAgencies();
  const { id } = await subscribe();
  const ref = await open(office);
  state.status = 500;
  await deliverer.drain();
  const list = async (query: string, role: "administrator" | "auditor" = "auditor") =>
    (await asked("GET", `${PATH}/${id}/deliveries${query}`, { role })).body;
  expect(await list("")).toEqual({ deliveries: [], next: null });
  const [waiting] = (await list("?state=pending")).deliveries;
  expect(waiting).toMatchObject({
    event: "request-1_1",
    ref,
    type: "njia.request.opened",
    attempts: 1,
    answer: "500",
    settled_at: null,
  });
  office.time.now += 4 * DAY;
  await deliverer.drain();
  expect((await list("")).deliveries).toMatchObject([{ event: "request-1_1", answer: "500" }]);

  state.status = 204;
  const replay = (body: object, key?: string) =>
    asked("POST", `${PATH}/${id}/replay`, { body, ...(key === undefined ? {} : { key }) });
  expect((await replay({ event: "request-1_1" }, "again")).body).toEqual({ queued: 1, next: null });
  await deliverer.drain();
  await replay({ event: "request-1_1" }, "again");
  await deliverer.drain();
  expect(idsOf()).toEqual(["request-1_1", "request-1_1", "request-1_1"]);
  expect(await list("")).toEqual({ deliveries: [], next: null });
  expect((await list("?state=delivered")).deliveries).toMatchObject([
    { attempts: 1, answer: "204" },
  ]);

  const unknown = ["request-1_2", "request-9_1", "x", "request-1_1 "];
  for (const event of unknown) {
    const answered = await call("POST", `${PATH}/${id}/replay`, { body: { event } });
    await expectProblem(answered, 404, "not_found");
  }
  for (const body of [
    {},
    { event: "a", since: "2026-01-01T00:00:00Z" },
    { cursor: "x" },
    { since: "x" },
  ]) {
    const answered = await call("POST", `${PATH}/${id}/replay`, { body });
    await expectProblem(answered, 400, "unreadable");
  }
  for (const path of ["deliveries?cursor=x", "deliveries?cursor=!"]) {
    await expectProblem(await call("GET", `${PATH}/${id}/${path}`), 400, "cursor_unknown");
  }
});

test("events of before are had a page at a time, each once, and none of what is no event", async () => {
  const { office, asked, subscribe, deliverer, idsOf, call } = await openAgencies();
  const count = 620;
  for (let made = 0; made < count; made++)
    await office.open(undefined, { at: office.time.now + (made % 7) });
  await office.change(await office.open(), "note", { note: "for colleagues" }, 1);
  const { id } = await subscribe({ service: "report" });
  await deliverer.drain();
  expect(idsOf()).toEqual([]);
  const since = new Date(office.time.now).toISOString();
  const replay = async (body: object) =>
    (await asked("POST", `${PATH}/${id}/replay`, { body })).body;
  const first = await replay({ since });
  expect(first).toMatchObject({ queued: 500, next: expect.any(String) });
  const second = await replay({ since, cursor: first.next });
  expect(second).toEqual({ queued: count + 1 - 500, next: null });
  const bad = await call("POST", `${PATH}/${id}/replay`, { body: { since, cursor: "zz" } });
  await expectProblem(bad, 400, "cursor_unknown");
  office.time.now += 1_000;
  await deliverer.drain();
  expect(idsOf()).toHaveLength(count + 1);
  expect(new Set(idsOf()).size).toBe(count + 1);
  const pages = [];
  for (let cursor = ""; ;) {
    const { body } = await asked("GET", `${PATH}/${id}/deliveries?state=delivered${cursor}`);
    pages.push(...body.deliveries.map(({ event }: { event: string }) => event));
    if (body.next === null) break;
    cursor = `&cursor=${body.next}`;
  }
  expect(new Set(pages)).toEqual(new Set(idsOf()));
  expect(pages).toHaveLength(count + 1);
  const later = new Date(office.time.now + DAY).toISOString();
  expect(await replay({ since: later })).toEqual({ queued: 0, next: null });
});

test("what was settled is kept for 30 days, and what waits for as long as it waits", async () => {
  const { office, subscribe, deliverer, state } = await openAgencies();
  await subscribe();
  await open(office);
  await deliverer.drain();
  state.status = 500;
  await open(office);
  await deliverer.drain();
  const purge = () => office.store.commit([purgeDeliveries(office.time.now)]);
  office.time.now += 30 * DAY - 1;
  expect(await purge()).toMatchObject({ done: false });
  office.time.now += 1;
  expect(await purge()).toEqual({ done: true });
  expect((await deliveriesOf(office.store)).map(({ state: left }) => left)).toEqual(["pending"]);
});

test("one whose key is lost hides no other, and can be ended", async () => {
  const { office, asked, call, subscribe } = await openAgencies();
  const lost = await subscribe({ name: "lost" });
  const other = await subscribe({ name: "other" });
  await office.raw("update subscriptions set target = ? where id = ?", LOST, lost.id);
  const { body } = await asked("GET", PATH);
  expect(
    body.subscriptions.map(({ id, host }: { id: string; host: string }) => [id, host]),
  ).toEqual([
    [lost.id, null],
    [other.id, "erp.agency.example"],
  ]);
  const rotated = await call("POST", `${PATH}/${lost.id}/rotate`, { body: {}, match: 1 });
  await expectProblem(rotated, 500, "not_opened");
  const ended = await asked("POST", `${PATH}/${lost.id}/end`, { body: {}, match: 1 });
  expect(ended.body).toMatchObject({ host: null, ended_reason: "by_staff", version: 2 });
  expect((await asked("GET", `${PATH}/${lost.id}`)).body).toEqual(ended.body);
});
