/** The tables as rows are copied: each behind those it refers to. */
import { getTableConfig, type SQLiteTable } from "drizzle-orm/sqlite-core";
import { sqliteKit } from "../dialect.ts";
import { defineTables } from "../tables.ts";

export interface Column {
  readonly name: string;
  readonly kind: "text" | "integer" | "bytes";
}

export interface Shape {
  readonly table: string;
  /** Those that are stored; what an engine computes by itself is not among them. */
  readonly columns: readonly Column[];
  /** Places in `columns` of the primary key: rows are read in its order, which is the same on both engines. */
  readonly key: readonly number[];
}

/** A value, exactly as it is stored. */
export type Cell = string | bigint | Uint8Array | null;
/** In the order of the columns. */
export type Row = readonly Cell[];

const KINDS: Readonly<Record<string, Column["kind"]>> = {
  text: "text",
  integer: "integer",
  blob: "bytes",
};

/** SQLite's kit is the one of record, and the other engine's has the same tables. */
export const SHAPES: readonly Shape[] = inOrder(Object.values(defineTables(sqliteKit)));

function inOrder(tables: readonly SQLiteTable[]): Shape[] {
  const order: SQLiteTable[] = [];
  const add = (table: SQLiteTable) => {
    if (order.includes(table)) return;
    for (const key of getTableConfig(table).foreignKeys) add(key.reference().foreignTable);
    order.push(table);
  };
  tables.forEach(add);
  return order.map(shapeOf);
}

function shapeOf(table: SQLiteTable): Shape {
  const { name, columns, primaryKeys } = getTableConfig(table);
  const stored = columns.filter(({ generated }) => generated === undefined);
  const shared = primaryKeys.flatMap((each) => each.columns.map((column) => column.name));
  const key =
    shared.length > 0 ? shared : stored.filter(({ primary }) => primary).map((each) => each.name);
  return {
    table: name,
    columns: stored.map((column) => ({ name: column.name, kind: kindOf(column.getSQLType()) })),
    key: key.map((each) => stored.findIndex((column) => column.name === each)),
  };
}

function kindOf(type: string): Column["kind"] {
  const kind = KINDS[type];
  if (kind === undefined) throw new Error(`nobody said how ${type} is copied`);
  return kind;
}
