/**
 * Commits that wait for a standby on the server, and for which nobody waits any more.
 *
 * A node that was killed, or whose machine is lost, cannot tell the server, which does not notice by itself while it
 * waits: not even `client_connection_check_interval` is looked at there. Each life of a node that is killed while the
 * standby is away left two to four connections, until the server took no more.
 */
import type { ClientBase } from "pg";

/** Milliseconds after which a commit is forgotten: nobody listens to one for longer than four seconds. */
export const FORGOTTEN_MS = 10_000;
/** The names by which connections know each other, whatever `DATABASE_URL` would call them. */
export const NAME = "njia";
/** Of those who take their time. */
export const AT_LEISURE = "njia at leisure";

/** Of the same user, since no other one may be ended. */
const END = `
select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and usename = current_user and application_name = '${NAME}'
    and wait_event = 'SyncRep' and query_start < now() - interval '${FORGOTTEN_MS} milliseconds'`;

/** Ends them all, whichever node's they were. What they committed stays, unacknowledged. */
export async function endForgotten(client: Pick<ClientBase, "query">): Promise<void> {
  await client.query(END);
}
