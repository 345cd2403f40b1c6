/**
 * A journey while it is played: where it is, what has come so far, and where file and Njia differ.
 *
 * Owns the stage that it is played on. Called by `play`, and by `take` for each turn.
 */
import type { Said } from "../../menu/contract.ts";
import type { Callback } from "../handset.ts";
import type { Entry, JourneyScreen } from "../journey.ts";
import { hideRefs } from "../journey-refs.ts";
import { refsOf, type Rooms } from "./counter.ts";

/** Between two turns, in milliseconds: nobody answers within the same second. */
export const TURN_MS = 1_000;

export interface Caller {
  phone: string;
  network: string | null;
}

/** Where a journey is played. */
export interface Stage {
  /** Epoch milliseconds; moved by the player. */
  readonly time: { now: number };
  /** Of the channel: their star paths are split off. */
  readonly codes: readonly string[];
  send(callback: Callback, caller: Caller): Promise<JourneyScreen>;
  /** The gateway says that a call was ended by the citizen. */
  hungUp(callback: Callback, caller: Caller): Promise<void>;
  /** A citizen's SMS. */
  write(phone: string, text: string): Promise<void>;
  /** Sends what is due; what has arrived since the last time. */
  arrived(): Promise<readonly { to: string; text: string }[]>;
  /** The process ends, and another one opens the same store. */
  restart(): Promise<void>;
  /** An operator suspends a service. @throws OperatorFault */
  suspend(service: string, message: Said): Promise<void>;
  /** And lets it be used again. @throws OperatorFault */
  resume(service: string): Promise<void>;
  rooms(): Rooms;
}

/** A place where the file and what came differ. */
export interface Difference {
  /** Of the file, from 1; of an SMS that the file does not have, that of the turn before it. */
  line: number;
  /** The line itself: `A> 2`. */
  turn: string;
  /** Null = nothing. */
  expected: string | null;
  came: string | null;
}

export interface Phone extends Caller {
  sent: Callback[];
}

export interface Sms {
  to: string;
  text: string;
}

/** Everything about one playing. */
export interface Playing {
  stage: Stage;
  phones: Map<string, Phone>;
  calls: number;
  /** Requests in the order in which they were opened. */
  refs: string[];
  /** Arrived, and not yet told in the journey. */
  unread: Sms[];
  /** With what was really shown. */
  out: Entry[];
  /** How many of `out` there are up to the last turn and what it showed: new SMS stand there. */
  told: number;
  line: number;
  turnLine: { line: number; turn: string };
  differences: Difference[];
}

/** What was sent reaches the phones, and requests that were opened have their number. */
export async function settle(playing: Playing): Promise<void> {
  playing.refs = await refsOf(playing.stage.rooms());
  for (const sms of await playing.stage.arrived()) {
    playing.unread.push({ to: sms.to, text: hideRefs(playing.refs, sms.text) });
  }
}

export function phoneOf({ phones }: Playing, name: string): Phone {
  const phone = phones.get(name);
  if (phone === undefined) throw new Error(`${name} is not declared`);
  return phone;
}

export function compare(
  { differences, turnLine }: Playing,
  expected: string | null,
  came: string | null,
  turn = turnLine.turn,
): void {
  if (expected !== came) differences.push({ ...turnLine, turn, expected, came });
}

export function shownText({ text, end }: JourneyScreen): string {
  return end ? `${text}\n[end]` : text;
}
