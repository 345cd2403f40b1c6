/** The statements that docs/operating.md gives for PostgreSQL make what Njia needs. */
import { readFileSync } from "node:fs";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { openPostgresServer } from "../store/postgres-server.ts";
import { VAULT_KEYS } from "../store/vault.ts";

const TEXT = readFileSync("docs/operating.md", "utf8");
const [make = "", standby = ""] = [...TEXT.matchAll(/```sql\n([^`]*)```/g)].map(([, sql]) => sql);
const NAME = "county";
const PASSWORD = "a long one";

test("the role and its database serve; a standby that is required has to be named as it says there", async () => {
  const server = await openPostgresServer();
  onTestFinished(() => server.close());
  const administrator = new pg.Client({ connectionString: server.url("postgres") });
  await administrator.connect();
  onTestFinished(() => administrator.end());
  // One by one: some of them stand in no transaction.
  const run = async (sql: string) => {
    for (const each of sql.split(";\n")) if (each.trim() !== "") await administrator.query(each);
  };
  // The server of the tests has a user of this name already.
  await run(make.replaceAll("njia", NAME));
  const url = new URL(server.url(NAME));
  url.username = NAME;
  url.password = PASSWORD;
  const place = { url: url.href, standby: true };
  const options = { place, serve: true, vaultKeys: VAULT_KEYS };
  const found: Record<string, string>[] = [];
  const onServer = (settings: Readonly<Record<string, string>>) => void found.push({ ...settings });
  await expect(openStore(options)).rejects.toMatchObject({ code: "alone" });
  // Alone it makes its tables, and commits: nobody is waited for yet.
  const first = await openStore({ ...options, place: { ...place, standby: false } });
  expect(await first.commit([])).toEqual({ done: true });
  await first.close();

  await run(standby);
  const named = async () => {
    const { rows } = await administrator.query("show synchronous_standby_names");
    return rows;
  };
  const [, names] = /synchronous_standby_names = '(.*)'/.exec(standby) ?? [];
  await expect.poll(named).toEqual([{ synchronous_standby_names: names }]);
  const store = await openStore({ ...options, onServer });
  onTestFinished(() => store.close());
  expect(found).toMatchObject([{ synchronous_standby_names: names, synchronous_commit: "on" }]);
});
