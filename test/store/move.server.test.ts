/** Between a file and a server, both ways: nothing changes on the way, and no half is ever served. */
import Database from "better-sqlite3";
import fc from "fast-check";
import { expect, test } from "vitest";
import { doubtRestored } from "../../src/messages/restored.ts";
import { connect } from "../../src/store/connection.ts";
import { MARK_AT } from "../../src/store/mark.ts";
import { DifferenceFault, reopen } from "../../src/store/move/move.ts";
import { SHAPES } from "../../src/store/move/shape.ts";
import { nameOf, type ServerPlace } from "../../src/store/place.ts";
import { anyRows } from "./any-rows.ts";
import { newDatabase, testDatabase } from "./database.ts";
import {
  change,
  contentsOf,
  fileWith,
  killedAt,
  moveRows,
  noFile,
  sampleRows,
  serving,
} from "./moving.ts";
import { add, allSettings, openBeside } from "./open.ts";

/** A database of the server that is empty, and what a test asks of it. */
async function emptyServer() {
  const { place, ready, raw } = testDatabase();
  await ready;
  return { place: place as ServerPlace, raw }; // of this project
}

test("whatever rows there are, they come back from a server as they went", async () => {
  await fc.assert(
    fc.asyncProperty(anyRows(12), async (rows) => {
      const old = await fileWith(rows);
      const before = contentsOf(old.file);
      const database = newDatabase();
      await database.ready;
      const back = { file: noFile() };
      try {
        await moveRows(old, database.place);
        const compared = await moveRows(database.place, back);
        expect(contentsOf(back.file)).toEqual(before);
        expect(compared.map(({ to }) => to.rows)).toEqual(SHAPES.map(() => 12));
      } finally {
        await database.release();
      }
    }),
    { numRuns: 2 },
  );
});

test("more rows than a page holds arrive in one order, and a text as long as a page too", async () => {
  const old = await fileWith([]);
  const db = connect(old.file);
  const put = db.prepare("insert into settings values (?, ?)");
  // Letters that an engine might sort by a language's rules.
  const letters = [..."éÉeEzZ_ \u{1f600}\ufffd"];
  db.transaction(() => {
    for (let n = 0; n < 3_000; n += 1) put.run(`${letters[n % letters.length]}${n * 7_919}`, "");
    for (let n = 0; n < 3; n += 1) put.run(`long ${n}`, `${n}`.repeat(1_200_000));
  })();
  db.close();
  const before = contentsOf(old.file);
  const { place } = await emptyServer();
  await moveRows(old, place);
  const back = { file: noFile() };
  await moveRows(place, back);
  expect(contentsOf(back.file)).toEqual(before);
});

test("what has come to a server is vacuumed there: a count reads no row", async () => {
  const old = await fileWith(sampleRows(20));
  const { place, raw } = await emptyServer();
  await moveRows(old, place);
  const pages = await raw<{ pages: number; visible: number; rows: number }>(
    `select relpages as pages, relallvisible as visible, reltuples as rows from pg_class
      where relkind = 'r' and relname = any(?)`,
    SHAPES.map(({ table }) => table),
  );
  expect(pages).toHaveLength(SHAPES.length);
  for (const { pages: all, visible, rows } of pages) expect([visible, rows]).toEqual([all, 20]);
});

test("there and back: the old place is refused, to the oldest Njia too, and its file is kept", async () => {
  const old = await fileWith(sampleRows(2));
  const before = contentsOf(old.file);
  const { place, raw } = await emptyServer();
  await moveRows(old, place);
  expect([await serving(old, true), await serving(place, true)]).toEqual(["moved", "open"]);
  const words = /its data was moved.* \(to postgres:\/\/njia@127\.0\.0\.1:\d+\/\w+, 1970-.*\)$/;
  await expect(openBeside(old)).rejects.toThrow(words);
  // What is older than the mark takes a migration that it does not know for that of a newer one.
  const newest = "select max(created_at) as at from __drizzle_migrations";
  const db = new Database(old.file, { readonly: true });
  expect(db.prepare(newest).get()).toEqual({ at: MARK_AT });
  db.close();
  await raw("insert into settings values ('since', '')");

  await expect(moveRows(place, old)).rejects.toThrow(/was moved to .* itself: with --again/);
  await moveRows(place, old, { again: true });
  expect([await serving(place, true), await serving(old, true)]).toEqual(["moved", "open"]);
  expect(await raw(newest)).toEqual([{ at: MARK_AT }]);
  expect(contentsOf(old.file).get("settings")).toHaveLength(3);
  expect(contentsOf(`${old.file}.replaced-1970-01-01T000000Z`)).toEqual(before);
});

