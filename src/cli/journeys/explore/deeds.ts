/**
 * What moves a request on in a walk: an officer's turn, or a call of its owner. Called by `lives`. Pure.
 */
import { dateLimit } from "../../../menu/answer.ts";
import { dayOf } from "../../../menu/calendar.ts";
import type { Answers, RequestFact } from "../../../menu/contract.ts";
import type { Given } from "../../../menu/given.ts";
import type { Life, Move, Status } from "../../../menu/life.ts";
import type { TakenStep } from "../../../session/scene.ts";
import type { Turn } from "../../journey.ts";
import { TURN_MS } from "../playing.ts";
import { dialled, dialOf, type Call } from "./calls.ts";
import type { Circumstances } from "./inputs.ts";
import { search } from "./search.ts";

const STEPS_MAX = 10_000;

export type Deed = { call: Call } | { turn: Turn };

/** A request in the middle of its life. */
export interface Living {
  world: Circumstances;
  language: string;
  life: Life;
  request: Omit<RequestFact, "ref" | "version">;
  /** Epoch milliseconds, in this walk. */
  now: number;
  /** Of the walk's phone. */
  pins: { pin: string | null };
  /** In this walk: the appointment may be changed. */
  answers: Answers;
}

export function deedOf(
  living: Living,
  status: Status,
  move: Move,
): { deed: Deed; ms: number; answer?: Answers } | null {
  if (move.by === "officer") {
    const { life, world, now } = living;
    const today = dayOf(world.release.channel.timeZone, now);
    const gives = move.gives.map((name) => ({
      name,
      value: givenFor(life.gives.get(name), today),
    }));
    const [reason = null] = move.reasons;
    const turn = {
      is: "turn",
      by: null,
      do: "move",
      request: null,
      to: move.to,
      reason,
      gives,
    } as const;
    return { deed: { turn }, ms: TURN_MS };
  }
  const call = dialledMove(living, status, move);
  if (call === null) return null;
  const made = call.steps.flatMap(({ effects }) => effects);
  const answers = made.flatMap((effect) =>
    effect.do === "move_request" && effect.answer !== undefined ? [effect.answer] : [],
  );
  const answer = Object.fromEntries(answers.map(({ name, value }) => [name, value]));
  return { deed: { call }, ms: lastsMs(call), answer };
}

/** Its turns: the dial, what is typed, and where it does not end by itself, hanging up. */
export function lastsMs({ inputs, steps }: Call): number {
  return (inputs.length + (steps.at(-1)?.after.ended === true ? 1 : 2)) * TURN_MS;
}

/** A call of the request's owner that makes a citizen's move. */
function dialledMove(
  { world: beginning, language, request: sent, now, answers, pins }: Living,
  status: Status,
  { to }: Move,
): Call | null {
  // At its own time: what is offered depends on it.
  const world = { ...beginning, at: now };
  const request = { ...sent, answers };
  const setting = { language, owner: true, request: { ...request, status: status.name }, pins };
  const moves = ({ effects }: TakenStep) =>
    effects.some((effect) => effect.do === "move_request" && effect.to === to);
  for (const { code, tokens } of [dialOf(world, null), dialOf(world, request.service)]) {
    const begun = dialled(world, setting, tokens);
    if (begun === null) continue;
    const how = { stepsMax: STEPS_MAX, straight: true };
    const found = search(world, setting, begun.standing, moves, how);
    if (found === null) continue;
    pins.pin = found.standing.pin;
    const steps = [...begun.steps, ...found.steps];
    return { code, inputs: [...begun.inputs, ...found.inputs], steps };
  }
  return null;
}

function givenFor(given: Given | undefined, today: string): string {
  if (given === undefined) return "1";
  const { as, min, max } = given;
  switch (as) {
    case "date":
      return dateLimit(min, today) ?? dateLimit(max, today) ?? today;
    case "money":
    case "number":
      return String(typeof min === "number" ? min : Math.min(typeof max === "number" ? max : 1, 1));
    default: {
      const words = as === "code" ? "AB12" : "Mfano";
      const most = typeof max === "number" ? max : 40;
      return words.padEnd(typeof min === "number" ? min : 1, "a").slice(0, most);
    }
  }
}
