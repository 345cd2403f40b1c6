/** Settings that are changed under a store in use: nothing is acknowledged that they would not keep. */
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import type { ServerPlace } from "../../src/store/place.ts";
import { add } from "./open.ts";
import { openPair } from "./pair.ts";
import { openPostgresServer } from "./postgres-server.ts";
import { ask, reload, stuckOn, waitNoLonger } from "./standby.ts";
import { VAULT_KEYS } from "./vault.ts";

const SLOWLY = { timeout: 30_000 };

async function opened(place: ServerPlace) {
  const reach: boolean[] = [];
  const onReach = (there: boolean) => void reach.push(there);
  const store = await openStore({ place, serve: true, vaultKeys: VAULT_KEYS, onReach });
  onTestFinished(() => store.close());
  let count = 0;
  /** What became of a commit: true, or the fault's code. */
  const commit = async () => {
    const came = await store.commit([add(`n${++count}`)]).catch((error: unknown) => error);
    const { done, code } = came as { done?: boolean; code?: string }; // one of the two
    return done ?? code;
  };
  return { commit, reach };
}

test("the standby dies and is named no longer: neither who waits for it is answered, nor anybody after", async () => {
  const { primary, standby, place } = await openPair();
  const { commit, reach } = await opened(place);
  expect(await commit()).toBe(true);
  await standby.kill();
  const waiting = commit();
  await expect.poll(() => stuckOn(primary)).toHaveLength(1);
  // As Patroni does by itself, unless it is told to be strict.
  await waitNoLonger(primary);
  expect(await waiting).toBe("unanswered");
  await expect.poll(commit, SLOWLY).toBe("alone");
  expect(reach).toEqual([false]);

  await reload(primary, "synchronous_standby_names", "njia_b");
  await standby.start();
  await expect.poll(commit, SLOWLY).toBe(true);
  await expect.poll(() => reach, SLOWLY).toEqual([false, true]);
});

test.each([
  ["fsync", "unsynced"],
  ["full_page_writes", "torn"],
])("%s is put off: nothing is acknowledged until it is on again", async (setting, code) => {
  const server = await openPostgresServer();
  onTestFinished(() => server.close());
  const { commit, reach } = await opened({ url: server.url("postgres"), standby: false });
  expect(await commit()).toBe(true);
  await reload(server, setting, "off");
  await expect.poll(commit, SLOWLY).toBe(code);
  expect(reach).toEqual([false]);
  await reload(server, setting, "on");
  await expect.poll(commit, SLOWLY).toBe(true);
  await expect.poll(() => reach).toEqual([false, true]);
});

test("synchronous_commit is put off where it was remote_apply: nothing is acknowledged that the standby lacks", async () => {
  const { primary, between, place } = await openPair();
  await reload(primary, "synchronous_commit", "remote_apply");
  const setTo = async () => (await ask(primary, "show synchronous_commit"))[0];
  await expect.poll(setTo).toEqual({ synchronous_commit: "remote_apply" });
  const { commit } = await opened(place);
  expect(await commit()).toBe(true);
  await reload(primary, "synchronous_commit", "off");
  // The server has told all others by the time that it lets one in with the new setting.
  await expect.poll(setTo).toEqual({ synchronous_commit: "off" });
  between.silence();
  expect(await commit()).toBe("unanswered");
});
