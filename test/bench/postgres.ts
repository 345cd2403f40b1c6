/**
 * Hops on PostgreSQL, beside the same statements sent by the bare driver, and group commit beside a commit for
 * each hop on both engines.
 *
 * The bare driver has the statements of the same dialogues, sealed and bound beforehand, and sends those of a hop
 * one after the other: its reads, BEGIN, its writes under names, COMMIT. As many citizens wait at once as dial
 * Njia, over as many connections as serve them best. It speaks no HTTP, decides nothing and seals nothing.
 */
import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { Key, Vault } from "../../src/base/vault.ts";
import { openPostgres } from "../../src/store/postgres.ts";
import { postgresKit } from "../../src/store/postgres-kit.ts";
import { plainer, type PlainWrite, type Text } from "../../src/store/plain.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import type { Query } from "../../src/store/statement.ts";
import type { Store, Write } from "../../src/store/store.ts";
import { defineTables } from "../../src/store/tables.ts";
import { openPostgresServer, type PostgresServer } from "../store/postgres-server.ts";
import { collect, type Collected } from "./collect.ts";
import { checkKept } from "./durable.ts";
import { openLane, round } from "./rates.ts";
import { configIn } from "./settings.ts";
import { fixed, median, table, whole } from "./table.ts";

export interface PostgresPlan {
  connections: number;
  /** Milliseconds. */
  warm: number;
  rounds: number;
  each: number;
  /** Sessions whose statements the bare driver sends in a round. */
  sessions: number;
}

/** Connections of the bare driver: as many as Njia has, as a pool has by itself, and one for each citizen. */
const BARE_CONNECTIONS = [4, 10, 32, 128];

/** Prints the tables; how many references were told and are on disk. @throws WrongReply */
export async function sayPostgres(
  say: (line?: string) => void,
  folder: string,
  plan: PostgresPlan,
): Promise<number> {
  const server = await openPostgresServer();
  try {
    const collected = await collect(configIn(folder), plan.sessions);
    await collected.store.close();
    const kept = await sayHops(say, server, { folder, collected, plan });
    await sayGroups(say, server, { folder, collected, plan });
    return kept;
  } finally {
    await server.close();
  }
}

interface Given {
  folder: string;
  collected: Collected;
  plan: PostgresPlan;
}

async function sayHops(
  say: (line?: string) => void,
  server: PostgresServer,
  { folder, collected, plan }: Given,
): Promise<number> {
  const database = await madeDatabase(server, "njia_bench");
  const own = join(folder, "njia");
  mkdirSync(own);
  const lane = await openLane("njia", own, plan.connections, { database });
  await lane.load.flatOut(plan.warm);
  const sessions = hopsOf(collected);
  const template = await migrated(server, configIn(folder).vaultKeys);
  const bare = BARE_CONNECTIONS.map((connections) => ({ connections, rates: [] as number[] }));
  for (let at = 0; at < plan.rounds; at++) {
    lane.rounds.push(await round(lane, plan.each));
    for (const { connections, rates } of bare) {
      const from = { template, sessions };
      rates.push(await bareRate(server, from, { connections, callers: plan.connections }));
    }
  }
  lane.load.close();
  await lane.server.stop();
  const njia = lane.rounds.map((one) => one.hopsPerSecond);
  const cpu = whole(median(lane.rounds.map((one) => one.cpuMicros)));
  const row = (name: string, rates: readonly number[]) => [
    name,
    whole(median(rates)),
    whole(Math.min(...rates)),
    whole(Math.max(...rates)),
    ...(rates === njia ? ["", cpu] : [fixed(median(njia) / median(rates), 2), ""]),
  ];
  const rows = bare.map(({ connections, rates }) =>
    row(`the bare driver, ${connections} connections`, rates),
  );
  say(`Hops on PostgreSQL: ${plan.rounds} rounds each, by turns, ${plan.connections} citizens`);
  say();
  const headings = ["", "hops/s", "min", "max", "Njia to it", "CPU µs/hop"];
  say(table(headings, [row("Njia, over HTTP", njia), ...rows]));
  say();
  await checkKept(own, lane.expected.finished, database);
  return lane.expected.finished;
}

/** Commits of the same hops, without anything else: many who wait at once, and one at a time. */
async function sayGroups(
  say: (line?: string) => void,
  server: PostgresServer,
  { folder, collected, plan }: Given,
): Promise<void> {
  const { vaultKeys } = configIn(folder);
  const engines: Record<string, (name: string) => Promise<Store>> = {
    SQLite: (name) =>
      Promise.resolve(openSqlite({ file: join(folder, `${name}.db`), serve: true, vaultKeys })),
    PostgreSQL: async (name) => {
      const url = await madeDatabase(server, name);
      return openPostgres({ place: { url, standby: false }, serve: true, vaultKeys });
    },
  };
  const sessions = sessionsOf(collected);
  const rows: string[][] = [];
  for (const [engine, open] of Object.entries(engines)) {
    const rates = { together: [] as number[], alone: [] as number[] };
    for (let at = 0; at < plan.rounds; at++) {
      for (const [way, callers] of [
        ["together", plan.connections] as const,
        ["alone", 1] as const,
      ]) {
        const store = await open(`${way}_${at}`);
        const rate = await rateOf(sessions, callers, (writes) => store.commit(writes));
        rates[way].push(rate);
        await store.close();
      }
    }
    const [together, alone] = [median(rates.together), median(rates.alone)];
    rows.push([engine, whole(together), whole(alone), fixed(together / alone, 1)]);
  }
  say(`Commits of hops a second, ${plan.connections} asked for at once and one at a time`);
  say();
  say(table(["", "at once", "one at a time", "ratio"], rows));
  say();
}

