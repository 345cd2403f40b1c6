/**
 * One journey in a Njia of its own: a store in memory, and a clock and a chance that repeat themselves.
 *
 * Owns what all journeys of a run share: the compiled release and the empty database. Called by `run`
 * and `explore`.
 */
import { seededRandom } from "../../base/ids.ts";
import { openVault } from "../../base/vault.ts";
import type { Phone } from "../../base/phone.ts";
import type { Said, Suspended } from "../../menu/contract.ts";
import type { Release } from "../../menu/model.ts";
import { mayResume, maySuspend } from "../../session/operate.ts";
import type { Releases } from "../../session/releases.ts";
import { emptyDatabase, openInMemory } from "../../store/sqlite.ts";
import type { Journey } from "../journey.ts";
import { openRehearsalPins } from "../rehearsal-pins.ts";
import { openStage } from "../stage.ts";
import { play, type Played } from "./play.ts";
import type { Stage } from "./playing.ts";
import { seeHelpSms, seeRequests, seeStep, type Seen } from "./seen.ts";

/** Where a journey does not say when it begins: Monday, 23 November 2026, nine in the morning in Nairobi. */
export const BEGINS = Date.UTC(2026, 10, 23, 6);

export interface Tried extends Played {
  seen: Seen;
}

/** Plays journeys on one release, each as if nothing had ever happened before it. */
export interface Trial {
  release: Release;
  play(journey: Journey): Promise<Tried>;
}

export function openTrial(release: Release): Trial {
  const begins = emptyDatabase();
  return { release, play: (journey) => playOn(release, begins, journey) };
}

async function playOn(release: Release, begins: Uint8Array, journey: Journey): Promise<Tried> {
  const random = seededRandom(1);
  const keys = [{ id: "journey", bytes: random(32) }];
  const vault = openVault({ vaultKeys: keys, lookupKeys: keys });
  const store = openInMemory(begins, { vaultKeys: keys });
  const time = { now: journey.at === null ? BEGINS : Date.parse(journey.at) };
  const seen: Seen = new Map();
  const texts: string[] = [];
  const suspended = new Map<string, Said>();
  const releases = only(release, suspended);
  const pins = openRehearsalPins();
  const open = () =>
    openStage({
      store,
      vault,
      releases,
      clock: () => time.now,
      random,
      pins,
      onStep: (taken) => seeStep(seen, taken),
    });
  let house = open();
  const rooms = { store, vault, releases };
  const stage: Stage = {
    time,
    codes: release.channel.codes.flatMap(({ dial, also }) => [dial, ...also]),
    async send(callback, caller) {
      const { text, end } = await house.wire.send(callback, caller);
      return { text, end };
    },
    hungUp: (callback, caller) => house.wire.end(callback, caller, "abandoned"),
    // Checked when the journey was read.
    write: (phone, text) => house.write(phone as Phone, text),
    async arrived() {
      const sms = await house.arrived();
      texts.push(...sms.map(({ text }) => text));
      return sms;
    },
    async restart() {
      await house.close();
      house = open();
    },
    async suspend(service, message) {
      maySuspend(release, suspended, { service, message });
      suspended.set(service, message);
    },
    async resume(service) {
      mayResume(suspended, service);
      suspended.delete(service);
    },
    rooms: () => rooms,
  };
  try {
    const played = await play(journey, stage);
    await seeRequests(seen, rooms);
    await seeHelpSms(seen, release, rooms, texts);
    return { ...played, seen };
  } finally {
    await house.close();
    await store.close();
  }
}

/** The one release there is, which nobody changes. Services can be suspended all the same. */
function only(release: Release, suspended: Suspended): Releases {
  return {
    current: () => release,
    unreadable: () => null,
    suspended: () => suspended,
    known: (digest) => (digest === release.digest ? release : null),
    get: (digest) => Promise.resolve(digest === release.digest ? release : null),
    refresh: () => Promise.resolve({ decisions: [], unreadable: null }),
    publish: () => Promise.reject(new Error("a journey publishes nothing")),
  };
}
