/** Settings: a few named texts that belong to the whole database. */
import { and, eq } from "drizzle-orm";
import { statement, type Given } from "./statement.ts";
import { write, type Store, type Write } from "./store.ts";

const findSetting = statement("settings.read", (q, t, given: Given<{ name: string }>) =>
  q.select({ value: t.settings.value }).from(t.settings).where(eq(t.settings.name, given.name)),
);

const putSetting = statement(
  "settings.write",
  (q, t, given: Given<{ name: string; value: string }>) =>
    q
      .insert(t.settings)
      .values({ name: given.name, value: given.value })
      .onConflictDoUpdate({ target: t.settings.name, set: { value: given.value } }),
);

const addSetting = statement(
  "settings.add",
  (q, t, given: Given<{ name: string; value: string }>) =>
    q.insert(t.settings).values({ name: given.name, value: given.value }).onConflictDoNothing(),
);

const changeSetting = statement(
  "settings.change",
  (q, t, given: Given<{ name: string; value: string; before: string }>) =>
    q
      .update(t.settings)
      .set({ value: given.value })
      .where(and(eq(t.settings.name, given.name), eq(t.settings.value, given.before))),
);

/** Null when nothing was written under the name. */
export async function readSetting(
  store: Pick<Store, "read">,
  name: string,
): Promise<string | null> {
  const [found] = await store.read(findSetting, { name });
  return found?.value ?? null;
}

/** Writes over what stood there. */
export function writeSetting(name: string, value: string): Write {
  return write(putSetting, { name, value }, "conflict");
}

/** Writes over what was read there, null where that was nothing; a conflict where something else stands there by now. */
export function replaceSetting(name: string, before: string | null, value: string): Write {
  return before === null
    ? write(addSetting, { name, value }, "conflict")
    : write(changeSetting, { name, value, before }, "conflict");
}
