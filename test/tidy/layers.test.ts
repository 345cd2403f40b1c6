import { describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { importFaults, reachFaults, roomOf } from "./layers.ts";
import { filesUnder } from "./source.ts";

const source = filesUnder("src");
const dependencies = Object.keys(packageJson.dependencies);

test("imports run downward, never sideways, and every package has its room", () => {
  expect(importFaults(source, dependencies)).toEqual([]);
});

test("time, chance and the environment are read in one place each", () => {
  expect(reachFaults(source)).toEqual([]);
});

test("the whole of src was looked at", () => {
  const rooms = new Set(source.map(({ path }) => roomOf(path)));
  expect([...rooms]).toEqual(
    expect.arrayContaining(["base", "menu", "gateway", "store", "people", "session", "app"]),
  );
});

describe("a breach is reported:", () => {
  const breaches = [
    ["upward", "src/menu/x.ts", 'import { a } from "../session/hop.ts";'],
    ["upward, of a type only", "src/base/x.ts", 'import type { A } from "../menu/model.ts";'],
    ["upward, by passing on", "src/store/x.ts", 'export * from "../people/people.ts";'],
    ["upward, while running", "src/store/x.ts", 'const a = await import("../app.ts");'],
    ["upward, for its effect", "src/menu/x.ts", 'import "../app.ts";'],
    ["upward, over lines", "src/menu/x.ts", 'import {\n  a,\n  b,\n} from "../actions/submit.ts";'],
    ["sideways", "src/people/x.ts", 'import { a } from "../requests/requests.ts";'],
    ["sideways at the top", "src/session/x.ts", 'import { a } from "../console/page.ts";'],
    ["sideways below", "src/gateway/deep/x.ts", 'import { a } from "../../menu/text.ts";'],
    ["main is imported", "src/cli.ts", 'import { a } from "./main.ts";'],
    ["the settings in app", "src/app.ts", 'import { a } from "./config.ts";'],
    ["the settings below the top", "src/session/x.ts", 'import { a } from "../config.ts";'],
    ["the command line below the top", "src/app.ts", 'import { a } from "./cli/dial.ts";'],
    ["a room nobody planned", "src/attic/x.ts", 'import { a } from "../base/ids.ts";'],
    ["into a room nobody planned", "src/app.ts", 'import { a } from "./attic/x.ts";'],
    ["out of src", "src/menu/x.ts", 'import { a } from "../../test/menu/fixture.ts";'],
    ["XState outside menu", "src/session/x.ts", 'import type { A } from "xstate";'],
    ["Drizzle's engine", "src/people/x.ts", 'import { a } from "drizzle-orm/better-sqlite3";'],
    ["the other engine", "src/session/x.ts", 'import pg from "pg";'],
    ["the engine itself", "src/main.ts", 'import Database from "better-sqlite3";'],
    ["rows in the menus", "src/menu/x.ts", 'import { eq } from "drizzle-orm";'],
    ["Hono below app", "src/session/x.ts", 'import { Hono } from "hono/tiny";'],
    ["Hono in the settings", "src/config.ts", 'import { Hono } from "hono";'],
    ["Hono's server below app", "src/insight/x.ts", 'import { a } from "@hono/node-server";'],
    ["a provider outside gateway", "src/messages/x.ts", 'import a from "africastalking";'],
    ["a package of the tests", "src/menu/x.ts", 'import fc from "fast-check";'],
    ["calls past the connector", "src/events/x.ts", 'import { fetch } from "undici";'],
    ["a package nobody chose", "src/menu/x.ts", 'import a from "@some/where/deep.js";'],
  ] as const;
  test.each(breaches)("%s", (_what, path, text) => {
    const found = importFaults([{ path, text: `// one line down\n${text}\n` }], dependencies);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${path}:2: `));
  });

  const reaches = [
    ["the environment", "src/secrets.ts", "const a = process.env.HOME;"],
    ["the environment, imported", "src/app.ts", 'import { env } from "node:process";'],
    ["the clock", "src/session/x.ts", "const at = Date.now();"],
    ["the clock, passed on", "src/session/x.ts", "open({ clock: Date.now });"],
    ["today", "src/menu/x.ts", "const at = new Date();"],
    ["today without brackets", "src/menu/x.ts", "const at = new Date;"],
    ["today as text", "src/menu/x.ts", "const at = Date();"],
    ["chance", "src/menu/x.ts", "const a = Math.random();"],
    ["good chance", "src/store/x.ts", "const a = randomBytes(8);"],
    ["an id by chance", "src/requests/x.ts", "const a = crypto.randomUUID();"],
  ] as const;
  test.each(reaches)("%s", (_what, path, text) => {
    const found = reachFaults([{ path, text: `/**\n * Two lines.\n */\n${text}\n` }]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${path}:4: `));
  });
});

describe("what is allowed is not reported:", () => {
  const allowed = [
    ["downward over layers", "src/session/x.ts", 'import { a } from "../base/ids.ts";'],
    ["within a room", "src/menu/deep/x.ts", 'import { a } from "../text.ts";'],
    ["app and what stands beside it", "src/app.ts", 'import { a } from "./callback.ts";'],
    ["main reads the settings", "src/main.ts", 'import { a } from "./config.ts";'],
    ["main and its neighbours", "src/main.ts", 'import { a } from "./serve.ts";'],
    ["the command line at the top", "src/cli/dial.ts", 'import { a } from "../config.ts";'],
    ["XState in menu", "src/menu/x.ts", 'import { a } from "xstate";'],
    ["operators where rows are", "src/people/x.ts", 'import { eq } from "drizzle-orm";'],
    ["a provider in its gateway", "src/gateway/a/x.ts", 'import a from "africastalking";'],
    ["Node's own", "src/store/x.ts", 'import { a } from "node:fs";'],
    ["words about an import", "src/base/x.ts", '// import { a } from "../menu/text.ts";'],
    ["words about the clock", "src/menu/x.ts", " * never Date.now() here\n// nor new Date()"],
    ["a date from an instant", "src/menu/x.ts", "const day = new Date(at).toISOString();"],
    ["the clock in base", "src/base/clock.ts", "const at = Date.now();"],
  ] as const;
  test.each(allowed)("%s", (what, path, text) => {
    const written =
      what === "words about the clock" ? `/**\n${text.replace("\n", "\n */\n")}` : text;
    const file = { path, text: `${written}\n` };
    expect([...importFaults([file], dependencies), ...reachFaults([file])]).toEqual([]);
  });
});
