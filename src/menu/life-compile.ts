/**
 * Turns a service's `life` as written into what runs.
 *
 * Total: a move that the checker refuses (to nowhere, to itself) is left out. Called by `compile`.
 */
import type { ServiceFile } from "./format.ts";
import { givenOf } from "./given.ts";
import type { Text } from "./text-format.ts";
import { BEFORE, UNTIL, WITHIN, type SmsChoice, type StatusFile } from "./life-format.ts";
import {
  lifeMachine,
  type Chosen,
  type Life,
  type Move,
  type Status,
  type Within,
} from "./life.ts";
import type { Expression } from "./model.ts";
import type { Until } from "./calendar.ts";
import type { Sayings } from "./text.ts";

/** How texts and conditions are compiled. */
interface Words {
  say: (text: Text) => Sayings;
  when: (expression: string) => Expression;
}

/** What `late` does when it moves nothing: no status can have this name. */
export const ESCALATE = "escalate";

const UNITS = { hour: "hours", day: "days", "working day": "working_days" } as const;

/** Null where the service has no status. */
export function lifeOf(
  file: ServiceFile,
  say: (text: Text) => Sayings,
  when: (expression: string) => Expression,
): Life | null {
  const written = Object.entries(file.life ?? {});
  const [first] = written[0] ?? [];
  if (first === undefined) return null;
  const refusals = new Map(written.map(([name, { refusal }]) => [name, refusal === true]));
  const statuses = new Map(
    written.map(([name, status]) => [name, statusOf(name, status, refusals, { say, when })]),
  );
  const reasons = Object.entries(file.reasons ?? {});
  const gives = Object.entries(file.gives ?? {});
  return {
    first,
    statuses,
    reasons: new Map(reasons.map(([code, text]) => [code, say(text)])),
    gives: new Map(gives.map(([name, one]) => [name, givenOf(name, one, say(one.label))])),
    machine: lifeMachine(first, statuses),
  };
}

/** `refusals`: every status there is, and whether it refuses. */
function statusOf(
  name: string,
  file: StatusFile,
  refusals: ReadonlyMap<string, boolean>,
  { say, when }: Words,
): Status {
  const chosen = (sms: SmsChoice | undefined) =>
    sms === undefined ? null : chosenOf(sms, { say, when });
  const said = (text: Text | undefined) => (text === undefined ? null : say(text));
  const { question } = file;
  const within = withinOf(file.within);
  const until = untilOf(UNTIL.exec(file.within ?? ""));
  const late = within === null && until === null ? null : lateOf(file.late, chosen);
  // The law, whatever a file says: only a human refuses, and says why.
  const lawful = ({ to, by, reasons }: Move) =>
    refusals.get(to) === false || (by === "officer" && reasons.length > 0);
  const moves = movesOf(file, late, said).filter(
    (move) => (move.to !== name || move.asks !== null) && refusals.has(move.to) && lawful(move),
  );
  const leads = (by: Move["by"], ...to: string[]) =>
    to.every((one) => moves.some((move) => move.by === by && move.to === one));
  return {
    name,
    say: say(file.say),
    next: said(file.next),
    sms: chosen(file.sms),
    again: file.at_least_once === true,
    within,
    until,
    late: late !== null && "to" in late && !leads("clock", late.to) ? ESCALATES : late,
    reminders: (file.remind ?? []).map((reminder) => ({
      before: withinOf(reminder.before),
      after: withinOf(reminder.after),
      sms: chosenOf(reminder.sms, { say, when }),
    })),
    moves,
    question:
      question !== undefined && leads("citizen", question.yes, question.no)
        ? { say: say(question.say), yes: question.yes, no: question.no }
        : null,
    refusal: file.refusal === true,
    frees: file.frees === true,
    priority: file.priority === true,
    resolved: file.resolved ?? null,
    end: moves.length === 0,
  };
}

const ESCALATES = { escalate: true, sms: null } as const;

/** A deadline after which nothing happened would be forgotten: without `late`, staff are told. */
function lateOf(late: StatusFile["late"], chosen: (sms: SmsChoice | undefined) => Chosen | null) {
  if (late === undefined || late.then === ESCALATE) {
    return { escalate: true as const, sms: chosen(late?.sms) };
  }
  return { to: late.then };
}

function movesOf(
  { may_become, question }: StatusFile,
  late: Status["late"],
  said: (text: Text | undefined) => Sayings | null,
): Move[] {
  const bare = (to: string, by: Move["by"]): Move => ({
    to,
    by,
    reasons: [],
    say: null,
    until: null,
    asks: null,
    gives: [],
  });
  return [
    ...(may_become ?? []).map((move) => ({
      to: move.to,
      by: move.by,
      reasons: move.reasons ?? [],
      say: said(move.say),
      ...asked(move),
      // Only officers know what is given.
      gives: move.by === "officer" ? (move.gives ?? []) : [],
    })),
    ...(late !== null && "to" in late ? [bare(late.to, "clock")] : []),
    ...(question === undefined ? [] : [question.yes, question.no].map((to) => bare(to, "citizen"))),
  ];
}

/** Only citizens are held to a time, or choose another one. */
function asked({ by, until, asks }: NonNullable<StatusFile["may_become"]>[number]) {
  if (by === "officer") return { until: null, asks: null };
  const [, period, of] = BEFORE.exec(until ?? "") ?? [];
  return {
    until: untilOf(until === undefined ? null : ["", period, "before", of]),
    asks: asks ?? null,
  };
}

/** From what `UNTIL` finds: a period, before or after, and the question. */
function untilOf(found: readonly (string | undefined)[] | null): Until | null {
  const [, period, way, of] = found ?? [];
  if (of === undefined) return null;
  const off = withinOf(period);
  return { of, off: off === null ? null : { period: off, way: way === "before" ? -1 : 1 } };
}

function chosenOf(sms: SmsChoice, { say, when }: Words): Chosen {
  if (!Array.isArray(sms)) return [{ when: null, say: say(sms) }];
  return sms.map((one) => ({
    when: one.when === undefined ? null : when(one.when),
    say: one.say === undefined ? null : say(one.say),
  }));
}

function withinOf(within: string | undefined): Within | null {
  const [, amount, unit] = WITHIN.exec(within ?? "") ?? [];
  if (amount === undefined || unit === undefined || !(unit in UNITS)) return null;
  return { amount: Number(amount), unit: UNITS[unit as keyof typeof UNITS] }; // proven by `in`
}
