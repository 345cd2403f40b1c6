/** A second server that is kept by streaming, and the way between the two. */
import { setTimeout as after } from "node:timers/promises";
import pg from "pg";
import { openWay, type Way } from "../fault/way.ts";
import type { PostgresServer } from "./postgres-server.ts";

export interface Standby {
  server: PostgresServer;
  between: Way;
}

/** Under which name the primary knows it. */
const NAME = "njia_b";
const LOOK_EVERY_MS = 20;

/** One that has what the server has by now; `waits` says whether each commit waits for it. */
export async function standbyOf(server: PostgresServer, waits: boolean): Promise<Standby> {
  const between = await openWay(server.port);
  const other = await server.standby(between.port, NAME);
  if (waits) await reload(server, "synchronous_standby_names", NAME);
  const wanted = waits ? "sync" : "async";
  for (;;) {
    const [found] = await ask<{ sync_state: string }>(
      server,
      "select sync_state from pg_stat_replication where state = 'streaming'",
    );
    if (found?.sync_state === wanted) break;
    await after(LOOK_EVERY_MS);
  }
  return { server: other, between };
}

/** Commits wait from now on for somebody who is not there. */
export async function waitForNobody(server: PostgresServer): Promise<void> {
  await reload(server, "synchronous_standby_names", "nobody");
  await withServer(server.url("postgres"), async (client) => {
    const own = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    const pid = own.rows[0]?.pid ?? 0;
    // It does once another process of the server has read the setting.
    for (let waits = false; !waits;) {
      let done = false;
      const commit = client
        .query("select pg_logical_emit_message(true, 'njia', '')")
        .finally(() => (done = true));
      while (!done && !waits) {
        waits = (await stuckOn(server)).includes(pid);
        if (waits) await ask(server, `select pg_cancel_backend(${pid})`);
      }
      await commit;
    }
  });
}

/** Who waits for a standby at this moment. */
export async function stuckOn(server: PostgresServer): Promise<number[]> {
  const waits = "select pid from pg_stat_activity where wait_event = 'SyncRep'";
  return (await ask<{ pid: number }>(server, waits)).map(({ pid }) => pid);
}

export async function waitNoLonger(server: PostgresServer): Promise<void> {
  await reload(server, "synchronous_standby_names", "");
}

/** A setting, as an administrator changes it on a server that runs. */
export async function reload(server: PostgresServer, name: string, value: string): Promise<void> {
  await ask(server, `alter system set ${name} = '${value}'`);
  await ask(server, "select pg_reload_conf()");
}

/** The rows of one statement, on a connection of its own. */
export function ask<Row extends object>(server: PostgresServer, sql: string): Promise<Row[]> {
  return withServer(server.url("postgres"), async (client) => (await client.query<Row>(sql)).rows);
}

export async function withServer<Value>(
  url: string,
  run: (client: pg.Client) => Promise<Value>,
): Promise<Value> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}
