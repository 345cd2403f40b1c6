/**
 * Plays a journey, and writes down what each turn showed.
 *
 * Owns what a journey's lines do. Whatever an SMS brings and the journey does not have is put below the turn
 * that brought it, and one that did not come is taken out; so the journey that comes back is what the file
 * should be, and the pairs beside it are where the two differ. Called by `run`, and by the project's own tests
 * over another stage.
 */
import { splitStar, type Callback } from "../handset.ts";
import {
  entryLines,
  passingMs,
  type Call,
  type Entry,
  type Journey,
  type JourneyScreen,
  type Stands,
  type Turn,
} from "../journey.ts";
import { hideRefs, showRefs } from "../journey-refs.ts";
import { gatewayPhone } from "../../base/phone.ts";
import type { Said } from "../../menu/contract.ts";
import { OperatorFault } from "../../session/operate.ts";
import { head } from "../journey-write.ts";
import { registerOfficer } from "../officer-phone.ts";
import {
  JourneyStop,
  officerAsks,
  officerMoves,
  passTime,
  refsOf,
  requestNumbered,
  type Rooms,
} from "./counter.ts";

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

export interface Played {
  journey: Journey;
  differences: readonly Difference[];
  /** Why it could not be played to its end. */
  stopped: { line: number; turn: string; why: string } | null;
}

interface Phone extends Caller {
  sent: Callback[];
}

interface Sms {
  to: string;
  text: string;
}

/** Everything about one playing. */
interface Playing {
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

/** Plays to the end, or to the first line that cannot be. */
export async function play(journey: Journey, stage: Stage): Promise<Played> {
  const playing: Playing = {
    stage,
    phones: new Map(),
    calls: 0,
    refs: [],
    unread: [],
    out: [],
    told: 0,
    line: 0,
    turnLine: { line: 1, turn: "" },
    differences: [],
  };
  const lines = entryLines(journey);
  for (const [index, entry] of journey.entries.entries()) {
    playing.line = lines[index] ?? 0;
    try {
      await playEntry(playing, entry);
    } catch (error) {
      if (!(error instanceof JourneyStop)) throw error;
      tellUnread(playing);
      const turn = entry.is === "turn" ? head(entry) : entry.is;
      const stopped = { line: playing.line, turn, why: error.message };
      const entries = [...playing.out, ...journey.entries.slice(index)];
      return { journey: { ...journey, entries }, differences: playing.differences, stopped };
    }
  }
  tellUnread(playing);
  const entries = playing.out;
  return { journey: { ...journey, entries }, differences: playing.differences, stopped: null };
}

async function playEntry(playing: Playing, entry: Entry): Promise<void> {
  const { out, phones } = playing;
  switch (entry.is) {
    case "note":
      return void out.push(entry);
    case "phone": {
      const { phone, network } = entry;
      phones.set(entry.name, { phone, network, sent: [] });
      if (entry.officer === true) {
        const { time } = playing.stage;
        const number = gatewayPhone(phone);
        if (number === null) throw new Error("a journey's phone was read as no number");
        const officer = { id: `journey-${entry.name}`, name: entry.name, phone: number };
        await registerOfficer(playing.stage.rooms(), { ...officer, at: time.now });
      }
      return void out.push(entry);
    }
    case "sms":
      return readSms(playing, entry);
    case "status":
      return readStatus(playing, entry);
    case "turn":
      tellUnread(playing);
      playing.turnLine = { line: playing.line, turn: head(entry) };
      out.push(await take(playing, entry));
      playing.told = out.length;
      await settle(playing);
  }
}

/** What was sent reaches the phones, and requests that were opened have their number. */
async function settle(playing: Playing): Promise<void> {
  playing.refs = await refsOf(playing.stage.rooms());
  for (const sms of await playing.stage.arrived()) {
    playing.unread.push({ to: sms.to, text: hideRefs(playing.refs, sms.text) });
  }
}

async function take(playing: Playing, turn: Turn): Promise<Turn> {
  const { stage } = playing;
  stage.time.now += TURN_MS;
  const at = stage.time.now;
  switch (turn.do) {
    case "restart":
      await stage.restart();
      return turn;
    case "after":
      await passTime(stage.rooms(), stage.time, passingMs(turn.for) - TURN_MS, () =>
        settle(playing),
      );
      return turn;
    case "move": {
      const found = await requestNumbered(stage.rooms(), playing.refs, turn.request);
      await officerMoves(stage.rooms(), found, { ...turn, at });
      return turn;
    }
    case "ask": {
      const found = await requestNumbered(stage.rooms(), playing.refs, turn.request);
      await officerAsks(stage.rooms(), found, { question: turn.question, at });
      return turn;
    }
    case "suspend": {
      const message = Object.fromEntries(turn.message.map(({ name, value }) => [name, value]));
      await operated(() => stage.suspend(turn.service, message));
      return turn;
    }
    case "resume":
      await operated(() => stage.resume(turn.service));
      return turn;
    default:
  }
  const phone = phoneOf(playing, turn.by);
  if (turn.do === "write") {
    await stage.write(phone.phone, typedOf(playing, turn.text));
    return turn;
  }
  const last = phone.sent.at(-1);
  if (!("screen" in turn)) {
    // A dropped call is reported by nobody; a cancelled one by the gateway.
    if (turn.do === "cancel" && last !== undefined) await stage.hungUp(last, phone);
    return turn;
  }
  const callback = callbackOf(playing, turn, phone);
  if (turn.do === "dial" || turn.do === "type") phone.sent.push(callback);
  const shown = await stage.send(callback, phone);
  // Its own request is there by now.
  playing.refs = await refsOf(stage.rooms());
  const screen = { ...shown, text: hideRefs(playing.refs, shown.text) };
  compare(playing, turn.screen === null ? null : shownText(turn.screen), shownText(screen));
  return { ...turn, screen };
}

/** @throws JourneyStop with the words that the command has */
async function operated(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    throw error instanceof OperatorFault ? new JourneyStop(error.message) : error;
  }
}

