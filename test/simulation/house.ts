/** The processes of a world: nodes that take callbacks, and senders, made of the real rooms and of nothing else. */
import type { Random } from "../../src/base/ids.ts";
import { openVault } from "../../src/base/vault.ts";
import { openDeliverer, type Deliverer, type DelivererNeeds } from "../../src/events/deliverer.ts";
import type { SmsSender } from "../../src/gateway/sms.ts";
import { rulesOf } from "../../src/messages/rules.ts";
import { openSender, type Sender } from "../../src/messages/sender.ts";
import { countTaken } from "../../src/requests/taken.ts";
import type { Sessions } from "../../src/session/contract.ts";
import { actOnDeadlines } from "../../src/session/deadlines.ts";
import { openInbox, type Inbox } from "../../src/session/inbox.ts";
import type { Late } from "../../src/session/late.ts";
import { openLookingUp } from "../../src/session/looking-up.ts";
import { openPurge } from "../../src/session/purge.ts";
import { openReleases, type Releases } from "../../src/session/releases.ts";
import { actOnReminders } from "../../src/session/reminders.ts";
import { openSessions } from "../../src/session/sessions.ts";
import { StoreFault } from "../../src/store/fault.ts";
import type { Store } from "../../src/store/store.ts";
import { testKeys } from "../store/vault.ts";
import type { Agency } from "./agency.ts";
import type { Disk } from "./disk.ts";
import type { Keeper } from "./keeper.ts";
import { rebuild, RELEASES } from "./menus.ts";
import { Violation, type Life, type Schedule } from "./schedule.ts";

export const vault = openVault(testKeys());

export interface HouseNeeds {
  schedule: Schedule;
  disk: Disk;
  random: Random;
}

export interface Node {
  life: Life;
  store: Store;
  sessions: Sessions;
  inbox: Inbox;
  releases: Releases;
  /** What finishes late answers of the register. */
  late: Late;
  /** What a server does every minute: it purges, and acts on deadlines and reminders while it believes the clock. */
  minute(): Promise<void>;
}

/** A server that has just begun. @throws StoreFault */
export async function openNode(
  { schedule, disk, random }: HouseNeeds,
  { agency, keeper }: { agency: Agency; keeper: Keeper },
  life: Life,
): Promise<Node> {
  const { clock, monotonic } = schedule;
  const store = disk.open(life);
  const releases = await openReleases(store, clock, { rebuild });
  const opened = await countTaken(store);
  const onFault = (error: unknown) => faultOnly(schedule, error);
  const { lookUps, late } = openLookingUp({
    store,
    vault,
    releases,
    clock,
    monotonic,
    hopClock: monotonic,
    random,
    agency: agency.for(life),
    wait: (ms) => new Promise((resolve) => schedule.after(ms, resolve, { life })),
    on: { fault: onFault },
  });
  const sessions = openSessions({
    store,
    vault,
    releases,
    lookUps,
    clock,
    monotonic,
    random,
    pins: keeper.for(life),
    prefixSeptets: () => 4,
    requestsOpened: () => opened,
  });
  const purge = openPurge({ store, clock, monotonic });
  return {
    life,
    store,
    releases,
    sessions,
    late,
    inbox: openInbox({ store, vault, clock, random, releases }),
    async minute() {
      try {
        sessions.dropIdle();
        await releases.refresh();
        if ((await purge()) !== "purged") return;
        const needs = { store, vault, releases, onFault };
        await actOnDeadlines(needs, clock());
        await actOnReminders(needs, clock());
      } catch (error) {
        onFault(error);
      }
    },
  };
}

/** What hands over SMS, and what tells other systems: one process. */
export interface Sending {
  life: Life;
  sender: Sender;
  deliverer: Deliverer;
}

/** A sender that has just begun. */
export function openSending(
  { schedule, disk, random }: HouseNeeds,
  life: Life,
  { provider, connector }: { provider: SmsSender; connector: DelivererNeeds["connector"] },
): Sending {
  const { clock, monotonic } = schedule;
  const store = disk.open(life);
  const on = { fault: (error: unknown) => faultOnly(schedule, error) };
  const sender = openSender({
    store,
    vault,
    provider,
    clock,
    monotonic,
    wait: (ms) => schedule.sleep(ms, life),
    rules: () => rulesOf(RELEASES[0].release.channel),
    on,
  });
  const deliverer = openDeliverer({ store, vault, connector, clock, monotonic, random, on });
  return { life, sender, deliverer };
}

/** The storage may fail; whatever else is thrown is a bug. */
export function faultOnly(schedule: Schedule, error: unknown): void {
  if (error instanceof StoreFault) return;
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  schedule.fail(
    error instanceof Violation
      ? error
      : new Violation(`a fault of ours: ${said}`, { cause: error }),
  );
}
