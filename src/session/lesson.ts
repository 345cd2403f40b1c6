/**
 * What a refused commit teaches, and how the same hop is decided again in its light.
 *
 * A refusal is never shown as one: a taken reference is drawn again, and a request that another call
 * of the same draft has opened is told. Called by `hop`.
 */
import { isDeepStrictEqual } from "node:util";
import type { Random } from "../base/ids.ts";
import { Refusal } from "../base/problem.ts";
import { mintReference } from "../base/reference.ts";
import type { Vault } from "../base/vault.ts";
import type { ClaimRefusal, Effect, Snapshot, Step } from "../menu/contract.ts";
import { notSo } from "../menu/assist.ts";
import { sentBefore, type SentBefore } from "../menu/snapshot.ts";
import { findRequest, readAnswers } from "../requests/requests.ts";
import type { Store } from "../store/store.ts";

/** What a refused commit taught. */
export interface Lesson {
  /** The reference to go on with: a fresh one, or that of the request that is open already. */
  ref?: string;
  /** The request is there already, with the same answers. */
  opened?: boolean;
  /** Another call has sent this application with other answers. */
  sentBefore?: SentBefore;
  /** A call that began later has answered: what this one was to keep is not kept. */
  overtaken?: true;
  /** The officer may help nobody any more, or not so many in a day. */
  helps?: "over" | "many";
  /** What the reply asked for is held by another request. */
  taken?: ClaimRefusal;
  /** A move that the citizen chose, and that somebody else's made impossible meanwhile. */
  refused?: { ref: string; to: string };
}

interface LessonNeeds {
  store: Store;
  vault: Vault;
  random: Random;
  /** Requests opened so far, which decides how long a new reference is. */
  requestsOpened: () => number;
}

type Decided = Extract<Step, { snapshot: Snapshot }>;
type Ended = Pick<Decided, "snapshot" | "effects"> & { outcome: "sent_before" | "over" | "wrong" };

const MOVES: ReadonlySet<Effect["do"]> = new Set(["move_request", "refuse_move"]);

/** What a step whose effects could not be obeyed teaches: which move the citizen is refused. */
export function refusedOf(effects: readonly Effect[]): Lesson {
  const move = effects.find((effect) => effect.do === "move_request");
  return move === undefined ? {} : { refused: { ref: move.ref, to: move.to } };
}

/** The step without what another call has done already. */
export function inLightOf(
  decided: Decided,
  { opened, sentBefore: sent, refused, helps, overtaken }: Lesson,
): Decided | Ended {
  if (helps !== undefined) {
    const outcome = helps === "over" ? "over" : "wrong";
    return { snapshot: notSo(decided.snapshot, helps), effects: [], outcome };
  }
  if (sent !== undefined) {
    return { snapshot: sentBefore(decided.snapshot, sent), effects: [], outcome: "sent_before" };
  }
  if (refused !== undefined && !decided.effects.some((effect) => MOVES.has(effect.do))) {
    return { ...decided, effects: [...decided.effects, { do: "refuse_move", ...refused }] };
  }
  const without = opened === true ? "submit" : overtaken === true ? "save_draft" : null;
  if (without === null) return decided;
  return { ...decided, effects: decided.effects.filter((effect) => effect.do !== without) };
}

/** A refusal: another request has the number, or another call has sent this application. */
export async function learn(
  { store, vault, random, requestsOpened }: LessonNeeds,
  code: string,
  effects: readonly Effect[],
): Promise<Lesson> {
  if (isClaim(code)) return { taken: code };
  if (code === "no_assistant") return { helps: "over" };
  if (code === "helped_many") return { helps: "many" };
  if (code === "ref_taken") return { ref: mintReference(requestsOpened(), random) };
  const submit = effects.find((effect) => effect.do === "submit");
  const draft = effects.find((effect) => effect.do === "save_draft")?.draft;
  const id = submit?.intent.id ?? draft?.intent?.id;
  const request = id === undefined ? null : await findRequest(store, { id });
  if (code === "overtaken" && request === null) return { overtaken: true };
  if (!OPENED.has(code) || id === undefined || request === null) throw new Refusal(code);
  const { ref, service } = request;
  const same = isDeepStrictEqual(submit?.answers, await readAnswers(store, vault, { id }));
  return same ? { opened: true, ref } : { sentBefore: { ref, service } };
}

/** Of a request and of its draft: another call of the same application has sent it. */
const OPENED: ReadonlySet<string> = new Set(["already_open", "overtaken"]);

const CLAIMS: ReadonlySet<string> = new Set<ClaimRefusal>(["sent_already", "slot_taken"]);

function isClaim(code: string): code is ClaimRefusal {
  return CLAIMS.has(code);
}

/** The snapshot with the reference to go on with. */
export function taught(snapshot: Snapshot, { ref }: Lesson): Snapshot {
  if (ref === undefined || snapshot.intent === null) return snapshot;
  return { ...snapshot, intent: { ...snapshot.intent, ref } };
}
