/**
 * Before the tests that run on PostgreSQL: a server of their own, or the one that `DATABASE_URL` names, and a
 * database on it that has the tables. All of it is gone afterwards, also when they failed.
 */
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openPostgres } from "../../src/store/postgres.ts";
import { openPostgresServer } from "./postgres-server.ts";
import { VAULT_KEYS } from "./vault.ts";

export interface PostgresGiven {
  /** Of a database that is there, by a user who may make others. */
  url: string;
  /** Name of the database that has the tables, and what the names of its copies begin with. */
  template: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    postgres: PostgresGiven | undefined;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const named = process.env["DATABASE_URL"] ?? "";
  const own = named.startsWith("postgres") ? null : await openPostgresServer();
  const url = own?.url("postgres") ?? named;
  const template = `njia_test_${process.pid}`;
  await onServer(url, (server) => server.query(`create database ${template}`));
  const made = new URL(url);
  made.pathname = `/${template}`;
  const place = { url: made.href, standby: false };
  await (await openPostgres({ place, serve: true, vaultKeys: VAULT_KEYS })).close();
  project.provide("postgres", { url, template });
  return async () => {
    if (own !== null) return own.close();
    await onServer(url, (server) => dropAll(server, template));
  };
}

async function onServer(url: string, run: (server: pg.Client) => Promise<unknown>): Promise<void> {
  const server = new pg.Client({ connectionString: url });
  await server.connect();
  try {
    await run(server);
  } finally {
    await server.end();
  }
}

async function dropAll(server: pg.Client, template: string): Promise<void> {
  const { rows } = await server.query<{ datname: string }>(
    "select datname from pg_database where starts_with(datname, $1)",
    [template],
  );
  for (const { datname } of rows) await server.query(`drop database ${datname} with (force)`);
}
