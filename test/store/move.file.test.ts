/** From one file to another: what stands in the way, and what is left when it breaks off. */
import { spawnSync } from "node:child_process";
import { existsSync, linkSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { reopen } from "../../src/store/move/move.ts";
import {
  change,
  contentsOf,
  fileWith,
  killedAt,
  moveRows,
  moveUnder,
  noFile,
  sampleRows,
  serving,
} from "./moving.ts";
import { watchSyncs } from "./synced.ts";

const LAST = "(select max(created_at) from __drizzle_migrations)";

/** What stands in the way, and the words or the code of the refusal. */
const refusals: readonly [string, (file: string, to: string) => Promise<unknown>, object][] = [
  [
    "a file twice, under another name",
    (file) => {
      symlinkSync(file, `${file}.link`);
      return moveRows({ file }, { file: `${file}.link` });
    },
    told(/the same place twice/),
  ],
  ["no file", (file, to) => moveRows({ file: `${file}.none` }, { file: to }), { code: "absent" }],
  [
    "a new file that is there",
    async (file) => moveRows({ file }, await fileWith([]), { again: true }),
    told(/is a database already/),
  ],
  [
    "an older schema",
    (file, to) => {
      change(file, `delete from __drizzle_migrations where created_at = ${LAST}`);
      return moveRows({ file }, { file: to });
    },
    { code: "older" },
  ],
  [
    "a newer schema",
    (file, to) => {
      change(file, "insert into __drizzle_migrations (hash, created_at) values ('', 9e13)");
      return moveRows({ file }, { file: to });
    },
    { code: "newer" },
  ],
  [
    "a mark that only a newer Njia knows",
    (file, to) => {
      change(
        file,
        `insert into __drizzle_migrations (hash, created_at) values ('{"what":"lent"}', ${Number.MAX_SAFE_INTEGER})`,
      );
      return moveRows({ file }, { file: to });
    },
    { code: "newer" },
  ],
  [
    "a file that is no database of Njia's",
    (file, to) => {
      change(file, "drop table __drizzle_migrations");
      return moveRows({ file }, { file: to });
    },
    { code: "corrupt" },
  ],
];

function told(message: RegExp): object {
  return { message: expect.stringMatching(message) };
}

test.each(refusals)("%s is refused, and nothing is made", async (_what, run, words) => {
  const { file } = await fileWith(sampleRows(1));
  const to = noFile();
  await expect(run(file, to)).rejects.toMatchObject(words);
  expect(readdirSync(dirname(to))).toEqual([]);
});

test("a value that is none of its column is told with it, and what was copied before is refused until it is done again", async () => {
  const from = { file: noFile() };
  await fileWith([], from.file);
  const to = { file: noFile() };
  const wrong: readonly [string, RegExp][] = [
    [
      "insert into settings values ('a', cast(x'c328' as text))",
      /settings\.value holds a value that is no text/,
    ],
    [
      "insert into people (id, language, created_at) values ('p', null, 'today')",
      /people\.created_at holds a value that is no integer/,
    ],
    [
      "insert into idempotency values ('s', 'k', 'f', 1, 'words', 0)",
      /idempotency\.body holds a value that is no bytes/,
    ],
  ];
  for (const [sql, words] of wrong) {
    change(from.file, sql);
    await expect(moveRows(from, to, { again: true })).rejects.toThrow(words);
    expect([await serving(from), await serving(to)]).toEqual(["open", "half"]);
    change(from.file, "delete from settings; delete from people; delete from idempotency");
  }
  await expect(moveRows(from, to)).rejects.toMatchObject({ code: "half" });
  await moveRows(from, to, { again: true });
  expect([await serving(from), await serving(to)]).toEqual(["moved", "open"]);
});

test("after a kill before the last step, the old place is served again, or moved to where it was going and nowhere else", async () => {
  const [from, to] = [await fileWith(sampleRows(2)), { file: noFile() }];
  const before = contentsOf(from.file);
  expect(await killedAt(from, to, "marked")).toBe("SIGKILL");
  expect([await serving(from), await serving(to)]).toEqual(["moved", "half"]);
  await expect(moveRows(from, { file: noFile() }, { again: true })).rejects.toMatchObject({
    code: "moved",
  });
  const other = { file: noFile() };
  await killedAt(await fileWith([]), other, "begun");
  await expect(moveRows(from, other, { again: true })).rejects.toMatchObject({ code: "moved" });
  await expect(reopen(to, null)).rejects.toMatchObject({ code: "half" });
  expect(await reopen(from, null)).toMatchObject({
    what: "moved",
    move: expect.stringMatching(/^killed/),
  });
  expect([await serving(from), await serving(to)]).toEqual(["open", "half"]);
  await expect(reopen(from, null)).rejects.toThrow(/was not moved/);
  await moveRows(from, to, { again: true });
  expect(contentsOf(to.file)).toEqual(before);
});

test.skipIf(spawnSync("strace", ["-V"]).error !== undefined)(
  "a disk that is full while the new file is made leaves none, and nothing in the way",
  async () => {
    const [from, to] = [await fileWith(sampleRows(1)), { file: noFile() }];
    // Its log takes all of it, and no more than four pages of it are copied into the file.
    const full = ["-P", `${to.file}.moving`, "-e", "inject=pwrite64:error=ENOSPC:when=5+"];
    const said = await moveUnder(["strace", "-f", "-qq", "-o", "/dev/null", ...full], from, to);
    expect(said).toMatch(/the disk is full/);
    expect(readdirSync(dirname(to.file))).toEqual([]);
    await moveRows(from, to);
    expect([await serving(from), await serving(to)]).toEqual(["moved", "open"]);
  },
);

test.skipIf(process.platform === "win32")(
  "the new file is on the disk with its mark before it has its name, and so is the name before its first row",
  async () => {
    const [from, to] = [await fileWith(sampleRows(1)), { file: noFile() }];
    const lines = watchSyncs();
    await moveRows(from, to, { onStep: (step) => void lines.push(step) });
    expect(lines.slice(0, 4)).toEqual([
      "sync njia.db.moving",
      "njia.db.moving is njia.db",
      "sync .",
      "begun",
    ]);
  },
);

test.each([
  ["once the new file has its name", "moving", false],
  ["once what it replaces has another", "replaced-2026-11-28T182703Z", true],
])("a move killed %s is done again", async (_, name, back) => {
  const [from, to] = [await fileWith(sampleRows(1)), await fileWith([])];
  // As it is found then: a half with two names, or a place that was moved before.
  await moveRows(to, { file: noFile() });
  if (!back) {
    rmSync(to.file);
    await killedAt(from, to, "begun");
  }
  linkSync(to.file, `${to.file}.${name}`);
  expect(await serving(from)).toBe("open");
  await moveRows(from, to, { again: true });
  expect([await serving(from), await serving(to)]).toEqual(["moved", "open"]);
});

test("a kill before the new file has its name leaves none, and nothing in the way", async () => {
  const [from, to] = [await fileWith(sampleRows(1)), { file: noFile() }];
  change(from.file, "pragma journal_mode = wal");
  await fileWith(sampleRows(1), `${to.file}.moving`);
  await moveRows(from, to);
  expect(existsSync(`${to.file}.moving`)).toBe(false);
  expect([await serving(from), await serving(to)]).toEqual(["moved", "open"]);
});
