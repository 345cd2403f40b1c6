/**
 * The one path of a hop: load, find what is new, step, show, commit, reply.
 *
 * A reply leaves only after its commit. What a screen asks of the store is fetched between two
 * calls of the same pure step; nothing is written until a step is whole.
 */
import { newId } from "../base/ids.ts";
import { Refusal } from "../base/problem.ts";
import { newMacKey, textMac } from "../base/vault.ts";
import type { Hop } from "../gateway/contract.ts";
import type { Snapshot } from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import { budgetOf } from "../menu/budget.ts";
import { screenOf } from "../menu/screen.ts";
import { readBlock } from "../messages/preferences.ts";
import { findPerson, meetAgain, meetPerson } from "../people/people.ts";
import { officerOn } from "../staff/phones.ts";
import { newestRequest } from "../requests/requests.ts";
import { nameOf, RECENT_MS } from "./assist.ts";
import { codeOf, farewell, firstCode, saidAtEnd, type Farewell } from "./channel.ts";
import type { Coming, HopResult } from "./contract.ts";
import { writesOf } from "./effects.ts";
import { inLightOf, learn, refusedOf, taught, type Lesson } from "./lesson.ts";
import { maybeKnown, newPart } from "./history.ts";
import {
  begunAt,
  HOPS_MAX,
  isOf,
  loadSession,
  markOf,
  nextSession,
  sessionWrite,
  storedReply,
  type Session,
} from "./record.ts";
import type { Asked } from "./look-ups.ts";
import { givenAgain } from "./repeat.ts";
import {
  draftsOf,
  fetched,
  isLookUp,
  stepOf,
  type HopNeeds,
  type Scene,
  type Waiting,
} from "./scene.ts";
import { notDialled } from "./turned-away.ts";
import { nextTurn } from "./turn.ts";
import type { Releases } from "./releases.ts";

/** Times a hop is decided again after another one won its row. */
const TRIES_MAX = 5;
/** Times a step asks for facts, beside look-ups: a PIN's state, what came of one, requests, drafts. */
const STEPS_MAX = 8;
/**
 * Milliseconds from its callback after which a hop waits for no agency any more, however many it asks and whatever the
 * files say: of the five seconds of a callback, the commit and whatever else is under way may take one.
 */
export const WAIT_MAX_MS = 4_000;

/**
 * Takes one hop of a session of which no other hop is under way in this process. `since`: when it came, on the
 * monotonic clock.
 */
export async function takeHop(
  needs: HopNeeds,
  hop: Hop,
  { id, since, aside, dials }: Required<Coming> & { id: string },
): Promise<HopResult> {
  const { store, vault, recent } = needs;
  const waiting = { until: since + WAIT_MAX_MS, aside };
  let lesson: Lesson = {};
  const asked: Asked[] = [];
  let session = recent.take(id);
  if (session !== null) await nextTurn();
  // With an empty text a session begins, but for a repeat: that the commit finds out, and it spares
  // every other dial a read.
  let begins = session === null && hop.text === "";
  let atHand = session !== null;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if (!begins) session ??= await loadSession(store, vault, id);
    // Only now it shows that they dialled a service's own code.
    const away = session === null && !begins && tries === 0 ? dials() : null;
    if (away !== null) return notDialled(needs, hop, away);
    const settled =
      session === null
        ? await dialled(needs, hop, lesson, { supposed: begins, waiting })
        : await replied(needs, hop, session, { lesson, asked, atHand, waiting });
    if ("reply" in settled) return settled;
    lesson = { ...lesson, ...settled };
    session = null;
    begins = atHand = false;
  }
  throw new Refusal("hop_contended");
}

/** The first hop of a session; `supposed` while nobody has looked whether it was before. */
async function dialled(
  needs: HopNeeds,
  hop: Hop,
  lesson: Lesson,
  { supposed, waiting }: { supposed: boolean; waiting: Waiting },
): Promise<HopResult | Lesson> {
  const { store, vault, clock, random, releases } = needs;
  const release = releases.current();
  const code = release === null ? null : codeOf(release.channel, hop.serviceCode);
  // Without a commit nothing would find it out.
  if (supposed && code === null) return {};
  if (release === null) throw new Refusal("no_release");
  if (code === null) return ended(needs, hop, release, null, "unknown_code");
  const at = clock();
  const [known, assistant] = await Promise.all([
    findPerson(store, vault, hop.phone),
    release.channel.assist === null ? null : officerOn(store, vault, { phone: hop.phone, at }),
  ]);
  const person = known?.id ?? newId(at, random);
  const [drafts, latest, block] =
    known === null
      ? [[], null, null]
      : await Promise.all([
          draftsOf(needs, { person, at, release }),
          newestRequest(store, { person }),
          readBlock(store, vault, hop.phone),
        ]);
  const recent = latest !== null && at - latest.openedAt < RECENT_MS ? latest : null;
  const kept = {
    key: newMacKey(random),
    mark: markOf(vault, hop),
  };
  const meeting =
    known === null
      ? meetPerson(vault, { id: newId(at, random), person, phone: hop.phone, at })
      : meetAgain(known, at);
  const blocked = block !== null && !block.told;
  const language = known?.language ?? null;
  const found = dialledOn(needs, hop, release);
  const helps = assistant === null ? {} : { assistant };
  const facts = { ...found, at, code, language, drafts, recent, blocked, ...helps };
  const text = { dial: hop.text === "" ? [] : hop.text.split("*") };
  const first = { snapshot: null, before: null, asked: [], waiting };
  const { phone } = hop;
  const scene = { release, person, phone, facts, kept, text, at, meeting, ...first };
  return settle(needs, hop, scene, lesson);
}

