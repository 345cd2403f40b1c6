/** A server whose standby is away: it keeps every commit waiting, and says nothing. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { CANCEL } from "../../src/store/postgres/heard.ts";
import { connectAlone, takeTime } from "../../src/store/postgres/pool.ts";
import { openWay } from "../fault/way.ts";
import { add, allSettings, openBeside } from "./open.ts";
import { openPostgresServer } from "./postgres-server.ts";
import { stuckOn, waitForNobody, waitNoLonger } from "./standby.ts";
import { VAULT_KEYS } from "./vault.ts";

/** A store on a server that waits for a standby from now on which nobody has seen, and the way between them. */
async function openAlone() {
  const server = await openPostgresServer();
  onTestFinished(() => server.close());
  const way = await openWay(server.port);
  onTestFinished(() => way.close());
  const url = new URL(server.url("postgres"));
  url.port = String(way.port);
  // As of an operator who tells nodes apart by it.
  url.searchParams.set("application_name", "node_a");
  const reach: boolean[] = [];
  const store = await openStore({
    place: { url: url.href, standby: false },
    serve: true,
    vaultKeys: VAULT_KEYS,
    onReach: (there) => reach.push(there),
  });
  onTestFinished(() => store.close());
  await waitForNobody(server);
  const stuck = () => stuckOn(server);
  return { server, way, store, reach, stuck };
}

const UNANSWERED = { code: "unanswered" };
const SLOWLY = { timeout: 30_000 };

test("a commit that is not answered leaves nothing behind, and others fail at once until one is", async () => {
  const { server, store, reach, stuck } = await openAlone();
  const seen = new Set<number>();
  const first = store.commit([add("first")]).catch((error: unknown) => error);
  await expect.poll(stuck).toHaveLength(1);
  expect(await first).toMatchObject(UNANSWERED);
  await expect.poll(() => reach).toEqual([false]);

  await expect(store.commit([add("second")])).rejects.toMatchObject(UNANSWERED);
  // Reads go on; and the second one was never sent.
  expect(await store.read(allSettings, {})).toMatchObject([{ name: "first" }]);
  // The store asks again and again, and each time one waits at most.
  const looked = async () => {
    const now = await stuck();
    for (const pid of now) seen.add(pid);
    expect(now.length).toBeLessThan(2);
    return seen.size;
  };
  await expect.poll(looked, SLOWLY).toBe(3);
  expect(reach).toEqual([false]);

  await waitNoLonger(server);
  await expect.poll(() => reach, SLOWLY).toEqual([false, true]);
  expect(await store.commit([add("second")])).toEqual({ done: true });
});

test("what the server cannot be told while it is out of reach it is told when it is there again", async () => {
  const { server, way, store, reach, stuck } = await openAlone();
  const first = store.commit([add("first")]).catch((error: unknown) => error);
  await expect.poll(stuck).toHaveLength(1);
  const left = await stuck();
  way.silence();
  expect(await first).toMatchObject(UNANSWERED);
  // Nobody else has asked for anything.
  await expect.poll(() => reach, SLOWLY).toEqual([false]);
  expect(await stuck()).toEqual(left);
  way.mend();
  const isLeft = async () => (await stuck()).some((pid) => left.includes(pid));
  await expect.poll(isLeft, SLOWLY).toBe(false);
  await waitNoLonger(server);
  await expect.poll(() => store.commit([]).catch(() => null), SLOWLY).toEqual({ done: true });
});

test("a first start is refused while no commit is answered, and leaves nothing behind", async () => {
  const server = await openPostgresServer();
  onTestFinished(() => server.close());
  await waitForNobody(server);
  const place = { url: server.url("postgres"), standby: false };
  const start = () => openStore({ place, serve: true, vaultKeys: VAULT_KEYS });
  await expect(start()).rejects.toMatchObject(UNANSWERED);
  await expect.poll(() => stuckOn(server)).toEqual([]);
  await waitNoLonger(server);
  const store = await start();
  expect(await store.commit([add("first")])).toEqual({ done: true });
  await store.close();
});

