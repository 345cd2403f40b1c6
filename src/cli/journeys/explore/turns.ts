/** Calls and walks as the lines of a journey. Called by `plans`. Pure. */
import type { Entry, Turn } from "../../journey.ts";
import { refWord } from "../../journey-refs.ts";
import type { Call } from "./calls.ts";
import { REF } from "./inputs.ts";
import type { Walk } from "./lives.ts";

/** Names and numbers of phones, a new one each time. */
export function phones(): (() => { name: string; phone: string }) & { now: () => string } {
  let count = 0;
  const nameOf = (index: number) => (index <= 26 ? String.fromCharCode(64 + index) : `P${index}`);
  const next = () => {
    count++;
    return { name: nameOf(count), phone: `+2547000${String(count).padStart(5, "0")}` };
  };
  return Object.assign(next, { now: () => nameOf(count) });
}

export function declared({ name, phone }: { name: string; phone: string }): Entry[] {
  return [
    { is: "note", text: "" },
    { is: "phone", name, phone, network: null },
  ];
}

/** `sent`: requests that the journey has sent so far, of which the last is meant. */
export function turnsOf({ code, inputs, steps }: Call, by: string, sent: number): Entry[] {
  const turn = { is: "turn", by, screen: null } as const;
  const ended = steps.at(-1)?.after.ended === true;
  const typed = inputs.map((text): Turn => {
    return { ...turn, do: "type", text: text.replaceAll(REF, refWord(Math.max(1, sent))) };
  });
  return [
    { ...turn, do: "dial", code },
    ...typed,
    ...(ended ? [] : [{ is: "turn", by, do: "cancel" } as const]),
  ];
}

export function deedsOf({ deeds }: Walk, by: string, sent: number): Entry[] {
  return deeds.flatMap((deed) => ("turn" in deed ? [deed.turn] : turnsOf(deed.call, by, sent)));
}
