/** Answers that were promised, where processes have different keys: one that lacks a key takes nothing from those who have it. */
import { expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../src/base/ids.ts";
import { openVault } from "../../src/base/vault.ts";
import { readDrafts, saveDraft } from "../../src/people/drafts.ts";
import { openLate } from "../../src/session/late.ts";
import { WORTH_MS } from "../../src/session/look-up-rows.ts";
import { openStore } from "../../src/store/open.ts";
import { testKeys } from "../store/vault.ts";
import type { World } from "../world.ts";
import { asked, found, KNOWN, scripted } from "./shop.ts";

const MINUTE = 60_000;
const OLD = testKeys();
const NEW = { ...OLD, vaultKeys: [{ id: "v2", bytes: new Uint8Array(32).fill(8) }] };
const BOTH = { ...OLD, vaultKeys: [...NEW.vaultKeys, ...OLD.vaultKeys] };

/** Somebody was told by a process with these keys that an SMS will come, and the lease of its call is over. */
async function promised(keys: typeof OLD) {
  const never = new Promise<never>(() => {});
  let waits = 0;
  const wait = () => (waits++ === 0 ? Promise.resolve() : never);
  const phone = await asked({ keys: () => keys, agency: scripted(never).agency, wait });
  expect(await phone.reply(KNOWN)).toBe("END We will send an SMS");
  phone.world.time.now += MINUTE;
  return phone.world;
}

/** Does what is due, as a process with these keys; the codes of what it could not open. */
async function drained(world: World, keys: typeof OLD) {
  const faults: unknown[] = [];
  const late = openLate({
    store: world.store(),
    vault: openVault(keys),
    releases: world.releases(),
    clock: () => world.time.now,
    random: seededRandom(8),
    agency: scripted(found(3000)).agency,
    on: { fault: (error) => faults.push((error as { code?: unknown }).code) }, // or undefined, which the test refuses
  });
  await late.drain();
  world.time.now += MINUTE;
  return faults;
}

const texts = async (world: World) => (await world.sms()).map(({ text }) => text);

test("a process that lacks the key of a question leaves it to others, once in a minute", async () => {
  const world = await promised(NEW);
  expect(await drained(world, OLD)).toEqual(["unknown_key"]);
  expect(await drained(world, BOTH)).toEqual([]);
  expect(await texts(world)).toEqual(["Dial *1#"]);
});

test("and so it does where it lacks the key of the draft that waits", async () => {
  const world = await promised(OLD);
  const at = world.time.now;
  const [row] = await world.raw<{ person: string }>("select person from look_ups");
  const person = row?.person ?? "";
  const [draft] = await readDrafts(world.store(), openVault(OLD), { person, at });
  const { vaultKeys } = NEW;
  const store = await openStore({ place: world.place, serve: false, vaultKeys });
  onTestFinished(() => store.close());
  if (draft === undefined) throw new Error("there is no draft");
  await store.commit([saveDraft({ person, draft, begunAt: at, at, keepMs: WORTH_MS })]);
  expect(await drained(world, OLD)).toEqual(["unknown_key"]);
  expect(await drained(world, BOTH)).toEqual([]);
  expect(await texts(world)).toEqual(["Dial *1#"]);
});

test("what came to nothing is told by a process that has the key, though one that lacks it was first", async () => {
  const world = await promised(NEW);
  world.time.now += WORTH_MS;
  expect(await drained(world, OLD)).toEqual(["unknown_key"]);
  expect(await drained(world, BOTH)).toEqual([]);
  expect(await texts(world)).toEqual(["Dial *1# again"]);
});

test("what no process has opened in twice the time for which it was worth something is dropped", async () => {
  const world = await promised(NEW);
  world.time.now += 2 * WORTH_MS;
  expect(await drained(world, OLD)).toEqual(["unknown_key"]);
  expect(await world.raw("select 1 from look_ups")).toEqual([]);
});
