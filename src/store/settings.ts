/** Settings: a few named texts that belong to the whole database. */
import { eq } from "drizzle-orm";
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
