/** A whole server on PostgreSQL, as citizens and supervisors see it when the database goes away. */
import { expect, onTestFinished, test } from "vitest";
import { openPostgresServer } from "../store/postgres-server.ts";
import { ask, waitForNobody, waitNoLonger } from "../store/standby.ts";
import { testDatabase } from "../store/database.ts";
import { systemClock } from "../../src/base/clock.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { decided, makeCurrent, suspend } from "../../src/session/operate.ts";
import { openStore } from "../../src/store/open.ts";
import { dial, edit, openTrial, trialFolder } from "./trial.ts";

const IN_ENGLISH = "Mfano County";

test("the database server is killed: an apology, 503, and it goes on by itself once it is there", async () => {
  const server = await openPostgresServer();
  onTestFinished(() => server.close());
  const database = { url: server.url("postgres"), standby: false };
  const trial = await openTrial({ database });
  const ready = async () => (await fetch(`${trial.url}/health/ready`)).status;
  expect(trial.lines.of("database")).toMatchObject([{ fsync: "on", synchronous_commit: "on" }]);
  expect((await dial(trial.port, "s1")).body).toMatch(/^CON /);
  const kept = await dial(trial.port, "s1", "2");
  expect(kept.body).toMatch(/^CON /);
  expect(await ready()).toBe(200);

  await server.kill();
  const lost = await dial(trial.port, "s2");
  expect(lost).toMatchObject({ status: 200, body: expect.stringMatching(/^END /) });
  expect(trial.lines.of("fault").at(-1)).toMatchObject({ errorCode: "unreachable" });
  expect(await ready()).toBe(503);

  await server.start();
  await expect.poll(ready, { timeout: 30_000 }).toBe(200);
  expect((await dial(trial.port, "s2")).body).toMatch(/^CON /);
  // The same callback again has the reply that was stored before.
  expect((await dial(trial.port, "s1", "2")).body).toBe(kept.body);
  expect(trial.lines.of("reach").map(({ there }) => there)).toEqual([false, true]);
  expect(trial.fatal).toEqual([]);
  // Nothing that was said has the password.
  const { password } = new URL(database.url);
  expect(trial.lines.text() + trial.told.join("")).not.toContain(password);
  await trial.stop();
});

test.each([
  ["the role has another password", "role trial password", "'p'", "'another'"],
  ["the database lets nobody in", "database trial allow_connections", "true", "false"],
])(
  "%s, under a running node: an apology, 503, and it goes on by itself",
  async (_what, setting, right, wrong) => {
    const server = await openPostgresServer();
    onTestFinished(() => server.close());
    await ask(server, "create role trial login password 'p'");
    await ask(server, "create database trial owner trial");
    const url = new URL(server.url("trial"));
    [url.username, url.password] = ["trial", "p"];
    const trial = await openTrial({ database: { url: url.href, standby: false } });
    const ready = async () => (await fetch(`${trial.url}/health/ready`)).status;
    const alter = (to: string) => ask(server, `alter ${setting} ${to}`);

    await alter(wrong);
    await ask(
      server,
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'trial'",
    );
    expect((await dial(trial.port, "s1")).body).toMatch(/^END /);
    expect(await ready()).toBe(503);
    await alter(right);
    await expect.poll(ready, { timeout: 30_000 }).toBe(200);
    expect((await dial(trial.port, "s1")).body).toMatch(/^CON /);
    await trial.stop();
  },
);

test("the standby that is waited for is away: an apology, 503, and it goes on by itself once it is there", async () => {
  const server = await openPostgresServer();
  onTestFinished(() => server.close());
  const trial = await openTrial({ database: { url: server.url("postgres"), standby: false } });
  const ready = async () => (await fetch(`${trial.url}/health/ready`)).status;
  await waitForNobody(server);
  expect(await dial(trial.port, "s1")).toMatchObject({
    status: 200,
    body: expect.stringMatching(/^END /),
  });
  expect(trial.lines.of("fault").at(-1)).toMatchObject({ errorCode: "unanswered" });
  await expect.poll(ready).toBe(503);
  await waitNoLonger(server);
  await expect.poll(ready, { timeout: 30_000 }).toBe(200);
  expect((await dial(trial.port, "s1")).body).toMatch(/^CON /);
  expect(trial.lines.of("reach").map(({ there }) => there)).toEqual([false, true]);
  await trial.stop();
});

test("a release and a suspension reach every node within seconds; a call stays on its release at any of them", async () => {
  const { place: database, ready } = testDatabase();
  await ready;
  const folder = trialFolder();
  const one = await openTrial({ folder, database, production: true });
  const other = await openTrial({ folder, database, production: true });
  await dial(one.port, "s1");
  expect((await dial(other.port, "s1", "2")).body).toContain(IN_ENGLISH);

  edit(folder, "channel.yaml", IN_ENGLISH, "Mpya County");
  const { vaultKeys, menus } = one.config;
  const store = await openStore({ place: database, serve: false, vaultKeys });
  onTestFinished(() => store.close());
  const files = await readFolder(menus);
  const { release } = buildRelease(files);
  if (release === null) throw new Error("not faultless");
  const by = { who: "operator", note: null };
  const needs = { store, clock: systemClock };
  await makeCurrent(needs, { files, release, since: await decided(store) }, by);
  let calls = 0;
  for (const { port } of [one, other]) {
    // The phone is known by now, so its language is not asked again.
    const shown = async () => (await dial(port, `n${++calls}`)).body;
    await expect.poll(shown, { timeout: 30_000 }).toContain("Mpya County");
  }
  expect((await dial(one.port, "s1", "2*0")).body).toContain(IN_ENGLISH);

  await suspend(needs, { service: "report", message: {} }, by);
  for (const { lines } of [one, other]) {
    await expect.poll(() => lines.of("decision"), { timeout: 30_000 }).toHaveLength(2);
  }
  expect((await dial(other.port, "s1", "2*0*3")).body).toContain("not available for now");
  await Promise.all([one.stop(), other.stop()]);
});
