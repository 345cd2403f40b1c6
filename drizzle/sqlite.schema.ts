import { sqliteKit } from "../src/store/dialect.ts";
import { defineTables } from "../src/store/tables.ts";

const tables = defineTables(sqliteKit);

/** drizzle-kit sees a table when a module exports it. */
export const { sessions, releases, decisions, settings, workers } = tables;
export const { lookUps } = tables;
export const { people, bindings, drafts, standIns, requests, history, claims, tallies } = tables;
export const { messages, flights, receipts, inbound, preferences, spending } = tables;
export const { staff, tokens, staffPhones, idempotency } = tables;
export const { subscriptions, deliveries } = tables;
