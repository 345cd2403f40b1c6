/** A PostgreSQL database as a side of a move: its rows as they are, and the database to oneself. */
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { CopyFault } from "../copy-fault.ts";
import { faultAt, StoreFault } from "../fault.ts";
import { isMissing, MARK_AT, markIn, refuseHalf, textOf, type Mark } from "../mark.ts";
import { nameOf, type ServerPlace } from "../place.ts";
import { postgresKit } from "../postgres-kit.ts";
import { serverFault } from "../postgres/fault.ts";
import { haveAlone } from "../postgres/hold.ts";
import { upgradeOn } from "../postgres/migrate.ts";
import { appliedMigrations, knownMigrations } from "../postgres/migrations.ts";
import { connectAlone, takeTime } from "../postgres/pool.ts";
import { prepareReading } from "../postgres/session.ts";
import { buildLater } from "../plain.ts";
import type { Query } from "../statement.ts";
import type { Write } from "../store.ts";
import { defineTables } from "../tables.ts";
import { SHAPES, type Cell, type Column, type Row, type Shape } from "./shape.ts";
import type { Held, Source, Target } from "./side.ts";

const TABLES = defineTables(postgresKit);

export interface HeldServer extends Held {
  /** True where Njia never made its tables. */
  readonly bare: boolean;
  /** Makes the tables anew, empty and with the mark; what they held is gone. @throws CopyFault where they are not Njia's */
  begin(mark: Mark): Promise<void>;
}

/** Takes a database. @throws CopyFault where a process of Njia is on it, StoreFault */
export async function holdServer(place: ServerPlace): Promise<HeldServer> {
  return onServer(place, undefined, async (client) => {
    await haveAlone(client, nameOf(place));
    const applied = await appliedMigrations(client);
    const bare = applied.length === 0;
    return {
      mark: markIn(applied),
      behind: isMissing(knownMigrations(), applied),
      bare,
      ...rowsOn(place, client),
      putMark: (mark) => faulty(place, () => putMark(client, mark)),
      begin: (mark) => faulty(place, () => begin(place, client, mark, bare)),
      run: (write) => faulty(place, () => run(client, write)),
      async settle() {
        // Until then a count looks into every row for whether it is there; the server by itself may come to that much later.
        await faulty(place, () => client.query(`vacuum (analyze) ${SHAPES.map(named).join(", ")}`));
      },
      close: () => client.end(),
    };
  });
}

/**
 * All that is committed by now, while servers go on; from a standby too.
 * @throws StoreFault `older`, `newer`, `half` and whatever is wrong with the server
 */
export async function snapshotServer(
  place: ServerPlace,
): Promise<Source & { close(): Promise<void> }> {
  return onServer(place, prepareReading, async (client) => {
    await client.query("begin isolation level repeatable read, read only");
    const applied = await appliedMigrations(client);
    // Of one that was moved this is what it held last.
    refuseHalf(markIn(applied));
    if (isMissing(knownMigrations(), applied)) throw new StoreFault("older");
    return { ...rowsOn(place, client), close: () => client.end() };
  });
}

async function onServer<Side>(
  place: ServerPlace,
  prepare: Parameters<typeof connectAlone>[1],
  open: (client: pg.Client) => Promise<Side>,
): Promise<Side> {
  return faulty(place, async () => {
    const client = await connectAlone(place, prepare);
    try {
      await takeTime(client);
      return await open(client);
    } catch (error) {
      await client.end();
      throw error;
    }
  });
}

/** @throws StoreFault in place of what the driver threw, with the name of the place: there are two */
async function faulty<Result>(place: ServerPlace, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    const fault = serverFault(error);
    throw fault === null ? error : faultAt(nameOf(place), fault);
  }
}

async function begin(
  place: ServerPlace,
  client: pg.Client,
  mark: Mark,
  bare: boolean,
): Promise<void> {
  if (bare) await refuseOthers(place, client);
  const tables = [...SHAPES.map(named), 'public."__drizzle_migrations"'];
  await client.query(`drop table if exists ${tables.join(", ")} cascade`);
  await upgradeOn(client);
  await putMark(client, mark);
}

