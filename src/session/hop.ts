/**
 * The one path of a hop: load, find what is new, step, show, commit, reply.
 *
 * A reply leaves only after its commit. What a screen asks of the store is fetched between two
 * calls of the same pure step; nothing is written until a step is whole.
 */
import type { KeyObject } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import { newId, type Random } from "../base/ids.ts";
import { Refusal } from "../base/problem.ts";
import { mintReference } from "../base/reference.ts";
import { newMacKey, textMac, type Vault, type VaultError } from "../base/vault.ts";
import type { Hop } from "../gateway/contract.ts";
import type { Facts, Input, Intent, Snapshot } from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import { budgetOf } from "../menu/budget.ts";
import { screenOf } from "../menu/screen.ts";
import { stay, step } from "../menu/step.ts";
import { readDrafts } from "../people/drafts.ts";
import { findPerson, meetPerson } from "../people/people.ts";
import { listRequests } from "../requests/requests.ts";
import type { Store, Write } from "../store/store.ts";
import { codeOf, farewell, firstCode, type Farewell } from "./channel.ts";
import type { HopResult } from "./contract.ts";
import { writesOf } from "./effects.ts";
import { inLightOf, learn, taught, type Lesson } from "./lesson.ts";
import { maybeKnown, newPart } from "./history.ts";
import {
  isOf,
  keyOf,
  loadRow,
  markOf,
  openState,
  sessionId,
  sessionWrites,
  storedReply,
  type Row,
  type State,
} from "./record.ts";
import type { Releases } from "./releases.ts";

/** Times a hop is decided again after another one won its row. */
const TRIES_MAX = 5;
/** So long after sending, a dial begins with what was sent: the last screen may have been lost. */
const RECENT_MS = 30 * 60_000;
/** Times a step is taken: it may ask for two kinds of facts, one after the other. */
const STEPS_MAX = 3;

export interface HopNeeds {
  store: Store;
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
interface Scene {
  release: Release;
  person: string;
  facts: Facts;
  key: KeyObject;
  /** What the row keeps beside the snapshot. */
  kept: Omit<State, "snapshot">;
  /** Null on the first hop; so is `row`. */
  snapshot: Snapshot | null;
  row: Row | null;
  /** What is new; null = the text does not go on from where we are. */
  text: Input["text"] | null;
  /** Epoch milliseconds. */
  at: number;
  /** Writes that make a stranger known. */
  meeting: readonly Write[];
}

/** Takes one hop of a session of which no other hop is under way in this process. */
export async function takeHop(needs: HopNeeds, hop: Hop): Promise<HopResult> {
  let lesson: Lesson = {};
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const row = await loadRow(needs.store, sessionId(hop));
    const settled =
      row === null ? await dialled(needs, hop, lesson) : await replied(needs, hop, row, lesson);
    if ("reply" in settled) return settled;
    lesson = { ...lesson, ...settled };
  }
  throw new Refusal("hop_contended");
}

/** The first hop of a session. */
async function dialled(needs: HopNeeds, hop: Hop, lesson: Lesson): Promise<HopResult | Lesson> {
  const { store, vault, clock, random, releases } = needs;
  const release = releases.current();
  if (release === null) throw new Refusal("no_release");
  const code = codeOf(release.channel, hop.serviceCode);
  if (code === null) return ended(needs, hop, release, null, "unknown_code");
  const { budget } = dialledOn(needs, hop, release);
  const at = clock();
  const known = await findPerson(store, vault, hop.phone);
  const person = known?.id ?? newId(at, random);
  const drafts =
    known === null ? [] : await readDrafts(store, vault, { person, at }, needs.onUnreadable);
  const [latest] = known === null ? [] : await listRequests(store, { person });
  const recent = latest !== undefined && at - latest.openedAt < RECENT_MS ? latest : null;
  const kept = {
    key: Buffer.from(newMacKey(random)).toString("base64"),
    mark: markOf(vault, hop),
  };
  const meeting =
    known === null
      ? meetPerson(vault, { id: newId(at, random), person, phone: hop.phone, at })
      : [];
  const facts = { budget, code, language: known?.language ?? null, drafts, recent };
  const key = keyOf(kept);
  const text = { dial: hop.text === "" ? [] : hop.text.split("*") };
  const scene = { release, person, facts, key, kept, snapshot: null, row: null, text, at, meeting };
  return settle(needs, hop, scene, lesson);
}

