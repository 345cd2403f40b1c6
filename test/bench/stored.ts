/**
 * What a hop costs in a deployment of any age: servers on files that hold so many sessions and requests
 * already, in alternating rounds.
 *
 * The rows are copies of ones the bench's own dialogues have left, each with an id, a phone and a reference of
 * its own, in an order that has nothing to do with when they came. What rows hang on them hangs on the copies.
 */
import { join } from "node:path";
import { mkdirSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { checkKept } from "./durable.ts";
import { openLane, round, type Lane } from "./rates.ts";
import { fixed, median, table, whole } from "./table.ts";

interface StoredLane {
  stored: number;
  lane: Lane;
  folder: string;
  /** Of the file, before anybody dials. */
  gigabytes: number;
  /** Milliseconds from the start of the process to its connections. */
  startMs: number;
}

export interface StoredPlan {
  /** Sessions, and as many requests. */
  sizes: readonly number[];
  connections: number;
  /** Milliseconds. */
  warm: number;
  rounds: number;
  each: number;
}

/** Prints the table; how many references were told and are on disk. @throws WrongReply */
export async function sayStored(
  say: (line?: string) => void,
  under: string,
  plan: StoredPlan,
): Promise<number> {
  const lanes: StoredLane[] = [];
  const folderOf = (stored: number) => join(under, String(stored));
  // All of them first: a connection that asks for nothing is closed while the next file is filled.
  for (const stored of plan.sizes) {
    mkdirSync(folderOf(stored));
    await fillFolder(folderOf(stored), stored);
  }
  for (const stored of plan.sizes) lanes.push(await openStored(folderOf(stored), stored, plan));
  for (let at = 0; at < plan.rounds; at++) {
    for (const { lane } of lanes) lane.rounds.push(await round(lane, plan.each));
  }
  const rows = lanes.map(({ stored, lane, gigabytes, startMs }) => [
    whole(stored),
    fixed(gigabytes, 2),
    whole(startMs),
    whole(of(lane, "hopsPerSecond")),
    fixed(of(lane, "hopsPerSecond") / of(lanes[0]?.lane, "hopsPerSecond"), 2),
    whole(of(lane, "cpuMicros")),
    fixed(of(lane, "cpuMicros") / of(lanes[0]?.lane, "cpuMicros"), 2),
  ]);
  say(`A hop beside what is stored: ${plan.rounds} rounds each, by turns`);
  say();
  const headings = ["sessions, requests", "GB", "ms to start", "hops/s", "to first"];
  say(table([...headings, "CPU µs/hop", "to first"], rows));
  say();
  let kept = 0;
  for (const { lane, folder, stored } of lanes) {
    lane.load.close();
    await lane.server.stop();
    kept += lane.expected.finished;
    await checkKept(folder, stored + lane.expected.finished + TEMPLATES);
  }
  return kept;
}

function of(lane: Lane | undefined, what: "hopsPerSecond" | "cpuMicros"): number {
  return median((lane?.rounds ?? []).map((one) => one[what]));
}

/** Requests that the copies are made of: one dialogue of each kind. */
const TEMPLATES = 2;

async function fillFolder(folder: string, stored: number): Promise<void> {
  const first = await openLane("njia", folder, 1);
  // The one behind the last is dialled, and left.
  await first.load.until(TEMPLATES + 1);
  first.load.close();
  await first.server.stop();
  fill(join(folder, "njia.db"), stored);
}

async function openStored(
  folder: string,
  stored: number,
  { connections, warm }: StoredPlan,
): Promise<StoredLane> {
  const gigabytes = statSync(join(folder, "njia.db")).size / 1e9;
  const since = performance.now();
  // Numbered from behind the templates, whose phones and ids are taken.
  const lane = await openLane("njia", folder, connections, { first: TEMPLATES + 2 });
  const startMs = performance.now() - since;
  await lane.load.flatOut(warm);
  return { stored, lane, folder, gigabytes, startMs };
}

const RANDOM = "lower(hex(randomblob(32)))";

/** `n.i` is the number of the copy, from 1, and `t` the row that is copied. */
const COPIES: readonly {
  table: string;
  from: string;
  order: string;
  own: Record<string, string>;
}[] = [
  {
    table: "people",
    from: "select * from people limit 1",
    order: "1",
    own: { id: person("n.i") },
  },
  {
    table: "bindings",
    from: "select * from bindings limit 1",
    order: "1",
    own: { id: id("n.i", "b"), phone_hash: RANDOM, person: person("n.i") },
  },
  {
    table: "sessions",
    from: "select * from sessions limit 1",
    order: "1",
    // Most are left after a few screens; nobody opens these, and all are gone a day later.
    own: {
      id: "'africastalking:ATUid_' || lower(hex(randomblob(16)))",
      phone_hash: RANDOM,
      state: "randomblob(700)",
    },
  },
  {
    table: "history",
    // Before its request has copies.
    from: "select * from history where request = (select id from requests limit 1)",
    order: "1, 2",
    own: { request: id("n.i", "r") },
  },
  {
    table: "requests",
    from: "select * from requests limit 1",
    order: "1",
    own: { id: id("n.i", "r"), ref: `'S' || n.i`, person: person("n.i") },
  },
];

/** An id of the form that Njia's have. */
function id(number: string, kind: string): string {
  return `printf('%08x-0000-7000-8000-00000000000${kind}', ${number})`;
}

function person(number: string): string {
  return id(number, "a");
}

/** Indexes are made anew behind the rows, which takes a tenth of the time. */
function fill(file: string, copies: number): void {
  const db = new Database(file);
  try {
    db.pragma("synchronous = OFF");
    // Not OFF, which the driver refuses without a word: it writes a log as large as the file.
    db.pragma("journal_mode = MEMORY");
    db.pragma("foreign_keys = OFF");
    db.pragma("cache_size = -500000");
    for (const { table: name, from, order, own } of COPIES) {
      const columns = db
        .prepare<[string], { name: string }>("select name from pragma_table_info(?)")
        .all(name)
        .map((column) => column.name);
      const indexes = db
        .prepare<[string], { name: string; sql: string }>(
          "select name, sql from sqlite_master where type = 'index' and tbl_name = ? and sql is not null",
        )
        .all(name);
      for (const index of indexes) db.exec(`drop index "${index.name}"`);
      const values = columns.map((column) => own[column] ?? `t."${column}"`);
      db.prepare(
        `insert into "${name}" (${columns.map((column) => `"${column}"`).join(", ")})
           with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
           select ${values.join(", ")} from n, (${from}) t order by ${order}`,
      ).run(copies);
      for (const index of indexes) db.exec(index.sql);
    }
    db.pragma("journal_mode = WAL");
  } finally {
    db.close();
  }
}
