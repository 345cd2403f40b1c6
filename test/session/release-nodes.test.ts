/** A release and nodes that have not heard of it yet. */
import { expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../src/base/ids.ts";
import type { Phone } from "../../src/base/phone.ts";
import { openLookingUp } from "../../src/session/looking-up.ts";
import { suspend } from "../../src/session/operate.ts";
import { openReleasesOnce } from "../once.ts";
import { openSessions } from "../../src/session/sessions.ts";
import type { Store } from "../../src/store/store.ts";
import { edited } from "../menu/edited.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";
import { CODE, MENUS, MORNING } from "../world.ts";
import { cannedAgency } from "../../src/session/canned.ts";

const clock = () => MORNING;
const NEW = edited(MENUS, [["channel.yaml", "Mfano County", "Mpya County"]]);

/** A node, which follows others' decisions only when it is told to. */
async function openNode(store: Store, seed: number) {
  const random = seededRandom(seed);
  const releases = await openReleasesOnce(store, clock);
  const parts = { store, vault: testVault(), releases, clock, random };
  const looking = openLookingUp({ ...parts, agency: cannedAgency });
  onTestFinished(() => looking.close());
  const { lookUps } = looking;
  const sessions = openSessions({
    ...parts,
    lookUps,
    prefixSeptets: () => 4,
    requestsOpened: () => 0,
  });
  const hop = async (sessionId: string, text: string) => {
    const phone = `+25471100010${sessionId}` as Phone; // as gateways give it
    const of = { gateway: "sandbox", network: null, serviceCode: CODE, sessionId, phone };
    return (await sessions.takeHop({ ...of, text })).reply.text;
  };
  return { releases, hop };
}

async function openNodes() {
  const { store } = openTestStore();
  const first = await openNode(store, 1);
  await first.releases.publish(MENUS);
  return { store, one: first, other: await openNode(store, 2) };
}

test("a call stays on its release wherever its hops go, also to a node that has not heard of it", async () => {
  const { one, other } = await openNodes();
  await one.hop("1", "");
  await other.releases.publish(NEW);
  await other.hop("2", "");
  // This node knows neither the decision nor the menus, and loads them for this call.
  expect(await one.hop("2", "2")).toContain("Mpya County");
  expect(await other.hop("1", "2")).toContain("Mfano County");
  expect(await one.hop("2", "2*3")).toBe(await other.hop("2", "2*3"));
  // Until it hears of it new calls begin on what it has.
  await one.hop("3", "");
  expect(await one.hop("3", "2")).toContain("Mfano County");
  await one.releases.refresh();
  await one.hop("4", "");
  expect(await other.hop("4", "2")).toContain("Mpya County");
});

test("a suspension holds at every node that has heard of it, whichever node the call began at", async () => {
  const { store, one, other } = await openNodes();
  await one.hop("1", "");
  await one.hop("1", "2");
  const what = { service: "report", message: {} };
  await suspend({ store, clock }, what, { who: "operator", note: null });
  await other.releases.refresh();
  expect(await other.hop("1", "2*3")).toContain("not available for now");
  // What was said is said again, by the other one too.
  expect(await one.hop("1", "2*3")).toContain("not available for now");
});
