/** What a hop is decided on, and its step with the facts it asks for. Called by `hop`. */
import type { Clock } from "../base/clock.ts";
import { newId, type Random } from "../base/ids.ts";
import { mintReference } from "../base/reference.ts";
import { endOf, type Phone } from "../base/phone.ts";
import type { VaultError, Vault } from "../base/vault.ts";
import type {
  DraftFact,
  Effect,
  Facts,
  Input,
  Intent,
  LookedUp,
  LookUp,
  Need,
  PinFact,
  Snapshot,
  Step,
} from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import { stay, step } from "../menu/step.ts";
import { readDrafts } from "../people/drafts.ts";
import { takenOf } from "../requests/claims.ts";
import type { Store, Write } from "../store/store.ts";
import { assistFact, nameOf } from "./assist.ts";
import type { Asked, LookUps } from "./look-ups.ts";
import type { Aside, Pins } from "./contract.ts";
import type { Recent } from "./recent.ts";
import type { Session, State } from "./record.ts";
import type { Releases } from "./releases.ts";
import { mineOf, requestsOf, verifiedBy } from "./request-facts.ts";

export interface HopNeeds {
  store: Store;
  /** Sessions that need not be loaded. */
  recent: Recent;
  vault: Vault;
  releases: Releases;
  lookUps: LookUps;
  clock: Clock;
  random: Random;
  /** Septets of the budget that a gateway's prefix takes, by gateway. */
  prefixSeptets: (gateway: string) => number;
  /** Requests opened so far, which decides how long a new reference is. */
  requestsOpened: () => number;
  /** Who keeps PINs; nobody does on a server yet. */
  pins?: Pins;
  /** A draft that no key opens: left out, and somebody should know. */
  onUnreadable?: (error: VaultError) => void;
  /** Told of every step that was committed: how a rehearsal knows what its journeys visit. */
  onStep?: (taken: TakenStep) => void;
}

/** A step with all that it was decided on. Holds answers: for a process that nobody real dials. */
export interface TakenStep {
  release: Release;
  person: string;
  before: Snapshot | null;
  after: Snapshot;
  text: Input["text"] | null;
  facts: Facts;
  effects: readonly Effect[];
}

/** All that a hop is decided on, from the row or from the dial itself. */
export interface Scene {
  release: Release;
  /** Whose call it is; while they help somebody, what is read is read in the name of `nameOf`. */
  person: string;
  phone: Phone;
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
  /** Writes that make a stranger known, and whoever is known remembered for longer. */
  meeting: readonly Write[];
  /** What agencies' systems were asked in this hop, however often it is decided. */
  asked: Asked[];
  waiting: Waiting;
}

/** How agencies' systems are waited for. */
export interface Waiting {
  /** When none is waited for any more; milliseconds of the monotonic clock. */
  until: number;
  aside: Aside;
}

/** Where nobody minds who waits for what. */
export const inPlace: Aside = (wait) => wait();

/** The step of a scene, for whatever facts are there. Pure but for the intent, which is minted once. */
export function stepOf(
  needs: HopNeeds,
  { release, snapshot, text, at }: Scene,
): (facts: Facts) => Step {
  let minted: Intent | null = null;
  return (facts) => {
    const input = {
      text: text ?? "",
      at,
      facts,
      // Minted only when a step takes it, which is once in an application.
      mint: () => (minted ??= mintIntent(needs, at)),
    };
    return text === null && snapshot !== null
      ? stay(release, snapshot, input)
      : step(release, snapshot, input);
  };
}

/** The facts and what a step asked for beside them. */
export async function fetched(
  needs: HopNeeds,
  scene: Scene,
  facts: Facts,
  asked: Need,
): Promise<Facts> {
  if (typeof asked === "object" && "assist" in asked) {
    return { ...facts, assist: await assistFact(needs, scene, asked.assist) };
  }
  const person = nameOf(scene.person, scene.snapshot, facts);
  return fetchedFor(needs, { ...scene, person }, facts, asked);
}

async function fetchedFor(
  needs: HopNeeds,
  scene: Scene,
  facts: Facts,
  asked: Exclude<Need, { assist: unknown }>,
): Promise<Facts> {
  if (isLookUp(asked)) {
    return lookedUp(needs, scene, facts, asked.lookUp);
  }
  if (typeof asked === "object" && "verify" in asked) {
    return { ...facts, verified: await verifiedBy(needs, asked.verify) };
  }
  if (typeof asked === "object" && "mine" in asked) {
    return { ...facts, mine: await mineOf(needs, scene.person, asked.mine) };
  }
  if (typeof asked === "object" && "held" in asked) {
    const { pool } = asked.held;
    const { store, vault } = needs;
    return {
      ...facts,
      held: { pool, taken: await takenOf(store, vault, { pool, from: scene.at }) },
    };
  }
  if (asked === "pin" || typeof asked === "object") {
    return { ...facts, pin: await pinOf(needs, scene, asked === "pin" ? null : asked.pin) };
  }
  if (asked === "requests") return { ...facts, requests: await requestsOf(needs, scene.person) };
  return { ...facts, drafts: await draftsOf(needs, scene) };
}

export function isLookUp(need: Need): need is { lookUp: LookUp } {
  return typeof need === "object" && "lookUp" in need;
}

/** Asked once in a hop, though the step is taken several times and the commit may be tried again. */
async function lookedUp(
  { lookUps }: HopNeeds,
  { release, person, snapshot, asked, waiting }: Scene,
  facts: Facts,
  lookUp: LookUp,
): Promise<Facts> {
  const { service, name, marker } = lookUp;
  const isIt = ({ of }: Pick<LookedUp, "of">) =>
    of.service === service && of.name === name && of.marker === marker;
  if (facts.lookedUp?.some(isIt) === true)
    throw new Error("a step asked for the same look-up again");
  if (!asked.some((each) => isIt(each.lookedUp))) {
    const helped = snapshot?.assisted;
    const helps = helped == null ? {} : { helps: endOf(helped.phone) };
    const about = { person, code: facts.code.dial, until: waiting.until, ...helps };
    asked.push(await waiting.aside(() => lookUps.ask(release, lookUp, about)));
  }
  return { ...facts, lookedUp: asked.map((each) => each.lookedUp) };
}

/** How it stands with the person's PIN, after this one where one was typed. */
async function pinOf({ pins }: HopNeeds, scene: Scene, typed: string | null): Promise<PinFact> {
  // No release has a screen behind a PIN where nobody keeps them: the checker sees to that.
  if (pins === undefined) throw new Error("nobody keeps PINs here");
  const { person, kept, before, at } = scene;
  if (typed === null) return pins.state(person, at);
  return pins.tries({ person, at, pin: typed, hop: `${kept.mark} ${before?.version ?? 0}` });
}

/** The person's drafts; with the release they were begun on where their service is gone from this one. */
export async function draftsOf(
  { store, vault, releases, onUnreadable }: HopNeeds,
  { person, at, release }: Pick<Scene, "person" | "at" | "release">,
): Promise<DraftFact[]> {
  const drafts = await readDrafts(store, vault, { person, at }, onUnreadable);
  return Promise.all(
    drafts.map(async (draft) =>
      draft.release === undefined || release.services.has(draft.service)
        ? draft
        : { ...draft, from: await releases.get(draft.release) },
    ),
  );
}

function mintIntent({ random, requestsOpened }: HopNeeds, at: number): Intent {
  return { id: newId(at, random), ref: mintReference(requestsOpened(), random) };
}
