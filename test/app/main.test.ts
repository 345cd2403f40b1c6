import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { startFromShell, startMain } from "./child.ts";
import { beginHop, breakMenus, dial, trialFolder, TRIAL_NAME } from "./trial.ts";

test("without any settings it starts, tells a person what to do, and answers", async () => {
  const main = startMain(trialFolder());
  const { port, key } = await main.open();
  await dial(port, "s1", "", key);
  expect((await dial(port, "s1", "1", key)).body).toContain(TRIAL_NAME);
  main.kill("SIGINT");
  expect(await main.ended).toBe(0);
  expect(main.stderr()).toContain(`http://127.0.0.1:${port}`);
  expect(main.stderr()).toContain("Dial *384*99#");
  expect(main.stderr()).toContain("npm run dial");
  // All of stdout is one JSON document a line: `openLines` has parsed them.
  const events = main.lines.all().map(({ event }) => event);
  expect(events.join(" ")).toBe("release started hop hop stopping stopped");
  expect(main.lines.text()).not.toContain(key);
});

test("SIGTERM answers the hops in flight and ends with 0", async () => {
  const folder = trialFolder();
  const main = startMain(folder);
  const { port, key } = await main.open();
  const sessions = ["s1", "s2", "s3", "s4", "s5"];
  const finish = await Promise.all(sessions.map((id) => beginHop(port, id, key)));
  const stopping = main.lines.next("stopping");
  main.kill("SIGTERM");
  await stopping;
  // npm and the terminal both pass a signal on.
  main.kill("SIGTERM");
  for (const answer of await Promise.all(finish.map((each) => each()))) {
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain("\r\n\r\nCON ");
  }
  expect(await main.ended).toBe(0);
  expect(main.lines.of("stopped")).toMatchObject([{ clean: true }]);
  expect(main.lines.of("hop")).toHaveLength(sessions.length);

  expect(existsSync(join(folder, "data/njia.db-wal"))).toBe(false);
  const db = new Database(join(folder, "data/njia.db"), { readonly: true });
  expect(db.prepare("select sum(version) from sessions").pluck().get()).toBe(sessions.length);
  db.close();
});

test("neither half a head nor half a body keeps the stop from being clean", async () => {
  const folder = trialFolder();
  const main = startMain(folder);
  const { port, key } = await main.open();
  // The end of neither is ever sent.
  const half = connect(port, "127.0.0.1");
  half.write("POST /gateways/some/");
  await beginHop(port, "s1", key);
  await dial(port, "s2", "", key);
  main.kill("SIGTERM");
  expect(await main.ended).toBe(0);
  expect(main.lines.of("stopped")).toMatchObject([{ clean: true }]);
  expect(main.lines.of("hop")).toMatchObject([
    { outcome: "start" },
    { outcome: "unreadable", unreadable: "too_slow" },
  ]);
  expect(existsSync(join(folder, "data/njia.db-wal"))).toBe(false);
});

test.skipIf(process.platform === "win32")(
  "started by npm, it stops when SIGTERM has ended npm's shell and nothing else",
  async () => {
    const main = startFromShell(trialFolder());
    const { port, key } = await main.open();
    const finish = await beginHop(port, "s1", key);
    const stopping = main.lines.next("stopping");
    main.kill("SIGTERM");
    await stopping;
    expect(await finish()).toContain("\r\n\r\nCON ");
    // The shell's end is a signal; the server's own is in the log.
    await main.ended;
    expect(main.lines.of("stopped")).toMatchObject([{ clean: true }]);
  },
);

test("menus with errors end it with 1 and every finding on stderr", async () => {
  const folder = trialFolder();
  breakMenus(folder);
  const main = startMain(folder);
  expect(await main.ended).toBe(1);
  expect(main.stderr()).toMatch(/^report\.yaml:\d+:\d+ error wrong-value/m);
  expect(main.stderr()).toMatch(/^report\.yaml:\d+:\d+ error unknown-key/m);
  expectNoStack(main.stderr());
  expect(main.lines.all()).toEqual([]);
});

