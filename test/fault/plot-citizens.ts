/**
 * Citizens who ask a register for their plot, and remember all that they were shown and promised.
 *
 * Each has a phone and a plot of their own, goes on whatever the register does, waits for the SMS that they were
 * promised, dials again and sends their request. Whoever gets no reply, or an apology, asks the same again.
 */
import { setTimeout as after } from "node:timers/promises";
import { monotonic } from "../../src/base/clock.ts";
import { phoneNumber } from "../bench/dialogues.ts";
import { USSD_PATH } from "../bench/settings.ts";
import { read, type Seen } from "../simulation/screen.ts";
import { dice } from "./random.ts";

/** At once, as many as wait for a slow register without one for another. */
const AT_ONCE = 16;
/** Milliseconds until somebody who got no reply asks again, and between two looks for an SMS. */
const PAUSE_MS = 20;
/** Answers of one citizen at most: of so many calls of a register one is right. */
const ANSWERS_MAX = 60;

export interface PlotHistory {
  /** Replies that came. */
  replies: number;
  /** Callbacks without one, and those that got an apology: both were made again. */
  broken: number;
  apologies: number;
  /** Milliseconds of the reply that took longest. */
  slowestMs: number;
  /** How often each screen was seen, by its name. */
  screens: Map<string, number>;
  /** Phones that were promised an SMS. */
  promised: Set<string>;
  /** By phone: the reference that was told. */
  references: Map<string, string>;
  /** What no citizen should see, in words. */
  wrong: string[];
}

export interface PlotCitizens {
  history: PlotHistory;
  /** Resolves when so many have come to their end; rejects when one cannot go on. */
  done(many: number): Promise<void>;
}

interface Inbox {
  readonly accepted: readonly { to: string; text: string }[];
}

export const plotOf = (citizen: number): number => citizen + 1;
/** What stands in the register: no two plots near each other have one size. */
export const sizeOf = (plot: number): number => 100 + ((plot * 7) % 3_900);

/** `up` says where a callback goes, and waits until there is a server. */
export function openPlotCitizens(
  { many, seed, patienceMs }: { many: number; seed: number; patienceMs: number },
  up: () => Promise<number>,
  inbox: Inbox,
): PlotCitizens {
  const history: PlotHistory = {
    replies: 0,
    broken: 0,
    apologies: 0,
    slowestMs: 0,
    screens: new Map(),
    promised: new Set(),
    references: new Map(),
    wrong: [],
  };
  const random = dice(seed);
  let begun = 0;
  let ended = 0;
  let awaited = { many: Infinity, reached: () => {} };

  async function ask(phone: string, sessionId: string, text: string): Promise<Seen> {
    const about = { phoneNumber: phone, serviceCode: "*384*99#", networkCode: "63902" };
    for (; ; await after(PAUSE_MS)) {
      const port = await up();
      const since = monotonic();
      try {
        const response = await fetch(`http://127.0.0.1:${port}${USSD_PATH}`, {
          method: "POST",
          body: new URLSearchParams({ ...about, sessionId, text }),
        });
        const seen = read(await response.text());
        if (response.status !== 200) throw new Error(`a status of ${response.status}`);
        history.slowestMs = Math.max(history.slowestMs, monotonic() - since);
        if (seen.screen === "SORRY") history.apologies++;
        else return seen;
      } catch {
        history.broken++;
      }
    }
  }

  /** One call; true where there is more to do in another one. */
  async function call(citizen: number, sessionId: string): Promise<boolean> {
    const phone = phoneNumber(citizen);
    const plot = plotOf(citizen);
    let text = "";
    for (let answers = 0; answers < ANSWERS_MAX; answers++) {
      const seen = await ask(phone, sessionId, text);
      history.replies++;
      history.screens.set(seen.screen, (history.screens.get(seen.screen) ?? 0) + 1);
      if (seen.screen === "DONE") {
        const [ref = ""] = seen.references;
        history.references.set(phone, ref);
        return false;
      }
      if (seen.screen === "LATER") {
        history.promised.add(phone);
        return heard(phone);
      }
      if (seen.screen === "DEED") checkDeed(plot, seen);
      if (seen.end) return true;
      const typed = answerTo(seen, plot);
      text = text === "" ? typed : `${text}*${typed}`;
    }
    return true;
  }

  function checkDeed(plot: number, { text }: Seen): void {
    if (text.includes(` ${plot}/`) && text.includes(`/ ${sizeOf(plot)}.`)) return;
    history.wrong.push(`the owner of plot ${plot} of ${sizeOf(plot)} was shown ${text}`);
  }

  /** False where no SMS came for as long as anybody waits. */
  async function heard(phone: string): Promise<boolean> {
    const since = monotonic();
    const mine = () => inbox.accepted.some(({ to }) => to === phone);
    while (!mine() && monotonic() - since < patienceMs) await after(PAUSE_MS);
    return mine();
  }

  /** What is typed at a screen. @throws where the menus have another one than is known here */
  function answerTo({ screen, text }: Seen, plot: number): string {
    const answer = {
      LANGUAGE: "2",
      MAIN: "4",
      RESUME: "1",
      NOTICE: "1",
      PARCEL: String(plot),
      WISH: "fence",
      DEED: "1",
      DOWN: "1",
      NOPLOT: "1",
    }[screen];
    if (answer === undefined) throw new Error(`nobody knows what to type at ${text}`);
    return answer;
  }

  async function goThrough(number: number): Promise<void> {
    // In another order than they are numbered.
    await after(random.between(0, PAUSE_MS));
    for (let calls = 1; await call(number, `plot-${number}-${calls}`); calls++) {
      if (calls === ANSWERS_MAX) throw new Error(`citizen ${number} comes to no end`);
    }
    if (++ended >= awaited.many) awaited.reached();
  }

  const all = Promise.all(
    Array.from({ length: Math.min(AT_ONCE, many) }, async () => {
      while (begun < many) await goThrough(begun++);
    }),
  );
  return {
    history,
    done: (number) =>
      Promise.race([
        new Promise<void>((reached) => {
          if (ended >= number) reached();
          awaited = { many: number, reached };
        }),
        all.then(() => {}),
      ]),
  };
}
