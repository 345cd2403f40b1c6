/**
 * Writes a journey while somebody dials.
 *
 * Owns the file. Each turn is on disk before the next prompt, so that a phone that is switched off
 * with ctrl-c leaves a complete journey. Refuses a file that exists. Called by `dial`.
 */
import { appendFileSync, writeFileSync } from "node:fs";
import { DialFault } from "./dial-wire.ts";
import type { Answer, Handset } from "./handset.ts";
import { readReference } from "../base/reference.ts";
import type { Phone } from "../base/phone.ts";
import { writeEntry, writeHeader, type Entry, type HangUp, type Said } from "./journey.ts";
import { hideRefs, refsIn } from "./journey-refs.ts";

export interface Recorder {
  /** A turn of this handset. Left out while the file does not have the call that it belongs to. */
  turn(handset: Handset, said: Said, answer: Answer): void;
  /** A call that was hung up. */
  end(handset: Handset, how: HangUp["do"]): void;
  /** An SMS that came to this phone, or that it sent. */
  sms(phone: Phone, way: "came" | "sent", text: string): void;
}

/** Kenya's time all year round: the channel's people think in it. */
const OFFSET = { ms: 3 * 3_600_000, text: "+03:00" };

/**
 * Begins the file. `now` in epoch milliseconds stands in its head, so that opening hours are
 * the same when it is run.
 * @throws DialFault
 */
export function openRecorder(file: string, now: number): Recorder {
  const at = new Date(now + OFFSET.ms).toISOString().slice(0, 19) + OFFSET.text;
  attempt(file, () =>
    writeFileSync(file, writeHeader("recorded with npm run dial", at), { flag: "wx" }),
  );
  /** By phone and network: the name it has in the file, and what it dialled and typed there. */
  const known = new Map<string, { by: string; calls: number }>();
  const keyOf = ({ phone, network }: Handset) => `${phone} ${network.code}`;
  const add = (...entries: Entry[]) =>
    attempt(file, () => appendFileSync(file, entries.map(writeEntry).join("")));
  /** In the order in which citizens were told of them: when it is played they are others. */
  const refs: string[] = [];
  /** Typed before anybody was told of them: somebody else's, or nobody's. */
  const foreign = new Set<string>();
  const shown = (text: string) => {
    const told = refsIn(text).filter((ref) => !refs.includes(ref) && !foreign.has(ref));
    refs.push(...new Set(told));
    return hideRefs(refs, text);
  };
  const typed = (text: string) => {
    const ref = readReference(text);
    if (ref !== null && !refs.includes(ref)) foreign.add(ref);
    return hideRefs(refs, text);
  };

  return {
    turn(handset, said, { text, end }) {
      const before: Entry[] = said.do === "dial" ? [{ is: "note", text: "" }] : [];
      let caller = known.get(keyOf(handset));
      if (caller === undefined) {
        if (said.do !== "dial") return;
        caller = { by: letter(known.size), calls: 0 };
        known.set(keyOf(handset), caller);
        const { phone, network } = handset;
        const declared: Entry = { is: "phone", name: caller.by, phone, network: network.code };
        before.unshift({ is: "note", text: "" }, declared);
      }
      if (said.do === "dial" || said.do === "type") caller.calls++;
      if (said.do === "late" && said.turns > caller.calls) return;
      const words = said.do === "type" ? { ...said, text: typed(said.text) } : said;
      add(...before, { is: "turn", by: caller.by, ...words, screen: { text: shown(text), end } });
    },
    sms(phone, way, text) {
      const by = [...known].find(([key]) => key.startsWith(`${phone} `))?.[1].by;
      if (by === undefined) return;
      if (way === "sent") add({ is: "turn", by, do: "write", text: typed(text) });
      else add({ is: "sms", by, text: shown(text.replaceAll("\r", "")) });
    },
    end(handset, how) {
      const by = known.get(keyOf(handset))?.by;
      if (by !== undefined) add({ is: "turn", by, do: how });
    },
  };
}

/** A, B … Z, and then P27. */
function letter(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : `P${index + 1}`;
}

function attempt(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    const why = code === "EEXIST" ? "exists already; choose another file" : `(${String(code)})`;
    throw new DialFault(`Cannot record to ${file} ${why}`, { cause: error });
  }
}