async function madeDatabase(
  server: PostgresServer,
  name: string,
  template = "template1",
): Promise<string> {
  await onServer(server, `create database ${name} template ${template}`);
  return server.url(name);
}

/** Name of a database that has the tables. */
async function migrated(server: PostgresServer, vaultKeys: readonly Key[]): Promise<string> {
  const name = "bare_template";
  const url = await madeDatabase(server, name);
  const place = { url, standby: false };
  await (await openPostgres({ place, serve: true, vaultKeys })).close();
  return name;
}

async function onServer(server: PostgresServer, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.url("postgres") });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** A statement with its values, as the driver takes it. */
type Sent = Pick<pg.QueryConfig, "text"> & { name: string; values: unknown[] };

interface BareHop {
  reads: readonly Sent[];
  writes: readonly Sent[];
}

/** What each session asks for, hop by hop. */
function hopsOf(collected: Collected): BareHop[][] {
  const bound = binder(collected.vault);
  // Those of all hops lie together: a dial has nearly all of them, so each is given its share.
  const reads = collected.reads.map(({ statement, values }) =>
    bound({ statement, values: values as Write["values"], untouched: "fine" }),
  );
  const sessions = sessionsOf(collected);
  const share = Math.floor(reads.length / sessions.length);
  return sessions.map((commits, session) =>
    commits.map((writes, at) => ({
      reads: at === 0 ? reads.slice(session * share, (session + 1) * share) : [],
      writes: writes.map(bound),
    })),
  );
}

/** The commits of each session, in order: every hop writes its session's row. */
function sessionsOf({ commits }: Collected): (readonly Write[])[][] {
  const idOf = (writes: readonly Write[]) =>
    writes.find(({ statement }) => statement.name.startsWith("session."))?.values["id"];
  return [...Map.groupBy(commits, idOf).values()];
}

const TABLES = defineTables(postgresKit);

/** Statements of the driver's, with the texts that the store itself would send. */
function binder(vault: Vault): (write: Write) => Sent {
  const texts = new Map<number, Text>();
  const query = drizzle.mock() as unknown as Query; // as `openPostgres` types it; only `toSQL` is called
  const plain = plainer(query, TABLES, { learn: (number, text) => void texts.set(number, text) });
  return (write) => {
    const [number, ...values]: PlainWrite = plain(write);
    const text = texts.get(number)?.sql;
    if (text === undefined) throw new Error(`${write.statement.name} was not taught`);
    const stored = values.map((value) => {
      if (typeof value !== "object" || value === null) return value;
      const [of, column, row, now, words] = value;
      return vault.seal({ at: { table: of, column, row }, now, plain: words });
    });
    return { name: `bare${number}`, text, values: stored };
  };
}

/** Hops a second of the bare driver, on a database of its own that has the tables and no rows. */
async function bareRate(
  server: PostgresServer,
  { template, sessions }: { template: string; sessions: readonly BareHop[][] },
  { connections, callers }: { connections: number; callers: number },
): Promise<number> {
  const name = "bare_round";
  const connectionString = await madeDatabase(server, name, template);
  const pool = new pg.Pool({ connectionString, max: connections });
  const opened = await Promise.all(Array.from({ length: connections }, () => pool.connect()));
  for (const client of opened) client.release();
  const rate = await rateOf(sessions, callers, async ({ reads, writes }) => {
    const client = await pool.connect();
    for (const read of reads) await client.query(read);
    await client.query("BEGIN");
    for (const write of writes) await client.query(write);
    await client.query("COMMIT");
    client.release();
  });
  await pool.end();
  await onServer(server, `drop database ${name}`);
  return rate;
}

/** Hops a second when so many sessions go on at once, each hop behind the one before. */
async function rateOf<Hop>(
  sessions: readonly (readonly Hop[])[],
  callers: number,
  take: (hop: Hop) => Promise<unknown>,
): Promise<number> {
  const left = [...sessions];
  const caller = async () => {
    for (let session = left.shift(); session !== undefined; session = left.shift()) {
      for (const hop of session) await take(hop);
    }
  };
  const since = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  const hops = sessions.reduce((sum, each) => sum + each.length, 0);
  return (hops * 1000) / (performance.now() - since);
}
