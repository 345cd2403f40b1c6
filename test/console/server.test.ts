import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runAdd } from "../../src/cli/staff.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import { openTrial } from "../app/trial.ts";
import { testVault } from "../store/vault.ts";

/** As the command runs beside the server: its own connection to the same file. */
async function tokenFor(folder: string, role: string): Promise<string> {
  const file = join(folder, "data/njia.db");
  const vaultKeys = [{ id: "v", bytes: new Uint8Array(32).fill(1) }];
  const store = openSqlite({ file, serve: false, vaultKeys });
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  await runAdd({ store, vault: testVault(), print }, { name: `${role} one`, role });
  await store.close();
  return /njia_\S+/.exec(lines.join("\n"))?.[0] ?? "";
}

test("a server has the API on its port, and a token made beside it opens at once", async () => {
  const { url, folder, lines, stop } = await openTrial();
  const api = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, { headers });
  expect((await api("/openapi.json")).status).toBe(200);
  const stranger = await api("/api/v1/me");
  expect([stranger.status, stranger.headers.get("content-type")]).toEqual([
    401,
    "application/problem+json",
  ]);
  const token = await tokenFor(folder, "officer");
  const authorization = `Bearer ${token}`;
  const me = await api("/api/v1/me", { authorization });
  expect(await me.json()).toMatchObject({ name: "officer one", role: "officer" });
  const services = await api("/api/v1/services?lang=en", { authorization });
  expect(JSON.stringify(await services.json())).toContain('"service":"report"');
  const page = await api("/api/v1/requests", { authorization });
  expect(await page.json()).toEqual({ requests: [], next: null });
  const lost = await api("/api/v2/requests", { authorization });
  expect(lost.status).toBe(404);
  await stop();
  expect(lines.text()).toContain("started");
  expect(lines.text()).not.toContain(token);
  expect(readFileSync(join(folder, "data/njia.db")).includes(token)).toBe(false);
});