/** Any later hop: a repeat, a reply, or a text that does not go on from where we are. */
async function replied(
  needs: HopNeeds,
  hop: Hop,
  row: Row,
  lesson: Lesson,
): Promise<HopResult | Lesson> {
  const { store, vault, clock, releases } = needs;
  if (!isOf(vault, hop.phone, row) || row.service_code !== hop.serviceCode) {
    // Told by the release of now: theirs is none of this caller's business.
    const current = releases.current() ?? (await releaseOf(releases, row));
    return ended(needs, hop, current, null, "not_yours");
  }
  const { snapshot: before, ...kept } = openState(vault, row);
  const key = keyOf(kept);
  const macOf = (text: string) => textMac(key, text);
  const baseline = { length: row.text_length, mac: row.text_mac, max: row.text_max };
  if (maybeKnown(baseline, hop.text)) {
    const reply = await storedReply(store, vault, row.id, macOf(hop.text));
    if (reply !== null) {
      const { service } = before;
      return { reply, outcome: "repeat", service, repeated: true, session: kept.mark };
    }
  }
  const release = await releaseOf(releases, row);
  const at = clock();
  if (at >= row.expires_at) return ended(needs, hop, release, before, "expired");
  if (row.closed_at !== null || before.ended) return ended(needs, hop, release, before, "closed");
  const snapshot = taught(before, lesson);
  const { person } = row;
  const facts = { ...dialledOn(needs, hop, release), language: snapshot.language };
  const part = newPart(baseline, hop.text, macOf);
  const text = part.kind === "input" ? part.input : null;
  const scene = { release, person, facts, key, kept, snapshot, row, text, at, meeting: [] };
  return settle(needs, hop, scene, lesson);
}

async function releaseOf(releases: Releases, row: Row): Promise<Release> {
  const release = await releases.get(row.release);
  if (release === null) throw new Refusal("release_gone");
  return release;
}

/** The screen's size on the caller's network, and the code they dialled as the channel writes it. */
function dialledOn({ prefixSeptets }: HopNeeds, hop: Hop, release: Release) {
  const budget = budgetOf(release.channel, hop.network, prefixSeptets(hop.gateway));
  return { budget, code: codeOf(release.channel, hop.serviceCode) ?? firstCode(release.channel) };
}

/** Steps, commits and answers; a lost race or a refusal comes back as a lesson. */
async function settle(
  needs: HopNeeds,
  hop: Hop,
  scene: Scene,
  lesson: Lesson,
): Promise<HopResult | Lesson> {
  const { store, vault } = needs;
  const { decided, facts } = await decide(needs, scene);
  const { snapshot, effects, outcome } = inLightOf(decided, lesson);
  const reply = screenOf(scene.release, snapshot, facts);
  const { person, key, kept, row, at } = scene;
  const release = scene.release.digest;
  const state = { snapshot, ...kept };
  const committed = await store.commit([
    ...scene.meeting,
    ...sessionWrites(vault, { hop, row, person, release, state, key, reply, at }),
    ...effects.flatMap((effect) => writesOf(effect, { vault, person, release, at })),
  ]);
  if (committed.done) {
    const service = snapshot.service ?? scene.snapshot?.service ?? null;
    const taken = scene.text === null ? "diverged" : outcome;
    return { reply, outcome: taken, service, repeated: false, session: kept.mark };
  }
  if (committed.why === "conflict") return {};
  return learn(needs, committed.code, effects);
}

/** The step, once it has the facts it asks for. */
async function decide(needs: HopNeeds, { release, person, snapshot, text, at, ...scene }: Scene) {
  const { store, vault } = needs;
  let { facts } = scene;
  let minted: Intent | null = null;
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    const input: Input = {
      text: text ?? "",
      at,
      facts,
      // Minted only when a step takes it, which is once in an application.
      get mint() {
        return (minted ??= mintIntent(needs, at));
      },
    };
    const decided =
      text === null && snapshot !== null
        ? stay(release, snapshot, facts)
        : step(release, snapshot, input);
    if (decided.needs === undefined) return { decided, facts };
    facts =
      decided.needs === "drafts"
        ? { ...facts, drafts: await readDrafts(store, vault, { person, at }, needs.onUnreadable) }
        : { ...facts, requests: await listRequests(store, { person }) };
  }
  throw new Error("a step asked for the same facts again");
}

function mintIntent({ random, requestsOpened }: HopNeeds, at: number): Intent {
  return { id: newId(at, random), ref: mintReference(requestsOpened(), random) };
}

/** An END that changes nothing: there is no commit to wait for. */
function ended(
  needs: HopNeeds,
  hop: Hop,
  release: Release,
  snapshot: Snapshot | null,
  text: Farewell,
): HopResult {
  const { budget, code } = dialledOn(needs, hop, release);
  const said = farewell(release, text, snapshot?.language ?? null, code.dial, budget.gsm7);
  const reply = { text: said, end: true, label: text };
  const outcome = text === "not_yours" ? "refused" : text;
  const session = markOf(needs.vault, hop);
  return { reply, outcome, service: null, repeated: false, session };
}
