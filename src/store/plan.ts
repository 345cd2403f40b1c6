/**
 * Statements whose plan is made once.
 *
 * SQLite plans a statement anew whenever it is given other values, as soon as they have been looked at for the plan:
 * those of a `limit`, of a join, or beside an `order by`. That takes 5 to 30 µs, several times what the statement takes,
 * and the plan comes out the same. `likely(?)` is the value itself, at which the planner does not look. Called
 * by `sqlite` and `batch`, wherever a statement is prepared.
 */

/** Quoted text and names, and the places of values. */
const PLACES = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\?/g;

/** The same statement, for any values. */
export function planned(sql: string): string {
  return sql.replace(PLACES, (found) => (found === "?" ? "likely(?)" : found));
}
