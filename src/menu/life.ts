/**
 * The life of a request: its statuses, and the moves from one to the next.
 *
 * Owns which move is allowed to whom. Refuses every other one with a code that is fit for a record.
 * Changes nothing: actions ask here first. Compiled by `life-compile`, one XState machine a service.
 */
import { createMachine, transition, type AnyStateMachine } from "xstate";
import type { Given } from "./given.ts";
import type { CompiledService, Expression } from "./model.ts";
import type { Answers } from "./contract.ts";
import type { Sayings } from "./text.ts";
import type { Until } from "./calendar.ts";

export type Mover = "officer" | "citizen" | "clock";

export interface Move {
  to: string;
  by: Mover;
  /** Codes of which one must be given; empty = none is asked for, and none is taken. */
  reasons: readonly string[];
  /** The citizen's option on the phone. Null where it is not offered as one: the clock, a question. */
  say: Sayings | null;
  /** Until when a citizen may make it; null = as long as the status lasts. */
  until: Until | null;
  /** The question that is asked again with it; null = none is. */
  asks: string | null;
  /** Names of the values that an officer gives with it, all of them. */
  gives: readonly string[];
}

export type Within = { amount: number; unit: "hours" | "days" | "working_days" };

/** What is told, by what was answered: the first that holds; null = nothing is. */
export type Chosen = readonly { when: Expression | null; say: Sayings | null }[];

/** The words for these answers; null where nothing is told. */
export function wordsFor(chosen: Chosen | null, answers: Answers): Sayings | null {
  return chosen?.find(({ when }) => when === null || when(answers) === true)?.say ?? null;
}

export interface Reminder {
  /** Before the deadline, or after the request came into the status: one of them. */
  before: Within | null;
  after: Within | null;
  sms: Chosen;
}

export interface Status {
  name: string;
  say: Sayings;
  next: Sayings | null;
  /** Sent when a request comes into this status; null = nothing is. */
  sms: Chosen | null;
  /** An SMS of this status is sent once more where nobody knows what became of it. */
  again: boolean;
  within: Within | null;
  /** Instead of `within`: until when, reckoned from an appointment. */
  until: Until | null;
  /** What the clock does once `within` has passed; null only where there is no `within`. */
  late: { to: string } | { escalate: true; sms: Chosen | null } | null;
  /** As the file has them, in no order of time; see `reminders`. */
  reminders: readonly Reminder[];
  /** Every move there is: those of the file, then the clock's, then the answers to the question. */
  moves: readonly Move[];
  question: { say: Sayings; yes: string; no: string } | null;
  refusal: boolean;
  /** A request that comes into this status gives back what it holds. */
  frees: boolean;
  /** A request that comes into this status goes ahead of the queue. */
  priority: boolean;
  /** Whether reports count it as done; null where the file does not say. */
  resolved: boolean | null;
  /** No way onward. */
  end: boolean;
}

export interface Life {
  first: string;
  statuses: ReadonlyMap<string, Status>;
  /** By code. */
  reasons: ReadonlyMap<string, Sayings>;
  /** What moves can give, by name. */
  gives: ReadonlyMap<string, Given>;
  machine: AnyStateMachine;
}

export type MoveRefusal =
  | "unknown_status"
  | "not_allowed"
  | "not_yours"
  /** The officer sent it for the citizen: somebody else decides. */
  | "own_help"
  | "too_late"
  | "answer_missing"
  | "reason_missing"
  | "reason_unknown"
  | "gives_wrong";

interface Moving {
  type: `to:${string}`;
  by: Mover;
  reason: string | null;
}

/** True where an officer has a move: what stands there is theirs to decide. */
export function isDecidable({ moves }: Status): boolean {
  return moves.some(({ by }) => by === "officer");
}

/** One state a status; an event names the target, and its guards know who and why. */
export function lifeMachine(first: string, statuses: ReadonlyMap<string, Status>): AnyStateMachine {
  const states = [...statuses.values()].map(({ name, moves }) => {
    const on: Record<string, unknown[]> = {};
    for (const move of moves) {
      const guard = ({ event }: { event: Moving }) => refusalOf([move], event) === null;
      (on[`to:${move.to}`] ??= []).push({ target: move.to, guard });
    }
    return [name, { on }] as const;
  });
  return createMachine({
    id: "life",
    context: {},
    initial: first,
    states: Object.fromEntries(states),
  } as never); // the states come from files, so XState cannot infer them
}

/**
 * Whether `by` may move a request from one status to another, and the status it is in then. Total.
 * An empty reason is none.
 */
export function moveOf(
  service: CompiledService,
  move: { from: string; to: string; by: Mover; reason: string | null },
): { status: Status; gives: readonly Given[]; made: Move | undefined } | { refused: MoveRefusal } {
  const { life } = service;
  const from = life?.statuses.get(move.from);
  const status = life?.statuses.get(move.to);
  if (!life || from === undefined || status === undefined) return { refused: "unknown_status" };
  const reason = move.reason === "" ? null : move.reason;
  const event: Moving = { type: `to:${move.to}`, by: move.by, reason };
  const state = life.machine.resolveState({ value: from.name, context: {} });
  const [next] = transition(life.machine, state, event);
  // Only a move that asks leads back to where it began: else the same state means that none was made.
  const ways = from.moves.filter(({ to }) => to === move.to);
  const stays = status === from && refusalOf(ways, event) === null;
  if (stays || (next.value === status.name && status !== from)) {
    const made = ways.find((way) => refusalOf([way], event) === null);
    return {
      status,
      made,
      gives: (made?.gives ?? []).flatMap((name) => life.gives.get(name) ?? []),
    };
  }
  return { refused: refusalOf(ways, event) ?? "not_allowed" };
}

/** Why none of these moves, which all lead to the same status, can be made; null = one can. */
function refusalOf(
  ways: readonly Move[],
  { by, reason }: Omit<Moving, "type">,
): MoveRefusal | null {
  if (ways.length === 0) return "not_allowed";
  const own = ways.filter((way) => way.by === by);
  if (own.length === 0) return "not_yours";
  const fits = own.some(({ reasons }) =>
    reason === null ? reasons.length === 0 : reasons.includes(reason),
  );
  if (fits) return null;
  return reason === null ? "reason_missing" : "reason_unknown";
}
