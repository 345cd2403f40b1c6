/** Agencies' systems that are told what becomes of requests, and what each is still to be told. */
import { sql } from "drizzle-orm";
import type { Kit } from "../dialect.ts";
import type { peopleTables } from "./people.ts";

export function eventTables(
  kit: Kit,
  { requests }: Pick<ReturnType<typeof peopleTables>, "requests">,
) {
  const { table, text, integer, instant, bytes, index, primaryKey } = kit;
  const subscriptions = table("subscriptions", {
    id: text().primaryKey(),
    name: text().notNull(),
    /** Whose requests it is told of; null = those of every service. */
    service: text(),
    /** The address, which may hold a key of the agency's, and the secrets that sign. */
    target: bytes().notNull(),
    version: integer().notNull(),
    created_at: instant().notNull(),
    /** Failures one after the other, and until when nothing is sent to it. */
    failures: integer().notNull(),
    paused_until: instant().notNull(),
    /** Null while it is told; why it is not any more, a code. */
    ended_at: instant(),
    ended_reason: text(),
  });
  /** One event for one subscription. The event itself is a line of the history. */
  const deliveries = table(
    "deliveries",
    {
      request: text()
        .notNull()
        .references(() => requests.id, { onDelete: "cascade" }),
      seq: integer().notNull(),
      subscription: text()
        .notNull()
        .references(() => subscriptions.id),
      state: text().notNull(),
      created_at: instant().notNull(),
      /** Not before. */
      due_at: instant().notNull(),
      attempts: integer().notNull(),
      /** Grows with every claim: whoever was slow writes no more. */
      fence: integer().notNull(),
      lease_until: instant().notNull(),
      settled_at: instant(),
      /** The status of the last answer, or a code where there was none. */
      answer: text(),
    },
    (t) => [
      primaryKey({ columns: [t.request, t.seq, t.subscription] }),
      // Each subscription is looked at by itself: what waits for a dead one is in nobody's way.
      index("deliveries_due").on(t.subscription, t.state, t.due_at),
      // For what is to be given up, of those that wait alone.
      index("deliveries_oldest")
        .on(t.subscription, t.state, t.created_at)
        .where(sql`${t.state} = 'pending'`),
      index("deliveries_settled_at").on(t.settled_at),
    ],
  );
  return { subscriptions, deliveries };
}
