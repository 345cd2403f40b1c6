/** What a hop is decided on, and its step with the facts it asks for. Called by `hop`. */
import type { Clock } from "../base/clock.ts";
import { newId, type Random } from "../base/ids.ts";
import { mintReference } from "../base/reference.ts";
import type { Vault, VaultError } from "../base/vault.ts";
import type { Facts, Input, Intent, Snapshot, Step } from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import { stay, step } from "../menu/step.ts";
import { readDrafts } from "../people/drafts.ts";
import { listRequests } from "../requests/requests.ts";
import { findByRef, openAnswers } from "../requests/state.ts";
import type { Store, Write } from "../store/store.ts";
import type { Recent } from "./recent.ts";
import type { Session, State } from "./record.ts";
import type { Releases } from "./releases.ts";

export interface HopNeeds {
  store: Store;
  /** Sessions that need not be loaded. */
  recent: Recent;
  vault: Vault;
  releases: Releases;
  clock: Clock;
  random: Random;
  /** Septets of the budget that a gateway's prefix takes, by gateway. */
  prefixSeptets: (gateway: string) => number;
  /** Requests opened so far, which decides how long a new reference is. */
  requestsOpened: () => number;
  /** A draft that no key opens: left out, and somebody should know. */
  onUnreadable?: (error: VaultError) => void;
}

/** All that a hop is decided on, from the row or from the dial itself. */
export interface Scene {
  release: Release;
  person: string;
  facts: Facts;
  /** What the row keeps beside the snapshot. */
  kept: Omit<State, "snapshot">;
  /** Null on the first hop; so is `before`. */
  snapshot: Snapshot | null;
  before: Session | null;
  /** What is new; null = the text does not go on from where we are. */
  text: Input["text"] | null;
  /** Epoch milliseconds. */
  at: number;
  /** Writes that make a stranger known. */
  meeting: readonly Write[];
}

/** The step of a scene, for whatever facts are there. Pure but for the intent, which is minted once. */
export function stepOf(
  needs: HopNeeds,
  { release, snapshot, text, at }: Scene,
): (facts: Facts) => Step {
  if (text === null && snapshot !== null) return (facts) => stay(release, snapshot, facts);
  let minted: Intent | null = null;
  return (facts) =>
    step(release, snapshot, {
      text: text ?? "",
      at,
      facts,
      // Minted only when a step takes it, which is once in an application.
      get mint() {
        return (minted ??= mintIntent(needs, at));
      },
    });
}

/** The facts and what a step asked for beside them. */
export async function fetched(
  needs: HopNeeds,
  scene: Scene,
  facts: Facts,
  asked: "drafts" | "requests",
): Promise<Facts> {
  if (asked === "requests") return { ...facts, requests: await requestsOf(needs, scene) };
  const { store, vault, onUnreadable } = needs;
  const { person, at } = scene;
  return { ...facts, drafts: await readDrafts(store, vault, { person, at }, onUnreadable) };
}

/** The person's requests; with the answers of those whose status asks something. */
async function requestsOf({ store, vault }: HopNeeds, { person, release }: Scene) {
  const requests = await listRequests(store, { person });
  return Promise.all(
    requests.map(async (request) => {
      const { service, status, ref } = request;
      const asks = release.services.get(service)?.life?.statuses.get(status)?.question ?? null;
      const sealed = asks === null ? null : await findByRef(store, { ref });
      return sealed === null ? request : { ...request, answers: openAnswers(vault, sealed) };
    }),
  );
}

function mintIntent({ random, requestsOpened }: HopNeeds, at: number): Intent {
  return { id: newId(at, random), ref: mintReference(requestsOpened(), random) };
}