/**
 * Any later hop: a repeat, a reply, or a text that does not go on from where we are. A session `atHand`
 * may be out of date, and another node may have answered this text already.
 */
async function replied(
  needs: HopNeeds,
  hop: Hop,
  session: Session,
  given: { lesson: Lesson; asked: Asked[]; atHand: boolean; waiting: Waiting },
): Promise<HopResult | Lesson> {
  const { vault, clock, releases } = needs;
  const { lesson, asked, atHand, waiting } = given;
  if (!isOf(vault, session, hop)) {
    // Told by the release of now: theirs is none of this caller's business.
    const current = releases.current() ?? (await releaseOf(releases, session));
    return ended(needs, hop, current, null, "not_yours");
  }
  const { baseline, person } = session;
  const { snapshot: before, key, mark } = session.state;
  const kept = { key, mark };
  const macOf = (text: string) => textMac(key, text);
  if (maybeKnown(baseline, hop.text)) {
    const reply = storedReply(session, macOf(hop.text));
    if (reply !== null) return (await givenAgain(needs, session, reply)) ?? {};
  }
  const release = releases.known(session.release) ?? (await releaseOf(releases, session));
  const at = clock();
  const expired = at >= session.expiresAt || session.version >= HOPS_MAX;
  // Without a commit nothing would find it out.
  if (atHand && (expired || session.closed || before.ended)) return {};
  if (expired) return ended(needs, hop, release, before, "expired");
  if (session.closed || before.ended) return ended(needs, hop, release, before, "closed");
  const snapshot = taught(before, lesson);
  const found = { ...dialledOn(needs, hop, release), at, language: snapshot.language };
  const facts = lesson.taken === undefined ? found : { ...found, refused: lesson.taken };
  const part = newPart(baseline, hop.text, macOf);
  const text = part.kind === "input" ? part.input : null;
  const later = { snapshot, before: session, meeting: [], asked, waiting };
  const { phone } = hop;
  const scene = { release, person, phone, facts, kept, text, at, ...later };
  return settle(needs, hop, scene, lesson);
}

async function releaseOf(releases: Releases, { release: digest }: Session): Promise<Release> {
  const release = await releases.get(digest);
  if (release === null) throw new Refusal("release_gone");
  return release;
}

/**
 * The screen's size on the caller's network, the code they dialled as the channel writes it, and what is
 * suspended at this moment, whatever release they are on.
 */
export function dialledOn({ prefixSeptets, releases }: HopNeeds, hop: Hop, release: Release) {
  const budget = budgetOf(release.channel, hop.network, prefixSeptets(hop.gateway));
  const code = codeOf(release.channel, hop.serviceCode) ?? firstCode(release.channel);
  return { budget, code, suspended: releases.suspended() };
}

/** Steps, commits and answers; a lost race or a refusal comes back as a lesson. */
export async function settle(
  needs: HopNeeds,
  hop: Hop,
  scene: Scene,
  lesson: Lesson,
): Promise<HopResult | Lesson> {
  const { store, vault, recent, lookUps } = needs;
  const decide = stepOf(needs, scene);
  let { facts } = scene;
  let decided = decide(facts);
  for (let steps = 1; decided.needs !== undefined;) {
    // Each look-up is asked once, and there are no more of them than screens.
    if (!isLookUp(decided.needs) && ++steps > STEPS_MAX)
      throw new Error("a step asked for the same facts again");
    facts = await fetched(needs, scene, facts, decided.needs);
    decided = decide(facts);
  }
  const { snapshot, effects, outcome } = inLightOf(decided, lesson);
  const reply = screenOf(scene.release, snapshot, facts);
  const { person, kept, before, at } = scene;
  const release = scene.release.digest;
  const hopped = { hop, before, person, release, state: { snapshot, ...kept }, reply, at };
  const next = nextSession(vault, hopped);
  const { language, assisted } = snapshot;
  const caller = { phone: hop.phone, language, release: scene.release, begunAt: begunAt(next), at };
  const name = nameOf(person, snapshot);
  const asking = { ...caller, person: name, ...(assisted && { helps: { assisted, person } }) };
  const writes = await writesOf(needs, effects, asking);
  if (writes === null) return refusedOf(effects);
  const owed = effects.some((effect) => effect.do === "owe_look_up");
  const looked = lookUps.writesOf(scene.asked, owed);
  const committed = await store.commit([
    ...scene.meeting,
    sessionWrite(next, hopped),
    ...writes,
    ...looked,
  ]);
  if (committed.done) {
    lookUps.committed(scene.asked, owed);
    if (!reply.end) recent.keep(next);
    const { snapshot: was, text } = scene;
    needs.onStep?.({
      release: scene.release,
      person,
      before: was,
      after: snapshot,
      text,
      facts,
      effects,
    });
    const service = snapshot.service ?? scene.snapshot?.service ?? null;
    const taken = scene.text === null ? "diverged" : outcome;
    return { reply, outcome: taken, service, repeated: false, session: kept.mark };
  }
  if (committed.why === "conflict") return {};
  return learn(needs, committed.code, effects);
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
  const words = saidAtEnd(text, snapshot);
  const said = farewell(release, words, snapshot?.language ?? null, code.dial, budget.gsm7);
  const reply = { text: said, end: true, label: text };
  const outcome = text === "not_yours" ? "refused" : text;
  const session = markOf(needs.vault, hop);
  return { reply, outcome, service: null, repeated: false, session };
}
