/** Processes that share work on one store. */
import type { Kit } from "../dialect.ts";

export function rosterTables(kit: Kit) {
  const { table, text, integer, primaryKey } = kit;
  const workers = table(
    "workers",
    {
      /** Of work. */
      kind: text().notNull(),
      /** Of a process, drawn at its start. */
      id: text().notNull(),
      /** Grows while it is there. */
      beat: integer().notNull(),
    },
    (t) => [primaryKey({ columns: [t.kind, t.id] })],
  );
  return { workers };
}
