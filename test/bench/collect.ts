/**
 * What a hop really asks of each part: the bench's dialogues taken through the real path, with
 * every read, write, seal and hash written down to be done again under a clock.
 */
import { NO_LOOK_UPS } from "../session/no-look-ups.ts";
import { systemClock } from "../../src/base/clock.ts";
import { systemRandom } from "../../src/base/ids.ts";
import { openVault, type SealedAt, type Unsealed, type Vault } from "../../src/base/vault.ts";
import type { Config } from "../../src/config.ts";
import type { Hop } from "../../src/gateway/contract.ts";
import { africastalking } from "../../src/gateway/africastalking/africastalking.ts";
import type { Facts, Input, Snapshot } from "../../src/menu/contract.ts";
import { readFolder } from "../../src/menu/folder.ts";
import type { Release } from "../../src/menu/model.ts";
import { step } from "../../src/menu/step.ts";
import type { HopResult } from "../../src/session/contract.ts";
import { openReleases } from "../../src/session/releases.ts";
import { openSessions } from "../../src/session/sessions.ts";
import { openStore } from "../../src/store/open.ts";
import type { Statement } from "../../src/store/statement.ts";
import type { Store, Write } from "../../src/store/store.ts";
import { bodyOf, CODE, dialogueOf, dialogues, OWN, ownWord } from "./dialogues.ts";

export interface Collected {
  release: Release;
  store: Store;
  vault: Vault;
  hops: { body: string; hop: Hop; result: HopResult }[];
  reads: { statement: Statement<object, object[]>; values: object }[];
  commits: (readonly Write[])[];
  seals: Unsealed[];
  opens: { at: SealedAt; sealed: Uint8Array }[];
  lookups: { kind: string; value: string }[];
}

/** Takes so many sessions, 64 at a time. The store stays open: its rows are read again. */
export async function collect(config: Config, sessions: number): Promise<Collected> {
  const real = await openStore({ ...config, place: config.database, serve: true });
  const releases = await openReleases(real, systemClock);
  const { release } = await releases.publish(await readFolder(config.menus));
  if (release === null) throw new Error("the menus have errors");
  const vault = openVault(config);
  const collected: Collected = {
    release,
    store: real,
    vault,
    hops: [],
    reads: [],
    commits: [],
    seals: [],
    opens: [],
    lookups: [],
  };
  const taken = openSessions({
    store: watchedStore(real, collected),
    vault: watchedVault(vault, collected),
    releases,
    lookUps: NO_LOOK_UPS,
    clock: systemClock,
    random: systemRandom,
    prefixSeptets: () => africastalking.prefixSeptets,
    requestsOpened: () => 0,
  });
  let next = 1;
  const citizen = async () => {
    while (next <= sessions) {
      const session = next++;
      for (let at = 0; at < dialogueOf(session).turns.length; at++) {
        const body = bodyOf(session, at);
        const hop = africastalking.readHop(body);
        if ("unreadable" in hop) throw new Error(hop.unreadable);
        const result = await taken.takeHop(hop);
        collected.hops.push({ body, hop, result });
      }
    }
  };
  await Promise.all(Array.from({ length: 64 }, citizen));
  return collected;
}

function watchedStore(store: Store, { reads, commits, seals }: Collected): Store {
  return {
    ...store,
    read: (statement, values) => {
      // Run again with the same values, so what they are made of does not matter.
      reads.push({ statement: statement as unknown as Statement<object, object[]>, values });
      return store.read(statement, values);
    },
    commit: (writes) => {
      commits.push(writes);
      for (const value of writes.flatMap(({ values }) => Object.values(values))) {
        if (typeof value === "object" && value !== null) seals.push(value);
      }
      return store.commit(writes);
    },
  };
}

function watchedVault(vault: Vault, { opens, lookups }: Collected): Vault {
  return {
    ...vault,
    open: (at, sealed) => {
      opens.push({ at, sealed });
      return vault.open(at, sealed);
    },
    lookup: (kind, value) => {
      lookups.push({ kind, value });
      return vault.lookup(kind, value);
    },
    lookups: (kind, value) => {
      lookups.push({ kind, value });
      return vault.lookups(kind, value);
    },
  };
}

export interface Turned {
  before: Snapshot | null;
  input: Input;
  after: Snapshot;
}

export const FACTS: Facts = {
  budget: { gsm7: 156, ucs2: 76 },
  code: { dial: CODE, start: "channel/main" },
  language: null,
  drafts: [],
};

/** Every step of both dialogues, pure: one person after the other would ask the same again. */
export function turned(release: Release): Turned[] {
  const turns: Turned[] = [];
  for (const dialogue of dialogues) {
    let before: Snapshot | null = null;
    for (const { input: typed } of dialogue.turns) {
      const text: Input["text"] =
        before === null ? { dial: [] } : typed.replaceAll(OWN, ownWord(1));
      const mint = () => ({ id: "0199d1a0-0000-7000-8000-000000000000", ref: "12345674" });
      const input = { text, at: systemClock(), mint, facts: FACTS };
      const stepped = step(release, before, input);
      if (stepped.needs !== undefined)
        throw new Error(`a step asked for ${JSON.stringify(stepped.needs)}`);
      turns.push({ before, input, after: stepped.snapshot });
      before = stepped.snapshot;
    }
  }
  return turns;
}
