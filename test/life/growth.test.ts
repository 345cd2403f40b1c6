/** The age of a deployment: what is written every month goes again, so that its tables stay as large as they were after two years. */
import { expect, test } from "vitest";
import { openPurge } from "../../src/session/purge.ts";
import { Call, REPORT, testWorld } from "../session/call.ts";
import type { World } from "../world.ts";

const MONTH_MS = 2_629_800_000;
const PHONES = 5;

/** Rows of every table there is, the engine's own left out. */
async function rows(world: World): Promise<Record<string, number>> {
  const tables = [...(await world.dump())].filter(([name]) => !/^(sqlite_|__)/.test(name));
  return Object.fromEntries(tables.map(([name, { length }]) => [name, length]));
}

/** A report that is sent with its SMS, and one that is left; then what runs every minute. */
async function month(world: World, number: number): Promise<void> {
  const phone = `+2547110001${String(number % PHONES).padStart(2, "0")}`;
  // A language is asked for once.
  const report = number < PHONES ? REPORT : REPORT.slice(1);
  const left = await new Call(world, { phone }).dial();
  expect(await left.type(...report.slice(0, -3))).toMatch(/^CON /);
  const sent = await new Call(world, { phone }).dial();
  // Anew, rather than on with the draft.
  expect(await sent.type("2", ...REPORT.slice(3), "1")).toMatch(/^END .*\d{4} \d{4}/s);
  const again = await new Call(world, { phone }).dial();
  await again.type(...REPORT.slice(1, -3));
  expect(await world.sms()).toHaveLength(1);
  // Somebody who calls this once, and wants nothing.
  const once = `+2547110002${String(number).padStart(2, "0")}`;
  expect(await (await new Call(world, { phone: once }).dial()).type("2")).toMatch(/^CON /);
  world.time.now += MONTH_MS;
  const purge = openPurge({
    store: world.store(),
    clock: () => world.time.now,
    monotonic: () => world.time.now,
  });
  expect(await purge()).toBe("purged");
}

test("no table grows with the age of a deployment", async () => {
  const world = await testWorld();
  const years: Record<string, number>[] = [];
  for (let year = 0; year < 3; year++) {
    for (let at = 0; at < 12; at++) await month(world, year * 12 + at);
    years.push(await rows(world));
  }
  const [, second, third] = years;
  expect(second?.["requests"]).toBeGreaterThan(0);
  expect(third).toEqual(second);
});
