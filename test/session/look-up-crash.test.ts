/** A process that dies at any commit of a look-up, before it or behind it, leaves every promise standing. */
import { expect, onTestFinished, test } from "vitest";
import { openVault } from "../../src/base/vault.ts";
import { keptDraft } from "../../src/people/drafts.ts";
import type { Agency, Said } from "../../src/session/agency.ts";
import { statement, type Given } from "../../src/store/statement.ts";
import type { Store } from "../../src/store/store.ts";
import { testKeys } from "../store/vault.ts";
import { openWorld, type World } from "../world.ts";
import { BUSY, found, GOOD, KNOWN, phoneIn, UNKNOWN } from "./shop.ts";

const MINUTE = 60_000;

const rows = statement("test.open_look_ups", (q, t, _given: Given<object>) =>
  q.select({ state: t.lookUps.state }).from(t.lookUps),
);
const queued = statement("test.queued", (q, t, _given: Given<object>) =>
  q.select({ id: t.messages.id, person: t.messages.person }).from(t.messages),
);

/** A process that dies at its `at`th commit from when it is armed: before it is made, or behind it. */
function mortal() {
  let left = Infinity;
  let dead = false;
  let behind = false;
  const died = () => new Error("the process has died");
  return {
    arm(at: number, when: "before" | "behind") {
      [left, behind] = [at, when === "behind"];
    },
    /** True if it died; the next process is as good as any. */
    reborn() {
      if (!dead) return false;
      [left, dead] = [Infinity, false];
      return true;
    },
    disk: (store: Store): Store => ({
      ...store,
      read: (...all) => (dead ? Promise.reject(died()) : store.read(...all)),
      async commit(writes) {
        if (!dead && --left === 0) {
          dead = true;
          if (behind) await store.commit(writes);
        }
        if (dead) throw died();
        return store.commit(writes);
      },
    }),
  };
}

/** What it says to those who wait, one after the other; `always` behind their back. */
function script(always: Said, ...said: (Said | "never")[]): Agency {
  return {
    ask(_, __, { signal, owed }) {
      const one = owed ? always : (said.shift() ?? always);
      if (one !== "never") return Promise.resolve(one);
      return new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve(BUSY), { once: true });
      });
    },
  };
}

/** What never comes is late at once; what has come is in time. */
const wait = () => new Promise<void>((resolve) => setImmediate(resolve));

async function numberOf(world: World): Promise<unknown> {
  const [one] = await world.store().read(queuedPersons, {});
  if (one === undefined) return null;
  const of = { person: one.person, service: "shop", at: world.time.now };
  const kept = await keptDraft(world.store(), openVault(testKeys()), of);
  return kept?.draft.answers["number"] ?? null;
}
const queuedPersons = statement("test.persons", (q, t, _given: Given<object>) =>
  q.select({ person: t.drafts.person }).from(t.drafts),
);

interface Walk {
  /** What the system says of the second number, on the screen. */
  second: Said | "never";
  /** SMS that are owed in the end, by the number that the draft stands at. */
  owed: Readonly<Record<string, number>>;
  /** Those there are, each of which it dies at. */
  commits: number;
}

const WALKS: readonly [string, Walk][] = [
  ["is late too", { second: "never", owed: { [KNOWN]: 1, [UNKNOWN]: 1 }, commits: 4 }],
  ["is found in time", { second: found(4000), owed: { [KNOWN]: 1, [UNKNOWN]: 0 }, commits: 2 }],
  ["is not known", { second: { is: "none" }, owed: { [KNOWN]: 1, [UNKNOWN]: 0 }, commits: 2 }],
  ["is asked of a broken system", { second: BUSY, owed: { [KNOWN]: 1, [UNKNOWN]: 0 }, commits: 3 }],
];

/** Two calls of one phone: the second one is promised an SMS, then the first types another number. Hours go by. */
async function walked({ second }: Walk, dies: { at: number; when: "before" | "behind" }) {
  const process = mortal();
  const agency = script(found(3000), "never", second);
  const world = await openWorld({ menus: GOOD, agency, wait, disk: process.disk });
  onTestFinished(() => world.close());
  const [first, other] = [phoneIn(world), phoneIn(world)];
  for (const phone of [first, other]) {
    await phone.dial("88");
    await phone.reply("2", "1");
  }
  expect(await other.reply(KNOWN)).toBe("END We will send an SMS");
  process.arm(dies.at, dies.when);
  let died = false;
  const look = async () => {
    if (!process.reborn()) return;
    died = true;
    await world.restart();
  };
  await first.reply(UNKNOWN);
  await look();
  for (const minutes of [1, 2, 60, 420]) {
    world.time.now += minutes * MINUTE;
    await world.late().drain();
    await look();
  }
  return { world, died };
}

test.each(WALKS)("whoever changes a number for one that %s loses no SMS", async (_, walk) => {
  let crashes = 0;
  for (const when of ["before", "behind"] as const) {
    for (let at = 1; ; at++) {
      const { world, died } = await walked(walk, { at, when });
      if (!died) break;
      crashes++;
      const number = String(await numberOf(world));
      const sent = await world.store().read(queued, {});
      expect(sent.length, `${when} commit ${at}, at ${number}`).toBe(walk.owed[number]);
      const open = await world.store().read(rows, {});
      expect(open.filter(({ state }) => state === "owed")).toEqual([]);
    }
  }
  expect(crashes).toBe(2 * walk.commits);
});
