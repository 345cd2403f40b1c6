/**
 * Calls that visit the screens of a service: each goes on from one thing nobody has visited to the next.
 *
 * Called by `explore`, for a stranger and for the owner of a request. Pure.
 */
import type { RequestFact } from "../../../menu/contract.ts";
import type { TakenStep } from "../../../session/scene.ts";
import { seeStep, type Seen } from "../seen.ts";
import type { Circumstances } from "./inputs.ts";
import { search, type Found } from "./search.ts";
import { before, takeStep, type Setting } from "./world.ts";

/** Steps of one search: from the dial, and from further on, where what is near is near. */
const FROM_DIAL_MAX = 12_000;
const FROM_THERE_MAX = 1_500;
/** A call ends after 200 replies, and its whole text has 2,000 letters at most. */
const REPLIES_MAX = 120;
const LETTERS_MAX = 1_500;

export interface Call {
  /** What is dialled. */
  code: string;
  inputs: readonly string[];
  steps: readonly TakenStep[];
}

/** What is dialled to begin: the service's star, or the code alone. */
export function dialOf(
  { release }: Circumstances,
  service: string | null,
): { code: string; tokens: string[] } {
  const code = release.channel.codes[0]?.dial ?? "";
  const star = service === null ? null : (release.services.get(service)?.star ?? null);
  if (star === null) return { code, tokens: [] };
  return { code: `${code.slice(0, -1)}*${star}#`, tokens: [star] };
}

/** A call as it stands behind the dial, in this setting's language; null where it cannot begin. */
export function dialled(
  world: Circumstances,
  setting: Setting,
  tokens: readonly string[],
): Found | null {
  const first = takeStep(world, setting, before(setting), { dial: tokens });
  if (first === null) return null;
  const { snapshot } = first.standing;
  if (snapshot?.language !== null) {
    return { standing: first.standing, inputs: [], steps: [first.taken] };
  }
  const languages = world.release.channel.languages.map(({ is }) => is);
  const key = String(languages.indexOf(setting.language) + 1);
  const spoken = takeStep(world, setting, first.standing, key);
  return spoken === null
    ? null
    : { standing: spoken.standing, inputs: [key], steps: [first.taken, spoken.taken] };
}

/** Calls that visit what is wanted, as far as searches find it. */
export function callsFor(
  world: Circumstances,
  setting: Setting,
  wanted: ReadonlySet<string>,
  codes: readonly { code: string; tokens: readonly string[] }[],
): Call[] {
  const left = new Set(wanted);
  const note = (taken: TakenStep) => {
    for (const key of keysOf(taken, setting.language)) left.delete(key);
  };
  const isNew = (taken: TakenStep) => keysOf(taken, setting.language).some((key) => left.has(key));
  return codes.flatMap(({ code, tokens }) => {
    const calls: Call[] = [];
    while (left.size > 0) {
      const call = callOnce(world, setting, { code, tokens }, isNew, note);
      if (call === null) break;
      calls.push(call);
    }
    return calls;
  });
}

function callOnce(
  world: Circumstances,
  setting: Setting,
  { code, tokens }: { code: string; tokens: readonly string[] },
  isNew: (taken: TakenStep) => boolean,
  note: (taken: TakenStep) => void,
): Call | null {
  const begun = dialled(world, setting, tokens);
  if (begun === null) return null;
  let { standing } = begun;
  const inputs = [...begun.inputs];
  const steps = [...begun.steps];
  const fresh = steps.some(isNew);
  for (const taken of steps) note(taken);
  for (let stepsMax = FROM_DIAL_MAX; ; stepsMax = FROM_THERE_MAX) {
    const found = search(world, setting, standing, isNew, { stepsMax });
    if (found === null || isTooLong(inputs, found)) break;
    inputs.push(...found.inputs);
    steps.push(...found.steps);
    for (const taken of found.steps) note(taken);
    ({ standing } = found);
    if (standing.snapshot?.ended === true) break;
  }
  if (setting.owner) setting.pins.pin = standing.pin;
  return inputs.length > begun.inputs.length || fresh ? { code, inputs, steps } : null;
}

function isTooLong(inputs: readonly string[], found: Found): boolean {
  const all = [...inputs, ...found.inputs];
  return all.length > REPLIES_MAX || all.join("*").length > LETTERS_MAX;
}

function keysOf(taken: TakenStep, language: string): string[] {
  const seen: Seen = new Map();
  seeStep(seen, taken);
  return [...(seen.get(language) ?? [])];
}

/** A request that is sent, with the call that does it. */
export interface Sent {
  call: Call;
  request: Omit<RequestFact, "ref" | "version">;
}

const STRAIGHT = { stepsMax: FROM_DIAL_MAX, straight: true };

/** The replies by which a stranger sends a request of the service; null where none is found. */
export function applicationTo(
  world: Circumstances,
  language: string,
  service: string,
): Sent | null {
  const setting: Setting = { language, owner: false, request: null, pins: { pin: null } };
  const dial = dialOf(world, service);
  const begun = dialled(world, setting, dial.tokens);
  return begun && sentFrom(world, setting, { code: dial.code, ...begun }, service);
}

/** The same by an officer, for somebody whose SMS are in the setting's language. */
export function helpedApplication(
  world: Circumstances,
  setting: Setting,
  service: string,
): Sent | null {
  // A deep link never begins it.
  const dial = dialOf(world, null);
  const begun = dialled(world, setting, dial.tokens);
  if (begun === null) return null;
  const helps = ({ before: from, after }: TakenStep) =>
    from?.assisted === undefined && after.assisted?.language === setting.language;
  const found = search(world, setting, begun.standing, helps, STRAIGHT);
  if (found === null) return null;
  const sent = sentFrom(world, setting, { code: dial.code, ...joined(begun, found) }, service);
  return sent && { ...sent, request: { ...sent.request, assisted: true } };
}

/** On from where a call stands. */
function sentFrom(
  world: Circumstances,
  setting: Setting,
  { code, ...begun }: { code: string } & Found,
  service: string,
): Sent | null {
  const sends = ({ effects }: TakenStep) =>
    effects.some((effect) => effect.do === "submit" && effect.service === service);
  const found = search(world, setting, begun.standing, sends, STRAIGHT);
  const submit = found?.steps.at(-1)?.effects.find((effect) => effect.do === "submit");
  if (found === null || submit === undefined) return null;
  const { inputs, steps } = joined(begun, found);
  const { status, answers } = submit;
  return {
    call: { code, inputs, steps },
    request: { service, status, answers, openedAt: world.at, release: world.release },
  };
}

function joined(begun: Found, found: Found): Found {
  const { standing } = found;
  const inputs = [...begun.inputs, ...found.inputs];
  return { standing, inputs, steps: [...begun.steps, ...found.steps] };
}