test("a restart of the server is no answer", async () => {
  const { server, store, reach, stuck } = await openAlone();
  const first = store.commit([add("first")]).catch((error: unknown) => error);
  expect(await first).toMatchObject(UNANSWERED);
  await expect.poll(() => reach).toEqual([false]);
  await server.kill();
  await server.start();
  // The store asks by itself, and is kept waiting again.
  await expect.poll(stuck, SLOWLY).toHaveLength(1);
  expect(reach).toEqual([false]);
});

test("what a node that is lost has left waiting is ended by any other one, and nobody who takes their time", async () => {
  const { server, way, store, stuck } = await openAlone();
  const place = { url: server.url("postgres"), standby: false };
  const upgrading = await connectAlone(place);
  await takeTime(upgrading);
  const upgraded = upgrading.query("insert into settings values ('new', '')");
  await expect.poll(stuck).toHaveLength(1);
  const [atLeisure] = await stuck();
  const first = store.commit([add("first")]).catch((error: unknown) => error);
  await expect.poll(stuck).toHaveLength(2);
  // As of a machine that is gone: the server knows nothing of it.
  way.silence();
  expect(await first).toMatchObject(UNANSWERED);
  const left = (await stuck()).filter((pid) => pid !== atLeisure);
  expect(left).toHaveLength(1);

  const other = await openStore({ place, serve: true, vaultKeys: VAULT_KEYS });
  onTestFinished(() => other.close());
  await expect(other.commit([add("other")])).rejects.toMatchObject(UNANSWERED);
  const isLeft = async () => (await stuck()).some((pid) => left.includes(pid));
  await expect.poll(isLeft, SLOWLY).toBe(false);
  expect(await stuck()).toContain(atLeisure);
  await waitNoLonger(server);
  expect(await upgraded).toMatchObject({ rowCount: 1 });
  await upgrading.end();
  way.mend();
});

test("what somebody waits for still is ended by nobody, and is done once the standby has it", async () => {
  const { server, store, stuck } = await openAlone();
  const first = store.commit([add("first")]);
  await expect.poll(stuck).toHaveLength(1);
  const other = await openBeside({ url: server.url("postgres"), standby: false });
  onTestFinished(() => other.close());
  expect(await other.read(allSettings, {})).toEqual([]);
  expect(await stuck()).toHaveLength(1);
  await waitNoLonger(server);
  expect(await first).toEqual({ done: true });
});

/** A way that resets whoever brings a request to cancel, as what lets nothing through without TLS does. */
async function openStrictWay(to: number): Promise<number> {
  const strict = createServer((client) => {
    client.on("error", () => {});
    client.once("data", (first) => {
      if (first.readInt32BE(4) === CANCEL) return void client.resetAndDestroy();
      const upstream = connect(to, "127.0.0.1").on("error", () => {});
      upstream.write(first);
      client.pipe(upstream).pipe(client);
      client.on("close", () => upstream.destroy());
      upstream.on("close", () => client.destroy());
    });
  }).listen(0, "127.0.0.1");
  await once(strict, "listening");
  onTestFinished(() => void strict.close());
  return (strict.address() as AddressInfo).port; // not of a path
}

test("where the server cannot be told of what is given up, the store goes on all the same once commits are answered", async () => {
  const server = await openPostgresServer();
  onTestFinished(() => server.close());
  const url = new URL(server.url("postgres"));
  url.port = String(await openStrictWay(server.port));
  const place = { url: url.href, standby: false };
  const store = await openStore({ place, serve: true, vaultKeys: VAULT_KEYS });
  onTestFinished(() => store.close());
  await waitForNobody(server);
  // On both lanes, twice: as many as it may have connections.
  for (let times = 1; times <= 2; times++) {
    const one = store.commit([add(`one${times}`)]).catch((error: unknown) => error);
    await expect.poll(() => stuckOn(server)).toHaveLength(times * 2 - 1);
    const other = store.commit([add(`other${times}`)]).catch((error: unknown) => error);
    expect([await one, await other]).toMatchObject([UNANSWERED, UNANSWERED]);
  }
  await waitNoLonger(server);
  await expect.poll(() => store.commit([]).catch(() => null), SLOWLY).toEqual({ done: true });
});
