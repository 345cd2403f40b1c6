/** The contract of `commit`, on both engines. */
import { eq, and } from "drizzle-orm";
import { expect, test } from "vitest";
import type { Unsealed } from "../../src/base/vault.ts";
import { statement } from "../../src/store/statement.ts";
import type { Given } from "../../src/store/statement.ts";
import { write } from "../../src/store/store.ts";
import type { Write } from "../../src/store/store.ts";
import { add, allSettings, mixedCommits, openBeside, openTestStore } from "./open.ts";
import { testVault } from "./vault.ts";

const names = (rows: { name: string }[]) => rows.map(({ name }) => name);

test("a refusal, a conflict and a bug leave their neighbours alone", async () => {
  const { store } = openTestStore();
  await store.commit([add("taken")]);
  const outcomes = await Promise.allSettled(mixedCommits().map((writes) => store.commit(writes)));
  expect(outcomes.map((each) => (each.status === "fulfilled" ? each.value : "bug"))).toEqual([
    { done: true },
    { done: false, why: "refused", code: "taken" },
    { done: false, why: "conflict" },
    "bug",
    { done: true },
  ]);
  expect(names(await store.read(allSettings, {}))).toEqual(["first", "last", "taken"]);
});

test("a duplicate nobody gave a meaning to rejects as the bug it is", async () => {
  const { store } = openTestStore();
  const { duplicate: _, ...plain } = add("once");
  await store.commit([plain]);
  await expect(store.commit([plain])).rejects.toMatchObject({
    code: expect.stringMatching(/^(SQLITE_CONSTRAINT_PRIMARYKEY|23505)$/),
  });
});

test("of two commits on one version in one batch the second conflicts", async () => {
  const { store } = openTestStore();
  await store.commit([add("version", "1")]);
  const advance = statement("test.advance", (q, t, given: Given<{ was: string; to: string }>) =>
    q
      .update(t.settings)
      .set({ value: given.to })
      .where(and(eq(t.settings.name, "version"), eq(t.settings.value, given.was))),
  );
  const from1 = (to: string): Write => write(advance, { was: "1", to }, "conflict");
  const [one, two] = await Promise.all([store.commit([from1("2")]), store.commit([from1("3")])]);
  expect([one, two]).toEqual([{ done: true }, { done: false, why: "conflict" }]);
  expect(await store.read(allSettings, {})).toEqual([{ name: "version", value: "2" }]);
});

test("closing finishes the commits that were accepted", async () => {
  const { store, place } = openTestStore();
  const committed = store.commit([add("last")]);
  await store.close();
  expect(await committed).toEqual({ done: true });
  const again = await openBeside(place);
  expect(names(await again.read(allSettings, {}))).toEqual(["last"]);
  await again.close();
});

test("what is to be sealed is sealed when it is written", async () => {
  const { raw, store } = openTestStore();
  await raw("insert into people (id, language, created_at) values ('p', null, 0)");
  const addPhone = statement("test.phone", (q, t, given: Given<{ phone: Unsealed }>) =>
    q.insert(t.bindings).values({
      id: "b",
      phone_hash: "h",
      phone: given.phone,
      person: "p",
      since: 0,
      until: 0,
    }),
  );
  const phones = statement("test.phones", (q, t, _given: Given<object>) =>
    q.select({ phone: t.bindings.phone }).from(t.bindings),
  );
  const at = { table: "bindings", column: "phone", row: "b" };
  const phone = { at, now: 0, plain: "+254711000001" };
  await store.commit([write(addPhone, { phone }, "conflict")]);
  const [row] = await store.read(phones, {});
  expect(testVault().open(at, row?.phone ?? new Uint8Array())).toBe("+254711000001");
});

test("many at once are all kept, and a commit that resolved is seen by whoever reads next", async () => {
  const { store, place } = openTestStore();
  const other = await openBeside(place);
  const all = Array.from({ length: 200 }, async (_, at) => {
    expect(await store.commit([add(`n${at}`, "x".repeat(at)), add(`m${at}`)])).toEqual({
      done: true,
    });
    if (at % 40 !== 0) return;
    expect(names(await other.read(allSettings, {}))).toContain(`m${at}`);
  });
  await Promise.all(all);
  expect(await store.read(allSettings, {})).toHaveLength(400);
  await other.close();
});

test("of many that move one version, by two stores, exactly one does each time", async () => {
  const { store, place } = openTestStore();
  const other = await openBeside(place);
  await store.commit([add("version", "0")]);
  const advance = statement("test.advance", (q, t, given: Given<{ was: string; to: string }>) =>
    q
      .update(t.settings)
      .set({ value: given.to })
      .where(and(eq(t.settings.name, "version"), eq(t.settings.value, given.was))),
  );
  for (let was = 0; was < 10; was += 1) {
    const tries = Array.from({ length: 12 }, (_, at) =>
      (at % 2 === 0 ? store : other).commit([
        add(`try ${was}.${at}`),
        write(advance, { was: `${was}`, to: `${was + 1}` }, "conflict"),
      ]),
    );
    const outcomes = await Promise.all(tries);
    expect(outcomes.filter(({ done }) => done)).toHaveLength(1);
    expect(outcomes.filter((each) => !each.done && each.why === "conflict")).toHaveLength(11);
  }
  // Of those that did not, nothing is left.
  expect(await store.read(allSettings, {})).toHaveLength(11);
  await other.close();
});
