/** The store on a PostgreSQL server: for several nodes, or for one that keeps nothing. */
import { DrizzleQueryError } from "drizzle-orm/errors";
import { drizzle, type NodePgClient } from "drizzle-orm/node-postgres";
import type { Pool, QueryArrayConfig } from "pg";
import { sealer, type Key } from "../base/vault.ts";
import { StoreFault } from "./fault.ts";
import type { ServerPlace } from "./place.ts";
import { plainer, type Verdict } from "./plain.ts";
import { postgresKit } from "./postgres-kit.ts";
import { COMMIT_LANES, Commits, preparedName } from "./postgres/commits.ts";
import { serverFault } from "./postgres/fault.ts";
import { endForgotten } from "./postgres/forgotten.ts";
import { join } from "./postgres/hold.ts";
import { isBehind, upgrade } from "./postgres/migrate.ts";
import { openPool, TYPES } from "./postgres/pool.ts";
import { READ_LANES, Reads } from "./postgres/reads.ts";
import { Reach } from "./postgres/reach.ts";
import { prepareReading, prepareSession } from "./postgres/session.ts";
import { givenLater, type Query, type Statement } from "./statement.ts";
import type { Reader, Store, StoreEvents } from "./store.ts";
import { defineTables } from "./tables.ts";

export interface PostgresOptions extends StoreEvents {
  place: ServerPlace;
  /** True for servers, which bring the database up to date; false for commands and the sender. */
  serve: boolean;
  /** Keys of the vault; the first one seals. */
  vaultKeys: readonly Key[];
}

const TABLES = defineTables(postgresKit);

/**
 * Connects; any number of servers and commands may.
 * @throws StoreFault whatever is wrong with the server, the user, the database or its settings; `newer`; for
 *   a command `older`, since it must not change the tables under servers that run
 */
export async function openPostgres(options: PostgresOptions): Promise<Store> {
  const { place, serve, vaultKeys, onBatch, onReach } = options;
  let { onServer } = options;
  const pool = openPool(place, COMMIT_LANES + READ_LANES, async (client) => {
    const settings = await prepareSession(client, place);
    await join(client);
    await endForgotten(client);
    onServer?.(settings);
    onServer = undefined;
  });
  await begin(pool, () => {
    if (!serve) throw new StoreFault("older");
    return upgrade(place);
  });
  const reach = new Reach(pool, place, onReach);
  const reads = new Reads(reach, READ_LANES);
  const query = queryOn(reads);
  const commits = new Commits({ onBatch, reach, place, seal: sealer(vaultKeys) });
  const plain = plainer(query, TABLES, commits);
  return {
    read: readsOn(query),
    async commit(writes) {
      const plainly = writes.map(plain);
      const verdict = await new Promise<Verdict>((resolve) => commits.add(plainly, resolve));
      if ("failed" in verdict) throw verdict.failed;
      return verdict;
    },
    close: once(async () => {
      await Promise.all([reads.close(), commits.close()]);
      reach.close();
      await pool.end();
    }),
  };
}

/** For reading alone, from a standby too: changes nothing and needs no key. @throws StoreFault */
export async function openPostgresReader(place: ServerPlace): Promise<Reader> {
  const pool = openPool(place, 1, prepareReading);
  await begin(pool, () => {
    throw new StoreFault("older");
  });
  const reach = new Reach(pool, place);
  const reads = new Reads(reach, 1);
  return {
    read: readsOn(queryOn(reads)),
    close: once(async () => {
      await reads.close();
      reach.close();
      await pool.end();
    }),
  };
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= act());
}

/** The first connection, and whatever is to be done where the tables are not those of this code. */
async function begin(pool: Pool, onBehind: () => Promise<void>): Promise<void> {
  try {
    const client = await pool.connect();
    const behind = await isBehind(client).finally(() => client.release());
    if (behind) await onBehind();
  } catch (error) {
    await pool.end();
    throw serverFault(error) ?? error;
  }
}

/** Drizzle's builders, whose prepared queries are run by `reads`. */
function queryOn(reads: Reads): Query {
  // What Drizzle calls on a client is this one method, with an array mode for rows that it then maps.
  const client = {
    query: (config: QueryArrayConfig, values: unknown[]) =>
      reads.add({ ...config, values, types: TYPES }),
  } as unknown as NodePgClient;
  // `Query` is typed as SQLite's, so that one text serves both.
  return drizzle(client) as unknown as Query;
}

/** A query that Drizzle has prepared: rows come out as the query's own type says. */
interface Prepared {
  execute(values: object): Promise<unknown[]>;
}

/** Drizzle's query for this engine, which is prepared under a name. */
interface Preparable {
  prepare(name: string): Prepared;
}

function readsOn(query: Query): Store["read"] {
  const made = new Map<object, Prepared>();

  function prepared<Values, Result>(statement: Statement<Values, Result>): Prepared {
    let found = made.get(statement);
    if (found === undefined) {
      const built = statement.build(query, TABLES, givenLater()) as unknown as Preparable; // on this engine
      found = built.prepare(preparedName(`r${made.size}`, statement.name));
      made.set(statement, found);
    }
    return found;
  }

  return async <Values extends object, Row>(
    statement: Statement<Values, Row[]>,
    values: Values,
  ) => {
    try {
      return (await prepared(statement).execute(values)) as Row[];
    } catch (error) {
      // Drizzle's own error has every value in its message.
      throw error instanceof DrizzleQueryError ? error.cause : error;
    }
  };
}
