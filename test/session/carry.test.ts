/** A rehearsed call is on the release of now in the store too, and is given its time anew. */
import { NO_LOOK_UPS } from "./no-look-ups.ts";
import { expect, test } from "vitest";
import { seededRandom } from "../../src/base/ids.ts";
import type { Phone } from "../../src/base/phone.ts";
import type { MenuFiles } from "../../src/menu/source.ts";
import { openReleasesOnce } from "../once.ts";
import { openSessions } from "../../src/session/sessions.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";
import { CODE, MENUS, MORNING } from "../world.ts";

const MINUTE_MS = 60_000;
const changed: MenuFiles = new Map(
  [...MENUS].map(([file, text]) => [file, text.replace("What is wrong?", "What happened?")]),
);

async function openNodes() {
  const { store } = openTestStore();
  const time = { now: MORNING };
  const clock = () => time.now;
  const releases = await openReleasesOnce(store, clock);
  await releases.publish(MENUS);
  /** Another process, which has nothing at hand. */
  const node = () =>
    openSessions({
      store,
      vault: testVault(),
      releases,
      lookUps: NO_LOOK_UPS,
      clock,
      random: seededRandom(1),
      prefixSeptets: () => 4,
      requestsOpened: () => 0,
    });
  const hop = (text: string, phone = "+254711000111" as Phone) => ({
    // as gateways give it
    gateway: "sandbox",
    sessionId: "s1",
    phone,
    serviceCode: CODE,
    network: null,
    text,
  });
  return { time, releases, node, hop };
}

test("another process finds the call on the new release, ten minutes from the move", async () => {
  const { time, releases, node, hop } = await openNodes();
  const first = node();
  for (const text of ["", "2", "2*3", "2*3*2", "2*3*2*1"]) await first.takeHop(hop(text));
  expect(await first.carry(hop("2*3*2*1"))).toBeNull();
  await releases.publish(changed);
  time.now += 8 * MINUTE_MS;
  const carried = await first.carry(hop("2*3*2*1"));
  expect(carried?.reply.text).toMatch(/^\(1\/5\) What happened\?/);
  expect(carried?.told).toEqual([]);
  expect(await first.carry(hop("2*3*2*1"))).toBeNull();

  const second = node();
  time.now += 8 * MINUTE_MS;
  expect((await second.takeHop(hop("2*3*2*1"))).reply).toEqual(carried?.reply);
  expect((await second.takeHop(hop("2*3*2*1*7"))).reply.text).toContain("What happened?");
  time.now += 2 * MINUTE_MS;
  expect((await second.takeHop(hop("2*3*2*1*7*1"))).outcome).toBe("expired");
});

test("a call of another phone, one that ended and one that is not there stay as they are", async () => {
  const { releases, node, hop } = await openNodes();
  const sessions = node();
  for (const text of ["", "2"]) await sessions.takeHop(hop(text));
  await releases.publish(changed);
  expect(await sessions.carry(hop("2", "+254711000112" as Phone))).toBeNull(); // as above
  expect(await sessions.carry({ ...hop("2"), sessionId: "s2" })).toBeNull();
  await sessions.takeHop(hop("2*8"));
  expect(await sessions.carry(hop("2*8"))).toBeNull();
});
