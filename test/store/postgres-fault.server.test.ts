/** Servers that go away, ways that are cut, and others in the way: what is acknowledged is kept, and nothing is done twice. */
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import type { ServerPlace } from "../../src/store/place.ts";
import { connectAlone } from "../../src/store/postgres/pool.ts";
import type { Store, StoreEvents } from "../../src/store/store.ts";
import { openWay } from "../fault/way.ts";
import { openCuttingProxy, type Cut } from "./cutting-proxy.ts";
import { add, allSettings, openTestStore, replace } from "./open.ts";
import { openPostgresServer } from "./postgres-server.ts";
import { VAULT_KEYS } from "./vault.ts";

async function opened(place: ServerPlace, events: StoreEvents = {}): Promise<Store> {
  const store = await openStore({ place, serve: true, vaultKeys: VAULT_KEYS, ...events });
  onTestFinished(() => store.close());
  return store;
}

function urlOf({ place }: ReturnType<typeof openTestStore>): URL {
  if (!("url" in place)) throw new Error("this is no server");
  return new URL(place.url);
}

/** A store whose way can be cut, on a database that another one looks into. */
async function openCut() {
  const direct = openTestStore();
  await direct.store.commit([]);
  const url = urlOf(direct);
  const proxy = await openCuttingProxy(Number(url.port));
  url.port = String(proxy.port);
  return { proxy, direct, store: await opened({ url: url.href, standby: false }) };
}

/** What a store says of its server, in order; `there` once it was found. */
function watched() {
  const reach: boolean[] = [];
  const there = Promise.withResolvers<void>();
  const onReach = (is: boolean) => {
    reach.push(is);
    if (is) there.resolve();
  };
  return { reach, there, onReach };
}

test("a server that is killed again and again has kept what was acknowledged, and the store goes on", async () => {
  const server = await openPostgresServer();
  onTestFinished(() => server.close());
  const { reach, there, onReach } = watched();
  const store = await opened({ url: server.url("postgres"), standby: false }, { onReach });
  const acknowledged: string[] = [];
  const faults = new Set<unknown>();
  let stop = false;
  onTestFinished(() => {
    stop = true;
  });
  const citizen = async (who: number) => {
    for (let dial = 0; !stop; dial++) {
      const name = `${who}.${dial}`;
      const committed = await store.commit([add(name)]).catch((error: unknown) => error);
      if (JSON.stringify(committed) === '{"done":true}') acknowledged.push(name);
      else faults.add((committed as { code?: unknown }).code); // or undefined, which the test refuses
    }
  };
  const citizens = Array.from({ length: 16 }, (_, who) => citizen(who));
  for (let life = 1; life <= 3; life++) {
    await expect.poll(() => acknowledged.length, { interval: 5 }).toBeGreaterThan(life * 300);
    await server.kill();
    await server.start();
  }
  await expect.poll(() => store.commit([]).catch(() => null)).toEqual({ done: true });
  stop = true;
  await Promise.all(citizens);
  const kept = new Set((await store.read(allSettings, {})).map(({ name }) => name));
  expect(acknowledged.filter((name) => !kept.has(name))).toEqual([]);
  for (const fault of faults) expect(["unreachable", "unanswered"]).toContain(fault);
  await there.promise;
  expect(reach.slice(0, 2)).toEqual([false, true]);
}, 120_000);

test("a server that is restarted while nobody asks is not noticed", async () => {
  const server = await openPostgresServer();
  onTestFinished(() => server.close());
  const store = await opened({ url: server.url("postgres"), standby: false });
  await store.commit([add("before")]);
  await server.stop();
  await server.start();
  expect(await store.read(allSettings, {})).toMatchObject([{ name: "before" }]);
  expect(await store.commit([add("after")])).toEqual({ done: true });
});

test("a server that is away fails what is asked after two seconds, and is found again by itself", async () => {
  const server = await openPostgresServer();
  onTestFinished(() => server.close());
  const { reach, there, onReach } = watched();
  const store = await opened({ url: server.url("postgres"), standby: false }, { onReach });
  await server.stop();
  const unreachable = { name: "StoreFault", code: "unreachable", fatal: false };
  await Promise.all([
    expect(store.commit([add("lost")])).rejects.toMatchObject(unreachable),
    expect(store.read(allSettings, {})).rejects.toMatchObject(unreachable),
  ]);
  expect(reach).toEqual([false]);
  await server.start();
  await there.promise;
  expect(await store.read(allSettings, {})).toEqual([]);
});

test.each([
  ["BEGIN", "before it arrives"],
  ["BEGIN", "after it was done"],
] as const)("a way cut at %s, %s, is taken anew, and it is done once", async (word, when) => {
  const { proxy, direct, store } = await openCut();
  proxy.cut(word, when);
  expect(await store.commit([add("once")])).toEqual({ done: true });
  expect(await direct.store.read(allSettings, {})).toHaveLength(1);
});

test("a transaction that the server ended before COMMIT was sent is run again", async () => {
  const { proxy, direct, store } = await openCut();
  // As a node learns it that stood still for longer than the server lets a transaction stand.
  proxy.cut("BEGIN", "when the server ends it");
  const one = store.commit([add("once")]);
  const standing =
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'";
  await expect.poll(() => direct.raw(standing)).toHaveLength(1);
  expect(await one).toEqual({ done: true });
  expect(await direct.store.read(allSettings, {})).toHaveLength(1);
});