/** What stands in the way, and the words or the code of the refusal. */
const refusals: readonly [
  string,
  (server: ServerPlace, file: string) => Promise<unknown>,
  object,
][] = [
  ["a server twice", (server) => moveRows(server, server), told(/the same place twice/)],
  [
    "a server twice, by another name",
    (server) => moveRows(server, { ...server, url: server.url.replace("127.0.0.1", "localhost") }),
    told(/connected to .* from 127\.0\.0\.1/),
  ],
  [
    "no server",
    (server, file) => moveRows({ file }, { ...server, url: server.url.replace(/:\d+\//, ":1/") }),
    { code: "unreachable" },
  ],
  [
    "no database",
    (server, file) => moveRows({ file }, { ...server, url: server.url.replace(/\w+$/, "none") }),
    { code: "nowhere" },
  ],
  [
    "a new place that holds a deployment",
    async (server, file) => {
      const store = await openBeside(server);
      await store.commit([add("mine")]);
      await store.close();
      return moveRows({ file }, server, { again: true });
    },
    told(/holds a deployment already \(settings\)/),
  ],
];

function told(message: RegExp): object {
  return { message: expect.stringMatching(message) };
}

test.each(refusals)("%s is refused, and changes nothing", async (_what, run, words) => {
  const old = await fileWith(sampleRows(1));
  const { place } = await emptyServer();
  await expect(run(place, old.file)).rejects.toMatchObject(words);
  expect([await serving(old), await serving(place)]).toEqual(["open", "open"]);
});

test("while a server, a sender or a command is on either place, nothing is moved", async () => {
  const old = await fileWith(sampleRows(1));
  const { place } = await emptyServer();
  for (const serve of [true, false]) {
    for (const one of [old, place]) {
      const there = await openBeside(one, serve);
      await there.read(allSettings, {});
      const words =
        "file" in one
          ? serve
            ? /another Njia server/
            : /has .* open/
          : /is connected to postgres/;
      await expect(moveRows(old, place)).rejects.toThrow(words);
      await there.close();
    }
  }
  await moveRows(old, place);
});

const OURS =
  "from pg_stat_activity where application_name like 'njia%' and datname = current_database()";

test("while it is moved nobody gets onto either place, and who was idle meanwhile is refused after it", async () => {
  const { place, raw } = await emptyServer();
  await raw("insert into settings values ('a', '')");
  // A command that waits for its yes has no connection any more.
  const idle = await openBeside(place);
  await raw(`select pg_terminate_backend(pid) ${OURS}`);
  await gone(raw);
  const back = { file: noFile() };
  const during: string[] = [];
  await moveRows(place, back, {
    onStep: async (step) => {
      if (step === "begun" || step === "marked")
        during.push(await serving(place), await serving(back));
    },
  });
  expect(during).toEqual(["held", "locked", "held", "locked"]);
  await expect(idle.commit([add("lost")])).rejects.toMatchObject({ code: "moved" });
  await idle.close();
});

/** The server has noticed that nobody of Njia's is on the database. */
async function gone(raw: (sql: string) => Promise<unknown[]>): Promise<void> {
  while ((await raw(`select 1 ${OURS}`)).length > 0);
}

test("a row that is another one in the new place is found, and the new place stays refused", async () => {
  const old = await fileWith(sampleRows(3));
  const { place, raw } = await emptyServer();
  const moved = moveRows(old, place, {
    onStep: async (step) => {
      if (step !== "copied") return;
      await raw(
        "update bindings set phone = phone || '\\x00' where id = (select min(id) from bindings)",
      );
      await raw("delete from settings where name = (select max(name) from settings)");
      await raw(
        "update requests set deadline = coalesce(deadline, 0) + 1 where id = (select min(id) from requests)",
      );
      await raw("update staff set name = name || ' ' where id = (select min(id) from staff)");
    },
  });
  const found: unknown = await moved.catch((error: unknown) => error);
  expect(found).toBeInstanceOf(DifferenceFault);
  expect(String(found)).toMatch(
    /does not hold what the old one does: settings, bindings, requests, staff; it stays/,
  );
  expect([await serving(old), await serving(place)]).toEqual(["open", "half"]);
  await expect(moveRows(old, place)).rejects.toMatchObject({ code: "half" });
});

/** Where a process is killed; and who is served then. */
const kills: readonly [string, old: string, next: string][] = [
  ["begun", "open", "half"],
  ["settings half", "open", "half"],
  ["history all", "open", "half"],
  ["compared", "open", "half"],
  ["marked", "moved", "half"],
  ["freed", "moved", "open"],
];

test.each(kills)(
  "killed at %s, no half is served, and nothing is lost",
  async (when, old, next) => {
    const file = await fileWith(sampleRows(20));
    const before = contentsOf(file.file);
    const { place, raw } = await emptyServer();
    expect(await killedAt(file, place, when)).toBe("SIGKILL");
    await gone(raw);
    expect([await serving(file), await serving(place)]).toEqual([old, next]);
    if (next !== "open") await moveRows(file, place, { again: true });
    expect([await serving(file), await serving(place)]).toEqual(["moved", "open"]);
    const back = { file: noFile() };
    await moveRows(place, back);
    expect(contentsOf(back.file)).toEqual(before);
  },
);

test("from a server too: killed before the last step, the move is begun anew, or the server served again", async () => {
  const { place, raw } = await emptyServer();
  await raw("insert into settings values ('mine', '')");
  const file = { file: noFile() };
  expect(await killedAt(place, file, "marked")).toBe("SIGKILL");
  await gone(raw);
  expect([await serving(place), await serving(file)]).toEqual(["moved", "half"]);
  await moveRows(place, file, { again: true });
  expect([await serving(place), await serving(file)]).toEqual(["moved", "open"]);

  await raw(`insert into messages select ${MESSAGE}`);
  expect(await reopen(place, doubtRestored())).toMatchObject({ where: file.file });
  expect([await serving(place), await serving(file)]).toEqual(["open", "open"]);
  expect(await raw("select state, reason from messages")).toEqual([
    { state: "ambiguous", reason: "restored" },
  ]);
  await expect(reopen(place, null)).rejects.toThrow(/was not moved/);
});

/** One that waits. */
const MESSAGE = `'m', 'reply', 't', null, null, 'h', '', 1, 0, 'pending', 0, 0, 0, 0, 0, 0, 0,
  null, null, null, null, null, null, 0, null, null, null`;

test("a server that goes away in the midst of it is told by its name, and whoever held the data serves on", async () => {
  const old = await fileWith(sampleRows(1));
  const { place, raw } = await emptyServer();
  const lost = (at: string) => ({
    again: true,
    onStep: async (step: string) => {
      if (step === at) await raw(`select pg_terminate_backend(pid) ${OURS}`);
    },
  });
  const away = { code: "unreachable", message: expect.stringContaining(`(${nameOf(place)})`) };
  for (const step of ["begun", "copied", "marked"]) {
    await expect(moveRows(old, place, lost(step))).rejects.toMatchObject(away);
    await gone(raw);
    const expected = step === "marked" ? ["moved", "half"] : ["open", "half"];
    expect([await serving(old), await serving(place)]).toEqual(expected);
  }
  await moveRows(old, place, { again: true });
  const back = { file: noFile() };
  // Before its own mark: the lock is gone with the connection, and so is the right to it.
  await expect(moveRows(place, back, lost("compared"))).rejects.toMatchObject(away);
  await gone(raw);
  expect([await serving(place), await serving(back)]).toEqual(["open", "half"]);
});

test("what PostgreSQL does not take is told with its column, and never in part", async () => {
  const { place } = await emptyServer();
  const wrong: readonly [string, RegExp][] = [
    [
      "insert into settings values ('a' || char(0) || 'b', '')",
      /settings\.name holds a text with the letter NUL/,
    ],
    [
      "insert into spending values ('d', 'w', 2147483648)",
      /spending holds a row that PostgreSQL does not take: integer out of range/,
    ],
  ];
  for (const [sql, words] of wrong) {
    const old = await fileWith([]);
    change(old.file, sql);
    await expect(moveRows(old, place, { again: true })).rejects.toThrow(words);
    expect([await serving(old), await serving(place)]).toEqual(["open", "half"]);
  }
});

test("tables of somebody else's are left alone", async () => {
  const { place, raw } = await emptyServer();
  await raw("insert into people (id, language, created_at) values ('kept', null, 0)");
  // As one that Njia never made.
  await raw("alter table __drizzle_migrations rename to __others");
  const old = await fileWith([]);
  await expect(moveRows(old, place, { again: true })).rejects.toThrow(
    /has a table \w+ that is not Njia's/,
  );
  await raw("alter table __others rename to __drizzle_migrations");
  expect(await raw("select id from people")).toEqual([{ id: "kept" }]);
});

test("every table that a database has is moved, each behind those it refers to", async () => {
  const { raw } = await emptyServer();
  const tables = await raw<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> '__drizzle_migrations'",
  );
  const names = SHAPES.map(({ table }) => table);
  expect(new Set(tables.map(({ name }) => name))).toEqual(new Set(names));
  const references = await raw<{ of: string; to: string }>(
    "select conrelid::regclass::text as of, confrelid::regclass::text as to from pg_constraint where contype = 'f'",
  );
  for (const { of, to } of references) expect(names.indexOf(to)).toBeLessThan(names.indexOf(of));
});
