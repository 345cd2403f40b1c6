/** PostgreSQL over TLS: a server of the test's own, with a certificate. */
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { AUTHORITY, CERTIFICATE, KEY, OTHER_AUTHORITY } from "./certificates.ts";
import { add } from "./open.ts";
import { openPostgresServer } from "./postgres-server.ts";
import { VAULT_KEYS } from "./vault.ts";

/** The user PostgreSQL runs as under root; see `postgres-server`. */
const NOBODY = 65_534;

test("commits go over TLS to a server whose authority is given, and to no other", async () => {
  const folder = mkdtempSync(join(tmpdir(), "njia-tls-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    // PostgreSQL refuses a key that others may read.
    writeFileSync(path, text, { mode: 0o600 });
    if (process.getuid?.() === 0) chownSync(path, NOBODY, NOBODY);
    return path;
  };
  const server = await openPostgresServer({
    ssl: "on",
    ssl_cert_file: file("cert.pem", CERTIFICATE),
    ssl_key_file: file("key.pem", KEY),
  });
  onTestFinished(() => server.close());
  const serve = (authority: string) => {
    const url = new URL(server.url("postgres"));
    url.searchParams.set("sslmode", "verify-full");
    url.searchParams.set("sslrootcert", file("authority.pem", authority));
    const place = { url: url.href, standby: false };
    return openStore({ place, serve: true, vaultKeys: VAULT_KEYS });
  };

  await expect(serve(OTHER_AUTHORITY)).rejects.toMatchObject({
    code: "tls",
    message: expect.stringMatching(/no TLS connection .* came about: look at sslmode/),
  });
  const missing = new URL(server.url("postgres"));
  for (const path of [join(folder, "missing.pem"), folder]) {
    missing.search = new URLSearchParams({ sslrootcert: path }).toString();
    const place = { url: missing.href, standby: false };
    const opened = openStore({ place, serve: true, vaultKeys: VAULT_KEYS });
    await expect(opened).rejects.toMatchObject({
      code: "tls",
      message: expect.stringMatching(/look at sslmode and at the certificates \((ENOENT|EISDIR): /),
    });
  }
  const store = await serve(AUTHORITY);
  onTestFinished(() => store.close());
  expect(await store.commit([add("over TLS")])).toEqual({ done: true });
  const encrypted =
    "select bool_and(ssl) as all from pg_stat_ssl join pg_stat_activity using (pid)";
  const client = new pg.Client({ connectionString: server.url("postgres") });
  await client.connect();
  const { rows } = await client.query(`${encrypted} where application_name = 'njia'`);
  await client.end();
  expect(rows).toEqual([{ all: true }]);
});
