/** Questions to agencies' systems that are under way, or whose answer is owed to a citizen. */
import type { Kit } from "../dialect.ts";

export function lookUpTables(kit: Kit) {
  const { table, text, integer, instant, bytes, index, primaryKey } = kit;
  const lookUps = table(
    "look_ups",
    {
      person: text().notNull(),
      service: text().notNull(),
      /** The screen that asks. */
      name: text().notNull(),
      /** `asking` until the citizen is told that an SMS will come; then `owed`. */
      state: text().notNull(),
      /** Of whoever works on it; everybody who takes it over draws another one. */
      fence: text().notNull(),
      /** The release it was asked on. */
      release: text().notNull(),
      /** Calls made so far. */
      tries: integer().notNull(),
      due_at: instant().notNull(),
      lease_until: instant().notNull(),
      asked_at: instant().notNull(),
      /** When it is given up. */
      ends_at: instant().notNull(),
      /** What was asked, and from which code. */
      question: bytes().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.person, t.service, t.name, t.state] }),
      index("look_ups_due").on(t.state, t.due_at),
      index("look_ups_ends_at").on(t.ends_at),
    ],
  );
  return { lookUps };
}
