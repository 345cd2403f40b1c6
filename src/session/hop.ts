/**
 * The one path of a hop: load, find what is new, step, show, commit, reply.
 *
 * A reply leaves only after its commit. What a screen asks of the store is fetched between two
 * calls of the same pure step; nothing is written until a step is whole.
 */
import type { KeyObject } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import { newId, type Random } from "../base/ids.ts";
import type { Phone } from "../base/phone.ts";
import { Refusal } from "../base/problem.ts";
import { mintReference } from "../base/reference.ts";
import { macKey, newMacKey, textMac, type Vault } from "../base/vault.ts";
import type { Hop, Reply } from "../gateway/contract.ts";
import type { Effect, Facts, Input, Intent, Snapshot, Step } from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import { screenOf } from "../menu/screen.ts";
import { stay, step } from "../menu/step.ts";
import { say } from "../menu/text.ts";
import { languageOf } from "../menu/view.ts";
import { readDrafts } from "../people/drafts.ts";
import { findPerson, meetPerson } from "../people/people.ts";
import { findRequest, listRequests } from "../requests/requests.ts";
import { write, type Store, type Write } from "../store/store.ts";
import { budgetOf, codeOf, inAllLanguages } from "./channel.ts";
import type { HopResult } from "./contract.ts";
import { writesOf } from "./effects.ts";
import { newPart } from "./history.ts";
import type { Releases } from "./releases.ts";
import * as rows from "./rows.ts";

/** A session's greatest age. Networks end it after 180 s, and GSM allows 600 s. */
export const SESSION_AGE_MS = 600_000;
/** Times a hop is decided again after another one won its row. */
const TRIES_MAX = 5;
/** Facts a step may ask for, one after the other: there are two kinds. */
const NEEDS_MAX = 3;

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
}

/** The sealed half of a session's row. */
interface State {
  snapshot: Snapshot;
  /** Key of this session's text MACs, base64: keys of the vault may rotate, this one stays. */
  key: string;
}

type Row = Awaited<ReturnType<typeof loadRow>> & {};

/** All that a hop is decided on, from the row or from the dial itself. */
interface Scene {
  release: Release;
  person: string;
  facts: Facts;
  key: KeyObject;
  state: State | null;
  row: Row | null;
  /** Writes that make a stranger known. */
  meeting: readonly Write[];
}

/** What a refused commit taught: a fresh reference, or that the request is open already. */
interface Lesson {
  ref?: string;
  opened?: boolean;
}

/** `gateway:sessionId`: ids are unique per gateway only. */
export function sessionId(of: { gateway: string; sessionId: string }): string {
  return `${of.gateway}:${of.sessionId}`;
}

