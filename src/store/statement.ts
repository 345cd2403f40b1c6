/**
 * A statement: one query written once for both engines and prepared once by each.
 *
 * Unprepared Drizzle queries cost ten times more (3,000 against 33,000 load-and-saves a second),
 * so a query can only be run as a statement; `Query` holds the four builders that both engines
 * share, and nothing that runs or opens a transaction.
 */
import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { BaseSQLiteDatabase } from "drizzle-orm/sqlite-core";
import type { Unsealed } from "../base/vault.ts";
import type { Tables } from "./tables.ts";

export type Query = Pick<
  BaseSQLiteDatabase<"async", unknown>,
  "select" | "insert" | "update" | "delete"
>;

/** What a column may be given. A column of bytes takes nothing but words to be sealed. */
export type Value = string | number | Unsealed | null;

/** As what a value lies in its column. */
type Stored<Type> = Type extends Unsealed ? Uint8Array : Type;

/**
 * The values a statement will be run with, as they stand in its query: `given.id`. PostgreSQL takes the type of
 * each from the place where it stands: beside a column or as its value that is the column's, but in
 * `given.at + 5` a small number, which no instant fits. The sum is written on the side of the column.
 */
export type Given<Values> = { readonly [Name in keyof Values]: SQL<Stored<Values[Name]>> };

/** A finished Drizzle query, before it is prepared. */
interface Built<Result> extends PromiseLike<Result> {
  prepare(): unknown;
  /** The statement as text, and its parameters in order: values, and placeholders for those to come. */
  toSQL(): { sql: string; params: unknown[] };
}

export interface Statement<Values, Result> {
  /** `room.what`, for error messages; PostgreSQL prepares it under this name. */
  readonly name: string;
  readonly build: (q: Query, t: Tables, given: Given<Values>) => Built<Result>;
}

/**
 * Declares a statement. Values are typed by annotating the last parameter, rows by the query:
 *
 *     const findRelease = statement("releases.find", (q, t, given: Given<{ digest: string }>) =>
 *       q.select().from(t.releases).where(eq(t.releases.digest, given.digest)));
 */
export function statement<Values extends Record<keyof Values, Value>, Result>(
  name: string,
  build: Statement<Values, Result>["build"],
): Statement<Values, Result> {
  return { name, build };
}

/** Stands for values not known yet: any name asked for becomes a placeholder of that name. */
export function givenLater<Values>(): Given<Values> {
  const placeholder = (_: object, name: string | symbol) => sql`${sql.placeholder(String(name))}`;
  // A proxy cannot be typed by the keys it will be asked for; `Given` limits what is asked.
  return new Proxy({}, { get: placeholder }) as Given<Values>;
}
