/** Statements whose plan is made once are the same statements. */
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { planned } from "../../src/store/plan.ts";

test.each([
  ["select 1 where a = ? limit ?", "select 1 where a = likely(?) limit likely(?)"],
  [
    `select 'who?', "what?" from t where b = ?`,
    `select 'who?', "what?" from t where b = likely(?)`,
  ],
  [`select 'it''s?' || ?`, `select 'it''s?' || likely(?)`],
  [`select "a""?" from t`, `select "a""?" from t`],
])("%s", (sql, expected) => {
  expect(planned(sql)).toBe(expected);
});

test("a value is what it was, of whatever type, and is compared as its column says", () => {
  const db = new Database(":memory:");
  db.exec("create table t (n integer, s text, b blob)");
  const put = db.prepare(planned("insert into t values (?, ?, ?)"));
  for (const row of [
    [7, "7", Buffer.from("x")],
    [null, "", null],
    [2n ** 53n, "é😀", Buffer.alloc(0)],
  ]) {
    put.run(...row);
  }
  const types = db.prepare("select typeof(n) n, typeof(s) s, typeof(b) b from t").raw().all();
  expect(types).toEqual([
    ["integer", "text", "blob"],
    ["null", "text", "null"],
    ["integer", "text", "blob"],
  ]);
  const found = (column: string, value: unknown) =>
    db
      .prepare(planned(`select count(*) from t where ${column} = ?`))
      .pluck()
      .get(value);
  // Text against a number's column, and a number against a text's, as without it.
  expect([found("n", "7"), found("s", 7), found("b", Buffer.from("x")), found("n", null)]).toEqual([
    1, 0, 1, 0,
  ]);
  db.close();
});

test("a limit that comes later is a limit", () => {
  const db = new Database(":memory:");
  db.exec("create table t (n integer primary key)");
  for (let n = 0; n < 9; n++) db.prepare("insert into t values (?)").run(n);
  const some = db.prepare(planned("select n from t where n > ? order by n limit ?")).pluck();
  expect(some.all(3, 2)).toEqual([4, 5]);
  expect(some.all(5, 1)).toEqual([6]);
  expect(some.all(5, 0)).toEqual([]);
  db.close();
});
