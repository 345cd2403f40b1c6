/**
 * Changes of a request: the writes by which it is assigned, moved, noted on and asked about.
 *
 * Each is decided on a state and guarded by its version: whoever was slower gets a conflict, and nothing
 * of theirs has happened. Each makes the next version and a line of history in one commit. Decides
 * nothing: which moves there are is the life cycle's, asked by actions.
 */
import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Unsealed } from "../base/vault.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import type { Answers } from "../menu/contract.ts";
import { historyLine } from "./history.ts";
import { answersAt, givenAt, questionAt, type RequestState } from "./state.ts";

type At = { id: string; version: number };

const isAt = ({ requests }: Tables, given: Given<At>) =>
  and(eq(requests.id, given.id), eq(requests.version, given.version));

const next = ({ requests }: Tables) => sql`${requests.version} + 1`;

const setAssigned = statement(
  "requests.assign",
  (q, t, given: Given<At & { assigned: string | null }>) =>
    q
      .update(t.requests)
      .set({ assigned: given.assigned, version: next(t) })
      .where(isAt(t, given)),
);

interface Moved extends At {
  status: string;
  at: number;
  priority: number;
  deadline: number | null;
  remindAt: number | null;
}

const setStatus = statement("requests.move", (q, t, given: Given<Moved>) =>
  q
    .update(t.requests)
    .set({
      status: given.status,
      status_at: given.at,
      priority: given.priority,
      deadline: given.deadline,
      late_at: null,
      remind_at: given.remindAt,
      // It was asked about the status before; and while one is open nothing else can be answered.
      question: null,
      version: next(t),
    })
    .where(isAt(t, given)),
);

/** In the commit of the move that made this version. */
const setGiven = statement("requests.given", (q, t, given: Given<At & { given: Unsealed }>) =>
  q.update(t.requests).set({ given: given.given }).where(isAt(t, given)),
);

const setAnswers = statement(
  "requests.answers_anew",
  (q, t, given: Given<At & { answers: Unsealed }>) =>
    q.update(t.requests).set({ answers: given.answers }).where(isAt(t, given)),
);

const setQuestion = statement("requests.ask", (q, t, given: Given<At & { question: Unsealed }>) =>
  q
    .update(t.requests)
    .set({ question: given.question, version: next(t) })
    .where(isAt(t, given)),
);

/** Only while it is asked: a question that was withdrawn is not answered. */
const clearQuestion = statement("requests.answer", (q, t, given: Given<At>) =>
  q
    .update(t.requests)
    .set({ question: null, version: next(t) })
    .where(and(isAt(t, given), isNotNull(t.requests.question))),
);

const setVersion = statement("requests.touch", (q, t, given: Given<At>) =>
  q
    .update(t.requests)
    .set({ version: next(t) })
    .where(isAt(t, given)),
);

const setLate = statement("requests.late", (q, t, given: Given<At & { at: number }>) =>
  q
    .update(t.requests)
    .set({
      late_at: given.at,
      priority: sql`case when ${t.requests.priority} < 1 then 1 else ${t.requests.priority} end`,
      version: next(t),
    })
    .where(isAt(t, given)),
);

/** Ahead of what is late, and the citizen is reminded of nothing. */
const OBJECTED_PRIORITY = 2;

const setObjected = statement(
  "requests.object",
  (q, t, given: Given<At & { at: number; priority: number; assigned: string | null }>) =>
    q
      .update(t.requests)
      .set({
        objected_at: given.at,
        priority: given.priority,
        assigned: given.assigned,
        remind_at: null,
        question: null,
        version: next(t),
      })
      .where(and(isAt(t, given), isNull(t.requests.objected_at))),
);

/** By one node only: the next one finds another instant there. */
const setReminded = statement(
  "requests.remind",
  (q, t, given: Given<At & { was: number; next: number | null }>) =>
    q
      .update(t.requests)
      .set({ remind_at: given.next })
      .where(and(isAt(t, given), eq(t.requests.remind_at, given.was))),
);

/** Changes nothing: whether it touches the row is what is asked. */
const stillAt = statement("requests.still", (q, t, given: Given<At>) =>
  q.update(t.requests).set({ version: given.version }).where(isAt(t, given)),
);

/** The request as it was when the change was decided, who changes it, and when. */
export interface Change {
  request: RequestState;
  /** `person:ID`, `staff:ID` or `clock`. */
  actor: string;
  /** Epoch milliseconds. */
  at: number;
}

function sealedGiven(id: string, now: number, given: Answers): Unsealed {
  return { at: givenAt(id), now, plain: JSON.stringify(given) };
}

const whichOf = ({ request: { id, version } }: Change): At => ({ id, version });
const lineOf = ({ request: { id }, actor, at }: Change) => ({ request: id, actor, at });

