/** Brings a PostgreSQL database to the tables this code was written for; never back. */
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import type { Client } from "pg";
import { isMissing, refuseMarked } from "../mark.ts";
import type { ServerPlace } from "../place.ts";
import { refuseUnanswered } from "./heard.ts";
import { join } from "./hold.ts";
import { appliedMigrations, knownMigrations, MIGRATIONS, type Queries } from "./migrations.ts";
import { connectAlone, takeTime } from "./pool.ts";

/** Of Njia's migrations, among the locks that a database knows: any number that others do not use. */
const LOCK = 0x6e6a_6961;

/** True when `upgrade` has something to do. @throws StoreFault `newer`, `moved`, `half` */
export async function isBehind(client: Queries): Promise<boolean> {
  const applied = await appliedMigrations(client);
  refuseMarked(applied);
  return isMissing(knownMigrations(), applied);
}

/**
 * Applies what is missing in one transaction, on a connection of its own. Of several nodes that start
 * together one does it, and the others wait: side by side most of them would fail.
 * @throws StoreFault `unanswered` while no commit is
 */
export async function upgrade(place: ServerPlace): Promise<void> {
  const client = await connectAlone(place);
  try {
    await join(client);
    await refuseUnanswered(client);
    await takeTime(client);
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    if (await isBehind(client)) await upgradeOn(client);
  } finally {
    // The locks go with their connection.
    await client.end();
  }
}

/** The same by whoever has the database alone, where it is behind. */
export async function upgradeOn(client: Client): Promise<void> {
  await migrate(drizzle(client), MIGRATIONS);
}
