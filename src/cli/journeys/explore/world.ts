/**
 * A citizen in a call, by the pure step: what a reply would lead to, without a store and without a clock.
 *
 * Owns the facts that a step asks for: drafts as the steps before left them, the one request that a setting
 * has, made-up answers of connectors, and a PIN. Called by `search`.
 */
import type {
  AssistFact,
  DraftFact,
  Facts,
  PinFact,
  RequestFact,
  Snapshot,
} from "../../../menu/contract.ts";
import { budgetOf, PREFIX_SEPTETS } from "../../../menu/budget.ts";
import { cannedAnswer } from "../../../menu/canned.ts";
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
  /** Of this phone, once a call of its owner has chosen one. */
  pins: { pin: string | null };
  /** On an officer's telephone, from which others may be helped. */
  officer?: Officer;
}

/** Numbers that an officer types. */
export interface Officer {
  own: string;
  /** Of whoever is helped. */
  helps: string;
  /** Of another country; null = none is known. */
  abroad: string | null;
}

/** By whom it is, in the search alone. */
const OFFICER_ID = "officer";

export interface Standing {
  snapshot: Snapshot | null;
  drafts: readonly DraftFact[];
  /** The PIN there is, and one that was chosen and is to be typed once more. */
  pin: string | null;
  chosen: string | null;
}

/** Before a dial. */
export function before({ pins }: Setting): Standing {
  return { snapshot: null, drafts: [], pin: pins.pin, chosen: null };
}

export interface Taken {
  standing: Standing;
  taken: TakenStep;
}

const NEEDS_MAX = 8;

/** Null where the step would need to know what only a real Njia does. */
export function takeStep(
  { release, at }: Circumstances,
  setting: Setting,
  { snapshot, drafts: kept, ...secret }: Standing,
  text: string | { dial: readonly string[] },
): Taken | null {
  const { channel } = release;
  const [code] = channel.codes;
  if (code === undefined) return null;
  const typed = typeof text === "string" ? text.replaceAll(REF, SETTING_REF) : text;
  let drafts = kept;
  let facts: Facts = {
    budget: budgetOf(channel, null, PREFIX_SEPTETS),
    code: { dial: code.dial, start: code.start },
    language: snapshot === null ? (setting.owner ? setting.language : null) : snapshot.language,
    drafts,
    at,
    ...(setting.officer !== undefined && { assistant: OFFICER_ID }),
  };
  let { pin, chosen } = secret;
  const request =
    setting.request === null ? null : { ...setting.request, ref: SETTING_REF, version: 1 };
  for (let asked = 0; asked < NEEDS_MAX; asked++) {
    const mint = () => ({ id: "explored", ref: "20000006" });
    const done = step(release, snapshot, { text: typed, at, mint, facts });
    if (done.needs === undefined) {
      const { snapshot: after, effects } = done;
      const taken = { release, person: "", before: snapshot, after, text: typed, facts, effects };
      return {
        standing: { snapshot: after, drafts: draftsAfter(drafts, taken), pin, chosen },
        taken,
      };
    }
    const { needs } = done;
    if (needs === "drafts") facts = { ...facts, drafts };
    else if (needs === "requests") {
      facts = { ...facts, requests: setting.owner && request !== null ? [request] : [] };
    } else if (typeof needs === "object" && "verify" in needs) {
      const { ref, service } = needs.verify;
      const known = ref === SETTING_REF && request?.service === service ? request : null;
      facts = { ...facts, verified: { ref, request: known } };
    } else if (typeof needs === "object" && "mine" in needs) {
      const { screen, service, statuses } = needs.mine;
      const own =
        setting.owner && request?.service === service && statuses.includes(request.status);
      const told = { answers: {}, ...request, given: {}, statusAt: at, deadline: null };
      facts = {
        ...facts,
        mine: { screen, request: own && request ? { ...request, ...told } : null },
      };
    } else if (typeof needs === "object" && "lookUp" in needs) {
      const { service, name, marker, inputs, connector } = needs.lookUp;
      const known = channel.connectors.get(connector);
      if (known === undefined) return null;
      const looked = { of: { service, name, marker }, came: cannedAnswer(known, inputs, false) };
      facts = { ...facts, lookedUp: [...(facts.lookedUp ?? []), looked] };
    } else if (needs === "pin") {
      facts = { ...facts, pin: { is: pinStands(pin, chosen), left: PIN_TRIES } };
    } else if (typeof needs === "object" && "pin" in needs) {
      const came = pinCame(needs.pin, pin, chosen);
      chosen = came === "kept" ? needs.pin : null;
      if (came === "right") pin = needs.pin;
      const tried = { pin: needs.pin, came };
      facts = { ...facts, pin: { is: pinStands(pin, chosen), left: PIN_TRIES, tried } };
    } else if (typeof needs === "object" && "assist" in needs) {
      const { phone } = needs.assist;
      // From here on the call is in nobody's name, and has no draft.
      if (phone !== setting.officer?.own) drafts = [];
      facts = { ...facts, drafts, assist: helpOf(setting, phone) };
    } else if (typeof needs === "object" && "held" in needs) {
      // Nobody else books.
      facts = { ...facts, held: { ...needs.held, taken: new Map() } };
    } else return null;
  }
  return null;
}

function helpOf({ officer }: Setting, phone: string): AssistFact {
  if (phone === officer?.own) return { phone, is: "own" };
  return { phone, is: "free", as: phone, language: null, recent: null };
}

/** Three wrong ones lock it, which is not explored. */
const PIN_TRIES = 3;

function pinStands(pin: string | null, chosen: string | null): PinFact["is"] {
  return pin !== null ? "set" : chosen !== null ? "again" : "none";
}

function pinCame(
  typed: string,
  pin: string | null,
  chosen: string | null,
): NonNullable<PinFact["tried"]>["came"] {
  if (pin !== null) return typed === pin ? "right" : "wrong";
  if (chosen === null) return "kept";
  return typed === chosen ? "right" : "differs";
}

function draftsAfter(drafts: readonly DraftFact[], { effects }: TakenStep): readonly DraftFact[] {
  return effects.reduce((left, effect) => {
    if (effect.do === "drop_draft") return left.filter(({ service }) => service !== effect.service);
    if (effect.do !== "save_draft") return left;
    const { draft } = effect;
    return [draft, ...left.filter(({ service }) => service !== draft.service)];
  }, drafts);
}