function phoneOf({ phones }: Playing, name: string): Phone {
  const phone = phones.get(name);
  if (phone === undefined) throw new Error(`${name} is not declared`);
  return phone;
}

function callbackOf(playing: Playing, turn: Call, { sent }: Phone): Callback {
  if (turn.do === "dial") {
    const session = `journey-${++playing.calls}`;
    return { session, ...splitStar(turn.code, playing.stage.codes) };
  }
  const before = sent[sent.length - (turn.do === "late" ? turn.turns : 1)];
  if (before === undefined) throw new Error(`${turn.by} has not dialled`);
  if (turn.do !== "type") return before;
  const typed = typedOf(playing, turn.text);
  return { ...before, text: before.text === "" ? typed : `${before.text}*${typed}` };
}

/** The next SMS that this phone got; one that did not come is left out of what comes back. */
function readSms(playing: Playing, entry: Extract<Entry, { is: "sms" }>): void {
  const { phone } = phoneOf(playing, entry.by);
  const index = playing.unread.findIndex(({ to }) => to === phone);
  const [sms] = index < 0 ? [] : playing.unread.splice(index, 1);
  playing.turnLine = { line: playing.line, turn: `${entry.by} sms:` };
  compare(playing, entry.text, sms?.text ?? null);
  if (sms === undefined) return;
  playing.out.push({ ...entry, text: sms.text });
  playing.told = playing.out.length;
}

async function readStatus(playing: Playing, entry: Stands): Promise<void> {
  const rooms = playing.stage.rooms();
  const { request } = await requestNumbered(rooms, playing.refs, entry.request);
  playing.turnLine = { line: playing.line, turn: "status" };
  compare(playing, entry.status, request.status);
  playing.out.push({ ...entry, status: request.status });
}

/** SMS that the journey does not have, below the turn that brought them. */
function tellUnread(playing: Playing): void {
  const { out, unread, phones } = playing;
  const entries = unread.splice(0).flatMap(({ to, text }): Entry[] => {
    compare(playing, null, text, `an SMS to ${to}`);
    const known = [...phones].find(([, { phone }]) => phone === to)?.[0];
    if (known !== undefined) return [{ is: "sms", by: known, text }];
    const name = nextName(phones);
    phones.set(name, { phone: to, network: null, sent: [] });
    return [
      { is: "phone", name, phone: to, network: null },
      { is: "sms", by: name, text },
    ];
  });
  out.splice(playing.told, 0, ...entries);
  playing.told += entries.length;
}

function nextName(phones: ReadonlyMap<string, unknown>): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
  return letters.find((letter) => !phones.has(letter)) ?? `P${phones.size + 1}`;
}

function compare(
  { differences, turnLine }: Playing,
  expected: string | null,
  came: string | null,
  turn = turnLine.turn,
): void {
  if (expected !== came) differences.push({ ...turnLine, turn, expected, came });
}

function shownText({ text, end }: JourneyScreen): string {
  return end ? `${text}\n[end]` : text;
}

/** What is typed, with the digits that a journey's words for references stand for. */
function typedOf({ refs }: Playing, text: string): string {
  return showRefs(refs, text, (word) => {
    throw new JourneyStop(`${word} is of a request that nobody has sent yet`);
  });
}
