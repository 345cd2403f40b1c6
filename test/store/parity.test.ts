import { getTableColumns, getTableName } from "drizzle-orm";
import { expect, test } from "vitest";
import { sqliteKit } from "../../src/store/dialect.ts";
import { postgresKit } from "../../src/store/postgres-kit.ts";
import { defineTables } from "../../src/store/tables.ts";

function shape(tables: ReturnType<typeof defineTables>) {
  return Object.values(tables).map((table) => ({
    table: getTableName(table),
    columns: Object.entries(getTableColumns(table)).map(([key, column]) => ({
      key,
      name: column.name,
      // PostgreSQL's text is a type of our own, for its order.
      dataType: /^text\b/i.test(column.getSQLType()) ? "string" : column.dataType,
      notNull: column.notNull,
      hasDefault: column.hasDefault,
    })),
  }));
}

test("both engines have the same tables, columns and JavaScript types", () => {
  const sqlite = shape(defineTables(sqliteKit));
  expect(sqlite.length).toBeGreaterThan(0);
  expect(shape(defineTables(postgresKit))).toEqual(sqlite);
});

test("a column's key is its SQL name", () => {
  for (const { columns } of shape(defineTables(sqliteKit))) {
    expect(columns.map(({ key }) => key)).toEqual(columns.map(({ name }) => name));
  }
});
