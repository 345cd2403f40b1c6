/**
 * Who is on a database: everybody who may write to it, or one alone who moves it.
 *
 * Each connection of a server, a sender or a command shares one of the server's locks; whoever has it alone knows
 * that none of them is there, and keeps them away. It goes with its connection, so that a crash needs no
 * clean-up. A connection that comes after the lock is free again finds the mark of what was done meanwhile.
 */
import { CopyFault } from "../copy-fault.ts";
import { StoreFault } from "../fault.ts";
import { refuseMarked } from "../mark.ts";
import { appliedMigrations, type Queries } from "./migrations.ts";

/** Beside that of the migrations. */
const LOCK = 0x6e6a_6962;

/** Before a connection that may write is used. @throws StoreFault `held`, `moved`, `half` */
export async function join(client: Queries): Promise<void> {
  if (!(await take(client, "pg_try_advisory_lock_shared"))) throw new StoreFault("held");
  refuseMarked(await appliedMigrations(client));
}

/** Until its connection ends. @throws CopyFault with the addresses of those who are there */
export async function haveAlone(client: Queries, name: string): Promise<void> {
  if (await take(client, "pg_try_advisory_lock")) return;
  const { rows } = await client.query<{ from: string }>(
    `select distinct coalesce(host(client_addr), 'this machine') as from from pg_stat_activity
      where datname = current_database() and application_name like 'njia%' and pid <> pg_backend_pid()`,
  );
  const from = rows.map((each) => each.from).join(", ");
  throw new CopyFault(
    `Njia is connected to ${name} from ${from}: stop every server, njia work and every command`,
  );
}

async function take(client: Queries, how: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(`select ${how}($1) as taken`, [LOCK]);
  return rows[0]?.taken === true;
}
