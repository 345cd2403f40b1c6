/** Rows a test writes: settings, the plainest table. */
import { eq } from "drizzle-orm";
import { statement } from "../../src/store/statement.ts";
import type { Given } from "../../src/store/statement.ts";
import { write } from "../../src/store/store.ts";
import type { Write } from "../../src/store/store.ts";

const addSetting = statement(
  "test.add",
  (q, t, given: Given<{ name: string; value: string | null }>) =>
    q.insert(t.settings).values({ name: given.name, value: given.value }),
);

const replaceSetting = statement(
  "test.replace",
  (q, t, given: Given<{ name: string; value: string }>) =>
    q.update(t.settings).set({ value: given.value }).where(eq(t.settings.name, given.name)),
);

export const allSettings = statement("test.all", (q, t, _given: Given<object>) =>
  q.select().from(t.settings).orderBy(t.settings.name),
);

/** A null value is a bug: the column does not take it. */
export function add(name: string, value: string | null = ""): Write {
  return write(addSetting, { name, value }, "conflict", { refuse: "taken" });
}

/** Two that are sound, and between them one refused (`taken` is there), a conflict and a bug. */
export function mixedCommits(): Write[][] {
  return [
    [add("first")],
    [add("half"), add("taken")],
    [add("half"), replace("nobody", "x")],
    [add("half"), add("bug", null)],
    [add("last")],
  ];
}

/** A conflict when nothing bears the name. */
export function replace(name: string, value: string): Write {
  return write(replaceSetting, { name, value }, "conflict");
}
