/**
 * Which rows were written: told by the database itself, whatever statement did it.
 *
 * A trigger that lives with the connection, and of which the file knows nothing, says the id of each. What a transaction took
 * back is among them, which costs a look. Called by the witness.
 */
import type Database from "better-sqlite3";

/** What is told of a table: the column that says whose row it is. */
const WATCHED = { messages: "id", requests: "id", history: "request", claims: "request" } as const;

export type Watched = keyof typeof WATCHED;

export class Touched {
  readonly #ids = new Map<string, Set<string>>();

  constructor(db: Database.Database) {
    db.function("touched", (table: unknown, id: unknown) => {
      this.#ids.get(String(table))?.add(String(id));
      return null;
    });
    for (const [table, column] of Object.entries(WATCHED)) {
      this.#ids.set(table, new Set());
      for (const event of ["insert", "update"]) {
        db.exec(`create temp trigger touched_${table}_${event} after ${event} on main.${table}
          begin select touched('${table}', new.${column}); end`);
      }
    }
  }

  /** Those written since it was asked last. */
  take(table: Watched): Iterable<string> {
    const ids = this.#ids.get(table);
    if (ids === undefined || ids.size === 0) return [];
    this.#ids.set(table, new Set());
    return ids;
  }
}