/** A phone as the store knows it. */
export function phoneHash(vault: Vault, phone: Phone): string {
  return vault.lookup("phone", phone);
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

async function loadRow(store: Store, id: string) {
  const [row] = await store.read(rows.loadSession, { id });
  return row ?? null;
}

/** The first hop of a session. */
async function dialled(needs: HopNeeds, hop: Hop, lesson: Lesson): Promise<HopResult | Lesson> {
  const { store, vault, clock, random, releases } = needs;
  const release = releases.current();
  if (release === null) throw new Refusal("no_release");
  const budget = budgetOf(release.channel, hop.network, needs.prefixSeptets(hop.gateway));
  const code = codeOf(release.channel, hop.serviceCode);
  if (code === null) {
    const text = inAllLanguages(release, "unknown_code", {}, budget.gsm7);
    return ended(hop, { text, end: true, label: "unknown_code" }, "unknown_code");
  }
  const at = clock();
  const known = await findPerson(store, vault, hop.phone);
  const person = known?.id ?? newId(at, random);
  const drafts = known === null ? [] : await readDrafts(store, vault, { person, at });
  const keyBytes = newMacKey(random);
  const scene: Scene = {
    release,
    person,
    facts: { budget, code, language: known?.language ?? null, drafts },
    key: macKey(keyBytes),
    state: null,
    row: null,
    meeting:
      known === null
        ? meetPerson(vault, { id: newId(at, random), person, phone: hop.phone, at })
        : [],
  };
  const tokens = hop.text === "" ? [] : hop.text.split("*");
  const keyText = Buffer.from(keyBytes).toString("base64");
  return settle(needs, hop, scene, keyText, lesson, at, (input) =>
    step(release, null, { ...input, text: { dial: tokens } }),
  );
}

/** Any later hop: a repeat, a reply, or a text that does not go on from where we are. */
async function replied(
  needs: HopNeeds,
  hop: Hop,
  row: Row,
  lesson: Lesson,
): Promise<HopResult | Lesson> {
  const { store, vault, clock, releases } = needs;
  const release = await releases.get(row.release);
  if (release === null) throw new Refusal("release_gone");
  if (row.phone_hash !== phoneHash(vault, hop.phone) || row.service_code !== hop.serviceCode) {
    return endWith(hop, release, null, "not_yours", "refused");
  }
  const state = openState(vault, row);
  const key = macKey(Buffer.from(state.key, "base64"));
  const macOf = (text: string) => textMac(key, text);
  const baseline = { length: row.text_length, mac: row.text_mac, max: row.text_max };
  let part = newPart(baseline, hop.text, macOf, "unasked");
  if (part.kind === "perhaps_known") {
    const [stored] = await store.read(rows.loadReply, { session: row.id, mac: macOf(hop.text) });
    if (stored !== undefined) return repeat(vault, hop, row, macOf(hop.text), stored.reply, state);
    part = newPart(baseline, hop.text, macOf, "no");
  }
  const at = clock();
  if (at >= row.expires_at) return endWith(hop, release, state.snapshot, "expired", "expired");
  if (row.closed_at !== null || state.snapshot.ended) {
    return endWith(hop, release, state.snapshot, "closed", "closed");
  }
  const snapshot = taught(state.snapshot, lesson);
  const code = codeOf(release.channel, hop.serviceCode) ?? {
    dial: hop.serviceCode,
    start: "channel/main",
  };
  const budget = budgetOf(release.channel, hop.network, needs.prefixSeptets(hop.gateway));
  const facts = { budget, code, language: snapshot.language };
  const scene: Scene = { release, person: row.person, facts, key, state, row, meeting: [] };
  const text = part.kind === "input" ? part.input : null;
  return settle(needs, hop, scene, state.key, lesson, at, (input) =>
    text === null ? stay(release, snapshot, input) : step(release, snapshot, { ...input, text }),
  );
}

/** Steps, commits and answers; a lost race or a refusal comes back as a lesson. */
async function settle(
  needs: HopNeeds,
  hop: Hop,
  scene: Scene,
  keyText: string,
  lesson: Lesson,
  at: number,
  decide: (input: Input) => Step,
): Promise<HopResult | Lesson> {
  const { step: decided, facts } = await decideWithFacts(needs, scene, at, decide);
  const { snapshot, effects, outcome } = decided;
  const screen = screenOf(scene.release, snapshot, facts);
  const asking = { vault: needs.vault, person: scene.person, release: scene.release.digest, at };
  const wanted =
    lesson.opened === true ? effects.filter((effect) => effect.do !== "submit") : effects;
  const writes = [
    ...scene.meeting,
    ...sessionWrites(needs, hop, scene, { snapshot, key: keyText }, screen, at),
    ...wanted.flatMap((effect) => writesOf(effect, asking)),
  ];
  const committed = await needs.store.commit(writes);
  if (committed.done) {
    const service = snapshot.service ?? scene.state?.snapshot.service ?? null;
    return { reply: screen, outcome, service, repeated: false, session: hop.sessionId };
  }
  if (committed.why === "conflict") return {};
  return learn(needs, committed.code, effects);
}

async function decideWithFacts(
  needs: HopNeeds,
  scene: Scene,
  at: number,
  decide: (input: Input) => Step,
) {
  let { facts } = scene;
  const mint = mintIntent(needs, at);
  for (let asked = 0; asked <= NEEDS_MAX; asked++) {
    const decided = decide({ text: "", at, mint, facts });
    if (decided.needs === undefined) return { step: decided, facts };
    facts =
      decided.needs === "drafts"
        ? {
            ...facts,
            drafts: await readDrafts(needs.store, needs.vault, { person: scene.person, at }),
          }
        : { ...facts, requests: await listRequests(needs.store, { person: scene.person }) };
  }
  throw new Error("a step asked for the same facts again");
}

function mintIntent({ random, requestsOpened }: HopNeeds, at: number): Intent {
  return { id: newId(at, random), ref: mintReference(requestsOpened(), random) };
}

/** What the row of the session and the row of this hop become. */
function sessionWrites(
  { vault }: HopNeeds,
  hop: Hop,
  { release, person, key, row }: Scene,
  state: State,
  screen: Reply,
  at: number,
): Write[] {
  const id = sessionId(hop);
  const mac = textMac(key, hop.text);
  const text = {
    text_length: hop.text.length,
    text_max: Math.max(hop.text.length, row?.text_max ?? 0),
    text_mac: mac,
    state: vault.seal(stateAt(id), at, JSON.stringify(state)),
  };
  const expires_at = row?.expires_at ?? at + SESSION_AGE_MS;
  const reply = vault.seal(replyAt(id, mac), at, JSON.stringify(screen));
  const session =
    row === null
      ? write(
          rows.insertSession,
          {
            id,
            phone_hash: phoneHash(vault, hop.phone),
            service_code: hop.serviceCode,
            person,
            release: release.digest,
            started_at: at,
            expires_at,
            ...text,
          },
          "conflict",
        )
      : write(
          rows.updateSession,
          { id, version: row.version, next_version: row.version + 1, ...text },
          "conflict",
        );
  return [
    session,
    write(rows.insertReply, { session: id, mac, reply, expires_at }, "conflict", "conflict"),
  ];
}

/** A refusal at submit: another request has the number, or the intent is a request already. */
async function learn(
  { store, random, requestsOpened }: HopNeeds,
  code: string,
  effects: readonly Effect[],
): Promise<Lesson> {
  const submit = effects.find((effect) => effect.do === "submit");
  if (code === "ref_taken") return { ref: mintReference(requestsOpened(), random) };
  if (code === "already_open" && submit !== undefined) {
    const request = await findRequest(store, { id: submit.intent.id });
    if (request !== null) return { opened: true, ref: request.ref };
  }
  throw new Refusal(code);
}

function taught(snapshot: Snapshot, { ref }: Lesson): Snapshot {
  if (ref === undefined || snapshot.intent === null) return snapshot;
  return { ...snapshot, intent: { ...snapshot.intent, ref } };
}

const stateAt = (row: string) => ({ table: "sessions", column: "state", row });
const replyAt = (session: string, mac: string) => ({
  table: "hops",
  column: "reply",
  row: `${session} ${mac}`,
});

function openState(vault: Vault, row: Row): State {
  return JSON.parse(vault.open(stateAt(row.id), row.state)) as State; // sealed by `sessionWrites`
}

function repeat(
  vault: Vault,
  hop: Hop,
  row: Row,
  mac: string,
  sealed: Uint8Array,
  state: State,
): HopResult {
  const reply = JSON.parse(vault.open(replyAt(row.id, mac), sealed)) as Reply; // sealed by `sessionWrites`
  const { service } = state.snapshot;
  return { reply, outcome: "repeat", service, repeated: true, session: hop.sessionId };
}

/** An END that changes nothing: there is no commit to wait for. */
function endWith(
  hop: Hop,
  release: Release,
  snapshot: Snapshot | null,
  text: "expired" | "closed" | "not_yours",
  outcome: string,
): HopResult {
  const { texts } = release.channel;
  const budget = budgetOf(release.channel, hop.network, 4).gsm7;
  const said =
    snapshot?.language == null
      ? inAllLanguages(release, text, { code: hop.serviceCode }, budget)
      : say(texts[text], languageOf(release, snapshot), ({ name }) =>
          name === "code" ? hop.serviceCode : "",
        );
  return ended(hop, { text: said, end: true, label: text }, outcome);
}

function ended(hop: Hop, reply: Reply, outcome: string): HopResult {
  return { reply, outcome, service: null, repeated: false, session: hop.sessionId };
}
