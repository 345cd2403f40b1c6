/** What is set and looked at on each connection before it is used: a failover may lead to another server. */
import type { ClientBase } from "pg";
import { StoreFault } from "../fault.ts";
import type { ServerPlace } from "../place.ts";
import { NAME } from "./forgotten.ts";

/**
 * Milliseconds. A lock is given up before the server looks for a deadlock, which is after a second, and what
 * waited for it is run again; no statement of a hop or a sender takes a second. A node that is lost inside a
 * transaction holds the rows of whoever was in it: it is undone before those who wait for them, two seconds,
 * give up. One that is only slow runs it again.
 *
 * `synchronous_commit` is set to what it is as well: what was never set on a connection a reload changes there.
 */
const LOCK_MS = 250;
const STATEMENT_MS = 3_000;
const STANDING_MS = 1_500;
/** Whatever else there is: a schema with the name of the role comes first by itself, and one day somebody makes it. */
const WHERE = "set search_path = public";
const SET = `
${WHERE};
set application_name = '${NAME}';
set lock_timeout = ${LOCK_MS};
set statement_timeout = ${STATEMENT_MS};
set idle_in_transaction_session_timeout = ${STANDING_MS};
select set_config('synchronous_commit',
  case current_setting('synchronous_commit') when 'remote_apply' then 'remote_apply' else 'on' end, false)`;

/**
 * After how many seconds, and questions, the server lets go of a node that is not there any more; by itself it
 * takes two hours. An engine without such settings goes by its own.
 */
const KEEPALIVE = `
select set_config(name, case name when 'tcp_keepalives_idle' then '20' when 'tcp_keepalives_interval' then '5' else '3' end, false)
  from pg_settings where name in ('tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count')`;

/** Those an engine does not have are not among the rows. */
const LOOK = `
select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit',
  'synchronous_standby_names', 'transaction_read_only', 'server_encoding', 'server_version')`;

/** What an administrator, or a tool like Patroni, may change under connections that are in use. */
const CHANGEABLE = ["fsync", "full_page_writes", "synchronous_standby_names"];
const LOOK_AGAIN = {
  name: "look.again",
  text: `select ${CHANGEABLE.map((name) => `current_setting('${name}', true) as ${name}`).join(", ")}`,
};

/** For reading alone; whether the server would keep what is written does not matter. */
export async function prepareReading(client: Pick<ClientBase, "query">): Promise<void> {
  await client.query(`${WHERE}; set default_transaction_read_only = on`);
}

/** What a server says of itself, by the names of its settings. */
export type Settings = Readonly<Record<string, string>>;

/** @throws StoreFault when the server would break a promise; any other error is the driver's */
export async function prepareSession(
  client: Pick<ClientBase, "query">,
  place: Pick<ServerPlace, "standby">,
): Promise<Settings> {
  const [, { rows }] = await Promise.all([
    client.query(`${SET};${KEEPALIVE}`),
    client.query<{ name: string; setting: string }>(LOOK),
  ]);
  const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  assertSettings(settings, place);
  return settings;
}

/** @throws StoreFault */
export function assertSettings(found: Settings, { standby }: Pick<ServerPlace, "standby">): void {
  if (found["transaction_read_only"] === "on") throw new StoreFault("standby");
  if (found["fsync"] === "off") throw new StoreFault("unsynced");
  if (found["full_page_writes"] === "off") throw new StoreFault("torn");
  const { synchronous_commit: waits = "on" } = found;
  if (waits !== "on" && waits !== "remote_apply") throw new StoreFault("unsynced");
  if ((found["server_encoding"] ?? "UTF8") !== "UTF8") throw new StoreFault("encoding");
  if (standby && (found["synchronous_standby_names"] ?? "") === "") throw new StoreFault("alone");
}

/** The same of a connection in use, for what may have changed meanwhile. @throws StoreFault */
export async function lookAgain(
  client: Pick<ClientBase, "query">,
  place: Pick<ServerPlace, "standby">,
): Promise<void> {
  const { rows } = await client.query<Settings>(LOOK_AGAIN);
  assertSettings(rows[0] ?? {}, place);
}
