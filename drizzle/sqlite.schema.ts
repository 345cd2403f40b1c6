import { sqliteKit } from "../src/store/dialect.ts";
import { defineTables } from "../src/store/tables.ts";

/** drizzle-kit sees a table when a module exports it. */
export const { sessions, releases, settings, people, bindings, drafts, requests, history } =
  defineTables(sqliteKit);