test.each<[Cut, number]>([
  ["before it arrives", 0],
  ["after it was done", 1],
])(
  "a way cut at COMMIT, %s: nothing is acknowledged, and a repeat comes to one",
  async (when, rows) => {
    const { proxy, direct, store } = await openCut();
    proxy.cut("COMMIT", when);
    const both = [store.commit([add("one")]), store.commit([add("other")])];
    for (const committed of both) {
      await expect(committed).rejects.toMatchObject({ code: "unanswered", fatal: false });
    }
    expect(await direct.store.read(allSettings, {})).toHaveLength(rows * 2);
    const again = await store.commit([add("one")]);
    expect(again).toEqual(
      rows === 0 ? { done: true } : { done: false, why: "refused", code: "taken" },
    );
    expect(await store.read(allSettings, {})).toHaveLength(rows === 0 ? 1 : 2);
  },
);

test("a read whose way is cut is asked anew", async () => {
  const { proxy, store } = await openCut();
  await store.commit([add("there")]);
  proxy.cut("test.all", "after it was done");
  expect(await store.read(allSettings, {})).toMatchObject([{ name: "there" }]);
});

test("a row that somebody holds is waited for, and others go on meanwhile", async () => {
  const tested = openTestStore();
  const { store } = tested;
  await store.commit([add("held"), add("free")]);
  const other = new pg.Client({ connectionString: urlOf(tested).href });
  await other.connect();
  await other.query("begin; update settings set value = 'theirs' where name = 'held'");
  const waiting = store.commit([replace("held", "ours")]);
  expect(await store.commit([replace("free", "ours")])).toEqual({ done: true });
  await other.query("commit");
  await other.end();
  expect(await waiting).toEqual({ done: true });
  expect(await store.read(allSettings, {})).toMatchObject([{ value: "ours" }, { value: "ours" }]);
});

test("once a way was silent, no connection of before is used again", async () => {
  const direct = openTestStore();
  await direct.store.commit([]);
  const url = urlOf(direct);
  const way = await openWay(Number(url.port));
  onTestFinished(() => way.close());
  url.port = String(way.port);
  const store = await opened({ url: url.href, standby: false });
  // As many as take every lane.
  const commits = Array.from({ length: 200 }, (_, at) => store.commit([add(`n${at}`)]));
  await Promise.all([...commits, ...commits.map(() => store.read(allSettings, {}))]);
  way.silence();
  await expect(store.read(allSettings, {})).rejects.toMatchObject({ code: "unreachable" });
  way.mend();
  await expect.poll(() => store.commit([]).catch(() => null)).toEqual({ done: true });
  const again = commits.map(() => [store.commit([]), store.read(allSettings, {})]);
  expect(await Promise.all(again.flat())).toHaveLength(400);
});

test("a node that is lost inside a transaction holds nobody up for longer than they wait", async () => {
  const tested = openTestStore();
  const { store, place } = tested;
  await store.commit([add("held")]);
  if (!("url" in place)) throw new Error("this is no server");
  const lost = await connectAlone(place);
  onTestFinished(() => lost.end());
  await lost.query("begin; update settings set value = 'theirs' where name = 'held'");
  // It says nothing any more, and its connection stays.
  expect(await store.commit([replace("held", "ours")])).toEqual({ done: true });
  expect(await store.read(allSettings, {})).toMatchObject([{ value: "ours" }]);
});

test("a row that is held too long is a fault, and the store works again once it is free", async () => {
  const tested = openTestStore();
  const { store } = tested;
  await store.commit([add("held")]);
  const other = new pg.Client({ connectionString: urlOf(tested).href });
  await other.connect();
  await other.query("begin; update settings set value = 'theirs' where name = 'held'");
  await expect(store.commit([replace("held", "ours")])).rejects.toMatchObject({ code: "locked" });
  await other.end();
  expect(await store.commit([replace("held", "ours")])).toEqual({ done: true });
});

test("commits that take the same rows in another order are all done", async () => {
  const { store, place } = openTestStore();
  const names = ["a", "b", "c", "d"];
  await store.commit(names.map((name) => add(name)));
  if (!("url" in place)) throw new Error("this is no server");
  const other = await opened(place);
  const commits = Array.from({ length: 40 }, (_, at) => {
    const order = at % 2 === 0 ? names : names.toReversed();
    return (at % 4 < 2 ? store : other).commit(order.map((name) => replace(name, `${at}`)));
  });
  expect(new Set((await Promise.all(commits)).map(({ done }) => done))).toEqual(new Set([true]));
  const values = (await store.read(allSettings, {})).map(({ value }) => value);
  expect(new Set(values).size).toBe(1);
});

test.each([
  ["fsync", "unsynced"],
  ["full_page_writes", "torn"],
])("a server with %s off is refused", async (setting, code) => {
  const server = await openPostgresServer({ [setting]: "off" });
  onTestFinished(() => server.close());
  const place = { url: server.url("postgres"), standby: false };
  await expect(opened(place)).rejects.toMatchObject({ code });
});

test("a standby that is named and not there is waited for: nothing is acknowledged", async () => {
  const server = await openPostgresServer();
  onTestFinished(() => server.close());
  const place = { url: server.url("postgres"), standby: true };
  await expect(opened(place)).rejects.toMatchObject({ code: "alone" });
  const first = await opened({ ...place, standby: false });
  await first.close();
  const administrator = new pg.Client({ connectionString: place.url });
  await administrator.connect();
  onTestFinished(() => administrator.end());
  await administrator.query("alter system set synchronous_standby_names = 'other'");
  await administrator.query("select pg_reload_conf()");
  const store = await opened(place);
  const came = store.commit([add("alone")]).catch((error: unknown) => error);
  const waiting = "select pid from pg_stat_activity where wait_event = 'SyncRep'";
  await expect.poll(async () => (await administrator.query(waiting)).rowCount).toBe(1);
  // The server then says that it is committed, with a warning.
  await administrator.query(`select pg_cancel_backend(pid) from (${waiting}) as one`);
  expect(await came).toMatchObject({ code: "unanswered" });
});
