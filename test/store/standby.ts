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
  if (waits) await waitFor(server, NAME);
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

/** From now on commits wait for whoever has the name; for nobody with an empty one. */
export async function waitFor(server: PostgresServer, name: string): Promise<void> {
  await reload(server, "synchronous_standby_names", name);
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
