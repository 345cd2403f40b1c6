/**
 * Plays a journey, and writes down what each turn showed.
 *
 * Owns the order of its lines, and what is written down of them. Whatever an SMS brings and the journey does not
 * have is put below the turn that brought it, and one that did not come is taken out; so the journey that comes back
 * is what the file should be, and the pairs beside it are where the two differ. Called by `trial`, and by the
 * project's own tests over another stage.
 */
import { gatewayPhone } from "../../base/phone.ts";
import { entryLines, type Entry, type Journey, type Stands } from "../journey.ts";
import { head } from "../journey-write.ts";
import { registerOfficer } from "../officer-phone.ts";
import { JourneyStop, requestNumbered } from "./counter.ts";
import { compare, phoneOf, settle, type Difference, type Playing, type Stage } from "./playing.ts";
import { take } from "./take.ts";

export type { Caller, Stage } from "./playing.ts";

export interface Played {
  journey: Journey;
  differences: readonly Difference[];
  /** Why it could not be played to its end. */
  stopped: { line: number; turn: string; why: string } | null;
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
