/** Rows of every table as nobody would think of them, made from what the tables say of themselves. */
import { getTableColumns, getTableName } from "drizzle-orm";
import { getTableConfig } from "drizzle-orm/sqlite-core";
import fc from "fast-check";
import { sqliteKit } from "../../src/store/dialect.ts";
import { SHAPES, type Cell, type Row, type Shape } from "../../src/store/move/shape.ts";
import { postgresKit } from "../../src/store/postgres-kit.ts";
import { defineTables } from "../../src/store/tables.ts";

/** Rows by table, in the order in which they can be added. */
export type AllRows = readonly (readonly [Shape, readonly Row[]])[];

interface About {
  nullable: boolean;
  /** In a key, so that no two rows may have the same. */
  unique: boolean;
  /** It has more than 32 bits on PostgreSQL. */
  large: boolean;
  /** Table and column whose values alone it may have. */
  refers: { table: string; column: string } | null;
}

const ABOUT: ReadonlyMap<string, About> = about();

const WORDS = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom(
      "",
      " ",
      "'",
      '"',
      "\\",
      "\\x00",
      "{}",
      "NULL",
      "\ufeffa",
      "\u{10ffff}",
      "é",
      "e\u0301",
      "\r\n",
      "$1",
      "\u202e",
    ),
  )
  // PostgreSQL has no such letter; what becomes of one is a test of its own.
  .map((text) => text.replaceAll("\0", "\u0001"));
/** The turn of a request is the negative of its priority, so the least one has no place. */
const COUNTS = fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }).map(BigInt);
const INSTANTS = fc.maxSafeInteger().map(BigInt);
const SEALS = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));

/** `rows` of each table. */
export function anyRows(rows: number): fc.Arbitrary<AllRows> {
  return fc
    .tuple(...SHAPES.map((shape) => fc.array(anyRow(shape), { minLength: rows, maxLength: rows })))
    .map((all) => fitting(all));
}

function anyRow(shape: Shape): fc.Arbitrary<Cell[]> {
  const cells = shape.columns.map(({ name, kind }): fc.Arbitrary<Cell> => {
    const { large, nullable } = of(shape, name);
    const integers = large ? INSTANTS : COUNTS;
    const any: fc.Arbitrary<Cell> = { text: WORDS, integer: integers, bytes: SEALS }[kind];
    return nullable ? fc.option(any) : any;
  });
  return fc.tuple(...cells);
}

/** The same with keys that are unique, and references to rows that are there. */
function fitting(all: readonly (readonly Cell[])[][]): AllRows {
  const done = new Map<string, readonly Row[]>();
  return SHAPES.map((shape, place) => {
    const rows = (all[place] ?? []).map((row, n) =>
      row.map((cell, at): Cell => {
        const { name, kind } = shape.columns[at] ?? { name: "", kind: "bytes" };
        const { unique, refers } = of(shape, name);
        if (refers !== null) {
          const parent = SHAPES.find(({ table }) => table === refers.table);
          const key = parent?.columns.findIndex((column) => column.name === refers.column) ?? -1;
          return done.get(refers.table)?.[n]?.[key] ?? null;
        }
        if (!unique || cell === null) return cell;
        return kind === "text" ? `${String(cell)}#${n}` : BigInt(n);
      }),
    );
    done.set(shape.table, rows);
    return [shape, rows] as const;
  });
}

function of({ table }: Shape, column: string): About {
  const found = ABOUT.get(`${table}.${column}`);
  if (found === undefined) throw new Error(`nothing is known of ${table}.${column}`);
  return found;
}

function about(): Map<string, About> {
  const onServer = new Map(
    Object.values(defineTables(postgresKit)).flatMap((table) =>
      Object.values(getTableColumns(table)).map((column) => [
        `${getTableName(table)}.${column.name}`,
        column.getSQLType(),
      ]),
    ),
  );
  const found = new Map<string, About>();
  for (const described of Object.values(defineTables(sqliteKit))) {
    const { name: table, columns, primaryKeys, indexes, foreignKeys } = getTableConfig(described);
    const unique = new Set([
      ...columns.filter(({ primary }) => primary).map(({ name }) => name),
      ...primaryKeys.flatMap((key) => key.columns.map(({ name }) => name)),
      ...indexes
        .filter(({ config }) => config.unique)
        .flatMap(({ config }) => config.columns.map((each) => ("name" in each ? each.name : ""))),
    ]);
    const refers = new Map(
      foreignKeys.map((key) => {
        const { columns: own, foreignTable, foreignColumns } = key.reference();
        const there = { table: getTableName(foreignTable), column: foreignColumns[0]?.name ?? "" };
        return [own[0]?.name ?? "", there];
      }),
    );
    for (const { name, notNull } of columns) {
      found.set(`${table}.${name}`, {
        nullable: !notNull,
        unique: unique.has(name),
        large: onServer.get(`${table}.${name}`) === "bigint",
        refers: refers.get(name) ?? null,
      });
    }
  }
  return found;
}
