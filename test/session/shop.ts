/** A phone at the shop of `test/menu/good`, whose business is looked up in a register. */
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { readFolder } from "../../src/menu/folder.ts";
import { seededRandom } from "../../src/base/ids.ts";
import type { Phone } from "../../src/base/phone.ts";
import { openVault } from "../../src/base/vault.ts";
import type { Agency, Said } from "../../src/session/agency.ts";
import { openLate } from "../../src/session/late.ts";
import { openLookingUp } from "../../src/session/looking-up.ts";
import { openReleasesOnce } from "../once.ts";
import { openSessions } from "../../src/session/sessions.ts";
import { openTestStore } from "../store/open.ts";
import { testKeys, testVault } from "../store/vault.ts";
import { MORNING, openWorld, type World, type WorldOptions } from "../world.ts";

export const GOOD = await readFolder(fileURLToPath(new URL("../menu/good", import.meta.url)));
export const PHONE = "+254711000111";

/** A business that the made-up answers of the folder know, one they break at, and one nobody knows. */
export const KNOWN = "48210372";
export const BROKEN = "73102243";
export const UNKNOWN = "30027112";

export async function caller(options: WorldOptions = {}) {
  const world = await openWorld({ menus: GOOD, ...options });
  onTestFinished(() => world.close());
  return { world, ...phoneIn(world) };
}

let dials = 0;

/** A phone, with a call of its own at each dial. */
export function phoneIn(world: World, phone = PHONE) {
  let session = 0;
  let text = "";
  const at = () => ({
    gateway: "sandbox" as const,
    session: `s${session}`,
    phone,
    network: null,
    code: "*1#",
  });
  const send = async () => (await world.hop({ ...at(), text })).body;
  return {
    dial(star = "") {
      session = ++dials;
      text = star;
      return send();
    },
    async reply(...typed: string[]) {
      let shown = "";
      for (const one of typed) {
        text = text === "" ? one : `${text}*${one}`;
        shown = await send();
      }
      return shown;
    },
    repeat: () => send(),
  };
}

/** To the question for the number. */
export async function asked(options?: WorldOptions) {
  const phone = await caller(options);
  await phone.dial("88");
  expect(await phone.reply("2", "1")).toContain("Business ID?");
  return phone;
}

/** An agency that says these one after the other, and what it was asked. */
export function scripted(...script: (Said | Promise<Said>)[]) {
  const inputs: unknown[] = [];
  const agency: Agency = {
    ask: async (_, given) => {
      inputs.push(given);
      return (await script.shift()) ?? { is: "broken", why: "nothing" };
    },
  };
  return { agency, inputs };
}

export const found = (fee: number): Said => ({
  is: "found",
  fields: { name: "MFANO KIOSK", fee, ends: null },
});

export const BUSY: Said = { is: "broken", why: "http_503" };

/** Another process on the same store, whose clock may be slow. */
export function another(world: World, agency: Agency, slowMs = 0) {
  return openLate({
    store: world.store(),
    vault: openVault(testKeys()),
    releases: world.releases(),
    clock: () => world.time.now - slowMs,
    random: seededRandom(7),
    agency,
  });
}

/** Sessions by themselves, without gateways; `hop` is a callback of one call. */
export async function openCalls(agency: Agency, wait?: (ms: number) => Promise<void>) {
  const { store } = openTestStore();
  const clock = () => MORNING;
  const releases = await openReleasesOnce(store, clock);
  await releases.publish(GOOD);
  const parts = { store, vault: testVault(), releases, clock, random: seededRandom(1) };
  const looking = openLookingUp({ ...parts, agency, ...(wait !== undefined && { wait }) });
  onTestFinished(() => looking.close());
  const sessions = openSessions({
    ...parts,
    lookUps: looking.lookUps,
    prefixSeptets: () => 4,
    requestsOpened: () => 0,
  });
  const hop = (text: string) => ({
    gateway: "sandbox",
    sessionId: "s1",
    phone: PHONE as Phone, // as gateways give it
    serviceCode: "*1#",
    network: null,
    text,
  });
  return { sessions, releases, hop };
}
