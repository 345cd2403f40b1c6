/** What docs/operating.md tells administrators to type and to watch is there, and its sums are right. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { expect, test } from "vitest";
import { WAIT_MS } from "../../src/admission.ts";
import { menuCommands } from "../../src/cli/commands/menus.ts";
import { phoneCommands } from "../../src/cli/commands/phone.ts";
import { releaseCommands } from "../../src/cli/commands/releases.ts";
import { serverCommands } from "../../src/cli/commands/server.ts";
import { staffCommands } from "../../src/cli/commands/staff.ts";
import { newCommand, testCommands } from "../../src/cli/commands/tests.ts";
import { wordsCommands } from "../../src/cli/commands/words.ts";
import { BACKLOG, DOORS } from "../../src/doors.ts";
import { openMetrics } from "../../src/insight/metrics.ts";

const TEXT = readFileSync("docs/operating.md", "utf8");
const START = String(JSON.parse(readFileSync("package.json", "utf8")).scripts.start);

const found = (pattern: RegExp) => [...TEXT.matchAll(pattern)].map(([, what = ""]) => what);

test("every command is one of njia's", () => {
  const program = new Command();
  const groups = [menuCommands, wordsCommands, releaseCommands, phoneCommands, testCommands];
  for (const group of [...groups, newCommand, staffCommands, serverCommands]) group(program);
  const known = program.commands.map((command) => command.name());
  const named = new Set(found(/\bnjia -- ([a-z-]+)/g));
  expect(named.size).toBeGreaterThan(6);
  for (const name of named) expect(known).toContain(name);
});

test("the unit starts what `npm start` starts", () => {
  const [started] = found(/^ExecStart=\S+\/node_modules\/\.bin\/(.*)$/gm);
  expect(started).toBe(START);
  expect(TEXT).toContain(`NODE_ENV=production node_modules/.bin/${START}`);
});

test("every metric is one of ours", async () => {
  const { text } = await openMetrics().exposition({ logLines: 0, underWay: 0 });
  const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const named = found(/`(njia_[a-z_]+)/g);
  expect(named.length).toBeGreaterThan(15);
  for (const name of named) expect(known).toContain(name);
});

test("what it says of doors and of waiting is what the server does", () => {
  expect(found(/On Linux (\d+) listening sockets share the port/g)).toEqual([String(DOORS)]);
  expect(found(/Connections beyond (\d+) that wait at one of them/g)).toEqual([String(BACKLOG)]);
  const { running, near } = WAIT_MS;
  expect(found(/those before them take longer than ([\d.]+) s/g)).toEqual([String(running / 1000)]);
  expect(found(/half of their questions answered only at ([\d.]+) s/g)).toEqual([
    String(near / 1000),
  ]);
});

test("every variable of the unit, the proxy and the nodes is in the list of settings", () => {
  const listed = new Set(found(/^\| (`[A-Z].*?) \|/gm).flatMap((row) => row.match(/[A-Z_]{4,}/g)));
  for (const name of found(/`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g)) {
    if (/^(NODE_EXTRA|CONNECTOR)/.test(name)) continue;
    // Of the driver's own, and an engine's words.
    if (["PGPASSWORD", "READ_COMMITTED"].includes(name)) continue;
    expect(listed, name).toContain(name);
  }
});

test("the table of sizes is what its own sums come to", () => {
  const rows = new Map(
    [...TEXT.matchAll(/^\| ([^|]+?) \| (.+) \|$/gm)].map(([, name = "", cells = ""]) => [
      name.split(":")[0] ?? "",
      cells.split(" | "),
    ]),
  );
  const row = (begins: string) => rows.get(begins) ?? [];
  // A comma stands between thousands, or behind a number.
  const number = (text = "") => Number(/\d[\d,]*(\.\d+)?/.exec(text)?.[0].replaceAll(",", ""));
  const BYTES: Record<string, number> = { MB: 1e6, GB: 1e9, TB: 1e12 };
  const bytes = (text = "") => number(text) * (BYTES[text.slice(-2)] ?? NaN);
  const near = (said: number, is: number) => {
    // As exactly as it is said: to two digits.
    expect(Math.abs(said - is) / is, `${said} for ${is}`).toBeLessThan(0.2);
  };
  for (const place of [0, 1, 2, 3]) {
    const dials = (number(row("adults")[place]) * 6) / 365;
    const hops = ((dials * 14.5 * 0.15) / 3600) * 3;
    near(number(row("dials a day")[place]), dials);
    near(number(row("hops a second at the worst")[place]), hops);
    near(number(row("processors of nodes")[place]), hops * 770e-6 * 2);
    near(bytes(row("sessions on disk")[place]), dials * 33e3);
    near(number(row("requests a day")[place]), dials / 4);
    near(bytes(row("on disk after a year")[place]), (dials / 4) * 365 * (2.1 + 1.6 + 5) * 1e3);
    near(bytes(row("WAL a day")[place]), dials * 14.5 * 4.4e3);
    near(number(row("SMS a day, and a second in the worst minutes")[place]), dials / 2);
  }
});
