/**
 * How many references are taken, as far as it makes a difference: from so many on the next one is longer.
 *
 * Counts no further: PostgreSQL took 1.2 s for three million requests that it had not vacuumed, and a statement may take three.
 * Called by `serve`.
 */
import { count, sql } from "drizzle-orm";
import { SHORT_TAKEN_MAX } from "../base/reference.ts";
import { statement, type Given } from "../store/statement.ts";
import type { Store } from "../store/store.ts";

const countSome = statement("requests.taken", (q, t, _given: Given<{ most: number }>) => {
  const some = q
    .select({ id: t.requests.id })
    .from(t.requests)
    .limit(sql.placeholder("most"))
    .as("some");
  return q.select({ taken: count() }).from(some);
});

/** `most` where there are as many, or more. */
export async function countTaken(store: Store, most: number = SHORT_TAKEN_MAX): Promise<number> {
  const [row] = await store.read(countSome, { most });
  return row?.taken ?? 0;
}
