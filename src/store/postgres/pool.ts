/** Connections to a PostgreSQL server, each with the settings that the promises rest on. */
import pg from "pg";
import { monotonic } from "../../base/clock.ts";
import type { ServerPlace } from "../place.ts";
import { AT_LEISURE, NAME } from "./forgotten.ts";
import { prepareSession } from "./session.ts";

/** Milliseconds until a server that says nothing counts as gone; a hop has five seconds. */
const CONNECT_MS = 2_000;
export const ANSWER_MS = 4_000;
/** A connection nobody needs is closed after this, in milliseconds. */
const IDLE_MS = 60_000;

/** The same JavaScript values as from SQLite: counts and instants are numbers. */
export const TYPES = typesWith(pg.types.builtins.INT8, Number);

function typesWith(own: number, parse: (text: string) => unknown): pg.CustomTypesConfig {
  const parserOf = (oid: number, format?: "text" | "binary"): unknown =>
    oid === own ? parse : pg.types.getTypeParser(oid, format);
  // It has an overload for each format, which no one function can be typed as.
  return { getTypeParser: parserOf as typeof pg.types.getTypeParser };
}

/** What is set and looked at before a connection is used. */
type Prepare = (client: pg.ClientBase, place: ServerPlace) => Promise<unknown>;

const COMMON = {
  application_name: NAME,
  keepAlive: true,
  connectionTimeoutMillis: CONNECT_MS,
};

const made = new WeakMap<object, number>();

/** When a connection of a pool was made, on the monotonic clock. */
export function madeAt(client: pg.PoolClient): number {
  return made.get(client) ?? 0;
}

/** One connection; whoever opens it ends it. @throws StoreFault, and errors of the driver's */
export async function connectAlone(
  place: ServerPlace,
  prepare: Prepare = prepareSession,
): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: place.url, ...COMMON });
  // What is under way rejects; when nothing is, the next one does.
  client.on("error", () => {});
  await client.connect();
  try {
    await prepare(client, place);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** For whoever waits for nobody that citizens wait for: a large table may take minutes, and others as long. */
export async function takeTime(client: pg.Client): Promise<void> {
  await client.query(
    `set lock_timeout = 0; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0;
    set application_name = '${AT_LEISURE}'`,
  );
}

/**
 * Up to `max` connections, made when they are needed, which begin anew by themselves after the server
 * was gone. What is sent over one does not wait for the answer to what was sent before.
 */
export function openPool(place: ServerPlace, max: number, prepare: Prepare): pg.Pool {
  // The pool waits for what it returns; its types do not say so.
  const onConnect = (client: pg.ClientBase): unknown => {
    made.set(client, monotonic());
    // The pool listens only while nobody has it, and whoever has it sees what is under way reject.
    client.on("error", () => {});
    return prepare(client, place);
  };
  const pool = new pg.Pool({
    connectionString: place.url,
    ...COMMON,
    max,
    pipeline: true,
    types: TYPES,
    query_timeout: ANSWER_MS,
    idleTimeoutMillis: IDLE_MS,
    allowExitOnIdle: true,
    onConnect,
  });
  // Of connections that nobody uses: the next one who needs one finds out by itself. Without a listener
  // the restart of a server would end the process.
  pool.on("error", () => {});
  return pool;
}