/** Gives it to an officer, by id, or to nobody. */
export function assignRequest(change: Change, officer: string | null): Write[] {
  return [
    write(setAssigned, { ...whichOf(change), assigned: officer }, "conflict"),
    historyLine({ ...lineOf(change), action: "assign", reason: officer }),
  ];
}

export interface Destination {
  status: string;
  /** Epoch milliseconds until which it must leave the status; null = no deadline. */
  deadline: number | null;
  /** When the citizen is first reminded there; null or absent = never. */
  remindAt?: number | null;
  priority: number;
  /** A code of the service's reasons. */
  reason: string | null;
  note: string | null;
  /** What was given with this move, and with all so far; null or absent = nothing with this one. */
  values?: { gave: Answers; given: Answers } | null;
}

/** Answers given anew, before the move that goes with them in the same commit. */
export function changeAnswers(change: Change, answers: Answers): Write[] {
  const { id } = change.request;
  const sealed = { at: answersAt(id), now: change.at, plain: JSON.stringify(answers) };
  return [write(setAnswers, { ...whichOf(change), answers: sealed }, "conflict")];
}

/** Into another status; a question that was open is withdrawn. */
export function moveRequest(change: Change, to: Destination): Write[] {
  const { status, deadline, remindAt = null, priority, reason, note, values = null } = to;
  const moved = { status, at: change.at, deadline, remindAt, priority };
  const { id, status: from, version } = change.request;
  const gave = values?.gave ?? null;
  const line = { action: "move", from, to: status, reason, note, given: gave } as const;
  return [
    write(setStatus, { ...whichOf(change), ...moved }, "conflict"),
    ...(values === null
      ? []
      : [
          write(
            setGiven,
            { id, version: version + 1, given: sealedGiven(id, change.at, values.given) },
            "conflict",
          ),
        ]),
    historyLine({ ...lineOf(change), ...line }),
  ];
}

/** Its deadline has passed: ahead of the queue, once. */
export function markLate(change: Change): Write[] {
  const { status } = change.request;
  return [
    write(setLate, { ...whichOf(change), at: change.at }, "conflict"),
    historyLine({ ...lineOf(change), action: "late", from: status, to: status }),
  ];
}

/**
 * Its citizen says that they had not agreed to it; a question that was open is withdrawn, and who helped has
 * it no more. `first`: ahead of the queue, else where it was.
 */
export function markObjected(change: Change, { first }: { first: boolean }): Write[] {
  const { status, assistedBy, assigned: had, priority: was } = change.request;
  const priority = first ? OBJECTED_PRIORITY : was;
  const assigned = had === assistedBy ? null : had;
  const object = { ...whichOf(change), at: change.at, priority, assigned };
  return [
    write(setObjected, object, "conflict"),
    historyLine({ ...lineOf(change), action: "object", from: status, to: status }),
  ];
}

/**
 * The reminder that was due at `was` is done with, and the next one is due at `next`. No new version, and
 * no line where nobody is `told`: nothing has changed of what others decide on.
 */
export function passReminder(
  change: Change,
  { was, next: then, told }: { was: number; next: number | null; told: boolean },
): Write[] {
  const { status } = change.request;
  const line = { ...lineOf(change), action: "remind", from: status, to: status } as const;
  return [
    write(setReminded, { ...whichOf(change), was, next: then }, "conflict"),
    ...(told ? [historyLine(line)] : []),
  ];
}

/** A move that was asked for and not made, by the code of its refusal; no new version. */
export function refuseMove(
  change: Change,
  { to, reason }: { to: string | null; reason: string },
): Write[] {
  const line = { action: "refuse", from: change.request.status, to, reason } as const;
  return [write(stillAt, whichOf(change), "conflict"), historyLine({ ...lineOf(change), ...line })];
}

/** A note for colleagues; the citizen never sees it. */
export function noteRequest(change: Change, note: string): Write[] {
  return [
    write(setVersion, whichOf(change), "conflict"),
    historyLine({ ...lineOf(change), action: "note", note }),
  ];
}

/** A question to the citizen, in place of one that is not answered yet. */
export function askCitizen(change: Change, question: string): Write[] {
  const sealed = { at: questionAt(change.request.id), now: change.at, plain: question };
  return [
    write(setQuestion, { ...whichOf(change), question: sealed }, "conflict"),
    historyLine({ ...lineOf(change), action: "ask", note: question }),
  ];
}

/** What the citizen answered; the question is not open any more. */
export function answerQuestion(change: Change, answer: string): Write[] {
  return [
    write(clearQuestion, whichOf(change), "conflict"),
    historyLine({ ...lineOf(change), action: "answer", note: answer }),
  ];
}