test("settings that are missing end it with 1, each named", async () => {
  const main = startMain(trialFolder(), { NODE_ENV: "production", GATEWAY_KEYS: "too-short" });
  expect(await main.ended).toBe(1);
  for (const name of [
    "GATEWAY_KEYS",
    "VAULT_KEYS",
    "LOOKUP_KEYS",
    "PIN_PEPPER",
    "AT_USERNAME",
    "AT_API_KEY",
  ]) {
    expect(main.stderr()).toContain(`  ${name} `);
  }
  expect(main.stderr()).not.toContain("too-short");
  expectNoStack(main.stderr());
});

test("a file that is no database ends it with 1, the path and the mend", async () => {
  const folder = trialFolder();
  mkdirSync(join(folder, "kept"));
  writeFileSync(join(folder, "kept/a.db"), "This was never a database. ".repeat(400));
  const main = startMain(folder, { DATABASE_URL: "file:kept/a.db" });
  expect(await main.ended).toBe(1);
  expect(main.stderr()).toMatch(/^kept\/a\.db: .*restore the last backup/);
  expectNoStack(main.stderr());
});

test("a second server on the same database ends with 1 and leaves the first alone", async () => {
  const folder = trialFolder();
  const first = startMain(folder);
  const { port, key } = await first.open();
  const second = startMain(folder);
  expect(await second.ended).toBe(1);
  expect(second.stderr()).toMatch(/^data\/njia\.db: another Njia server runs/);
  expect((await dial(port, "s1", "", key)).body).toMatch(/^CON /);
});

test("a database damaged while it runs: END with an apology, then it ends with 1", async () => {
  const folder = trialFolder();
  const main = startMain(folder);
  const { port, key } = await main.open();
  await dial(port, "s1", "", key);
  damage(join(folder, "data/njia.db"));
  const { status, body } = await dial(port, "s2", "", key);
  expect(status).toBe(200);
  const code = /^END [^]*\((\d{4})\)/.exec(body)?.[1];
  expect(code).toBeDefined();
  expect(await main.ended).toBe(1);
  // The sender, on a connection of its own, may have met it as well.
  const atHop = main.lines.of("fault").filter(({ where }) => where === "hop");
  expect(atHop).toMatchObject([
    { code, errorCode: "corrupt", mend: expect.stringContaining("last backup") },
  ]);
  expect(main.lines.of("fatal")).toMatchObject([
    { where: "store", errorCode: "corrupt", mend: expect.stringContaining("last backup") },
  ]);
  expect(main.lines.of("stopped")).toMatchObject([{ clean: false }]);
  // Closing would have moved the journal into the damaged file.
  expect(existsSync(join(folder, "data/njia.db-wal"))).toBe(true);
});

/** Overwrites every page but the first, after a write that makes other connections read again. */
function damage(file: string): void {
  const db = new Database(file);
  db.exec("insert into settings (name, value) values ('touched', '')");
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.close();
  const bytes = readFileSync(file);
  bytes.fill(0xa5, 4096);
  writeFileSync(file, bytes);
}

function expectNoStack(text: string): void {
  expect(text).not.toMatch(/^ +at |node_modules|\.ts:/m);
}

test("a server whose writing thread does not come up ends with 1, and never says that it is ready", async () => {
  const folder = trialFolder();
  const first = startMain(folder);
  await first.open();
  first.kill("SIGTERM");
  expect(await first.ended).toBe(0);
  // The database is as it should be now, and the start has nothing to write.
  const preload = join(folder, "no-threads.mjs");
  writeFileSync(
    preload,
    'import { isMainThread } from "node:worker_threads";\nif (!isMainThread) throw new Error("none");\n',
  );
  const main = startMain(folder, { NODE_OPTIONS: `--import ${preload}` });
  expect(await main.ended).toBe(1);
  expect(main.lines.of("started")).toEqual([]);
  expect(main.lines.of("fatal")).toMatchObject([{ where: "store", errorCode: "writer" }]);
});
