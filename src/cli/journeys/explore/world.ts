/**
 * A citizen in a call, by the pure step: what a reply would lead to, without a store and without a clock.
 *
 * Owns the facts that a step asks for: drafts as the steps before left them, and the one request that a
 * setting has. A step that asks for anything else (a PIN) is not explored. Called by `search`.
 */
import type { DraftFact, Facts, RequestFact, Snapshot } from "../../../menu/contract.ts";
import { budgetOf, PREFIX_SEPTETS } from "../../../menu/budget.ts";
import { step } from "../../../menu/step.ts";
import type { TakenStep } from "../../../session/scene.ts";
import { REF, type Circumstances } from "./inputs.ts";

/** The number that a request of a setting has; in the journey it is `{ref}`. */
const SETTING_REF = "10000004";

/** Who dials: somebody nobody knows yet, or the owner of a request. */
export interface Setting {
  language: string;
  /** Null = a stranger, who is asked for the language. */
  owner: boolean;
  /** In the whole channel; null = none was sent. */
  request: Omit<RequestFact, "ref" | "version"> | null;
}

export interface Standing {
  snapshot: Snapshot | null;
  drafts: readonly DraftFact[];
}

export interface Taken {
  standing: Standing;
  taken: TakenStep;
}

const NEEDS_MAX = 5;

/** Null where the step would need to know what only a real Njia does. */
export function takeStep(
  { release, at }: Circumstances,
  setting: Setting,
  { snapshot, drafts }: Standing,
  text: string | { dial: readonly string[] },
): Taken | null {
  const { channel } = release;
  const [code] = channel.codes;
  if (code === undefined) return null;
  const typed = typeof text === "string" ? text.replaceAll(REF, SETTING_REF) : text;
  let facts: Facts = {
    budget: budgetOf(channel, null, PREFIX_SEPTETS),
    code: { dial: code.dial, start: code.start },
    language: snapshot === null ? (setting.owner ? setting.language : null) : snapshot.language,
    drafts,
    at,
  };
  const request =
    setting.request === null ? null : { ...setting.request, ref: SETTING_REF, version: 1 };
  for (let asked = 0; asked < NEEDS_MAX; asked++) {
    const mint = { id: "explored", ref: "20000006" };
    const done = step(release, snapshot, { text: typed, at, mint, facts });
    if (done.needs === undefined) {
      const { snapshot: after, effects } = done;
      const taken = { release, person: "", before: snapshot, after, text: typed, facts, effects };
      return { standing: { snapshot: after, drafts: draftsAfter(drafts, taken) }, taken };
    }
    const { needs } = done;
    if (needs === "drafts") facts = { ...facts, drafts };
    else if (needs === "requests") {
      facts = { ...facts, requests: setting.owner && request !== null ? [request] : [] };
    } else if (typeof needs === "object" && "verify" in needs) {
      const { ref, service } = needs.verify;
      const known = ref === SETTING_REF && request?.service === service ? request : null;
      facts = { ...facts, verified: { ref, request: known } };
    } else return null;
  }
  return null;
}

function draftsAfter(drafts: readonly DraftFact[], { effects }: TakenStep): readonly DraftFact[] {
  return effects.reduce((left, effect) => {
    if (effect.do === "drop_draft") return left.filter(({ service }) => service !== effect.service);
    if (effect.do !== "save_draft") return left;
    const { draft } = effect;
    return [draft, ...left.filter(({ service }) => service !== draft.service)];
  }, drafts);
}