/** @throws CopyFault where somebody else's tables have our names */
async function refuseOthers(place: ServerPlace, client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ tablename: string }>(
    "select tablename from pg_tables where schemaname = 'public' and tablename = any($1) limit 1",
    [SHAPES.map(({ table }) => table)],
  );
  if (rows[0] === undefined) return;
  throw new CopyFault(
    `${nameOf(place)} has a table ${rows[0].tablename} that is not Njia's: make another database`,
  );
}

async function putMark(client: pg.Client, mark: Mark | null): Promise<void> {
  const list = 'public."__drizzle_migrations"';
  await client.query("begin");
  await client.query(`delete from ${list} where created_at = $1`, [MARK_AT]);
  if (mark !== null) {
    const line = [textOf(mark), MARK_AT];
    await client.query(`insert into ${list} (hash, created_at) values ($1, $2)`, line);
  }
  await client.query("commit");
}

async function run(client: pg.Client, { statement, values }: Write): Promise<void> {
  const query = drizzle(client) as unknown as Query; // as in `postgres`
  if (Object.keys(values).length > 0) throw new Error("a move writes no values");
  const { sql, params } = buildLater(statement, query, TABLES);
  await client.query(sql, params);
}

function rowsOn(place: ServerPlace, client: pg.Client): Target {
  return {
    page: (shape, after, limit) =>
      faulty(place, async () => {
        const { rows } = await client.query<Cell[]>({
          name: `page.${shape.table}.${after === null}`,
          text: pageOf(shape, after !== null),
          values: [limit, ...(after === null ? [] : shape.key.map((at) => after[at]))],
          rowMode: "array",
          types: EXACT,
        });
        return rows;
      }),
    count: ({ table }) =>
      faulty(place, async () => {
        const { rows } = await client.query<{ rows: string }>(
          `select count(*) as rows from ${named({ table })}`,
        );
        return Number(rows[0]?.rows);
      }),
    async add(shape, rows) {
      refuseNul(shape, rows);
      try {
        const values = shape.columns.map((_, at) => rows.map((row) => row[at]));
        const add = { name: `add.${shape.table}`, text: insertInto(shape), values };
        await faulty(place, () => client.query(add));
      } catch (error) {
        throw refusal(shape, error) ?? error;
      }
    },
  };
}

/** Numbers with all their digits. */
const EXACT: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary"): unknown =>
    oid === pg.types.builtins.INT4 || oid === pg.types.builtins.INT8
      ? BigInt
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser, // which has an overload for each format
};

const named = ({ table }: Pick<Shape, "table">) => `public."${table}"`;
const quoted = ({ name }: Column) => `"${name}"`;

function pageOf(shape: Shape, behind: boolean): string {
  const keys = shape.key.map((at) => quoted(shape.columns[at] as Column)).join(", "); // places in it
  const where = behind
    ? `where (${keys}) > (${shape.key.map((_, n) => `$${n + 2}`).join(", ")})`
    : "";
  return `select ${shape.columns.map(quoted).join(", ")} from ${named(shape)} ${where} order by ${keys} limit $1`;
}

const ARRAYS: Readonly<Record<Column["kind"], string>> = {
  text: "text[]",
  integer: "bigint[]",
  bytes: "bytea[]",
};

/** One statement for any number of rows. */
function insertInto(shape: Shape): string {
  const lists = shape.columns.map(({ kind }, at) => `$${at + 1}::${ARRAYS[kind]}`);
  const names = shape.columns.map(quoted).join(", ");
  return `insert into ${named(shape)} (${names}) select * from unnest(${lists.join(", ")})`;
}

/** @throws CopyFault for the one letter that PostgreSQL does not take */
function refuseNul({ table, columns }: Shape, rows: readonly Row[]): void {
  for (const row of rows) {
    const at = row.findIndex((cell) => typeof cell === "string" && cell.includes("\0"));
    if (at < 0) continue;
    const name = columns[at]?.name;
    throw new CopyFault(
      `${table}.${name} holds a text with the letter NUL, which PostgreSQL does not take: mend that row first`,
    );
  }
}

/** What it says of rows that are not as the tables want them; never the row. */
function refusal({ table }: Shape, error: unknown): CopyFault | null {
  if (!(error instanceof pg.DatabaseError) || !/^2[23]/.test(error.code ?? "")) return null;
  const what = error.constraint ?? error.message;
  return new CopyFault(`${table} holds a row that PostgreSQL does not take: ${what}`);
}
