/**
 * A server whose clock is set again and again: under load, and then between a stop and a start, which is when a
 * leap is believed and deadlines come or are still far.
 */
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { History } from "./citizens.ts";
import { deadlinesIn, twiceIn, wrongBetween } from "./deadlines.ts";
import type { Verdict } from "./held.ts";
import { openOne, type One, type Sickness } from "./one.ts";

const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** By which the clock is wrong while citizens dial; 59 minutes are believed, and an hour and more are not. */
const UNDER_LOAD_MS = [0, 59, 61, -60].map((minutes) => (minutes * HOUR_MS) / 60);
/** The last is longer than requests are kept: whoever believes it deletes them. */
const LEAPS_MS = [...UNDER_LOAD_MS, 9 * DAY_MS, -2 * DAY_MS, 40 * DAY_MS, 400 * DAY_MS];
/** By which it is wrong when a server starts: nothing is due, the first deadlines are, all of them are. */
const STAGES_MS = [0, HOUR_MS, 5 * DAY_MS, -DAY_MS, 0, 5 * DAY_MS, 40 * DAY_MS, 0];
/** Replies between two leaps. */
const REPLIES = { from: 5, to: 40 };
/** Minutes a server is watched for, of which one is whole. */
const MINUTES = 3;
const ILL_CLOCK = join(import.meta.dirname, "ill-clock.ts");

export interface ClockRun {
  history: History;
  verdict: Verdict;
  /** Lines that the clock has written to requests' histories. */
  acted: number;
  /** Deadlines that were acted on before their time, or twice, or not at all, in words. */
  wrong: string[];
}

export interface ClockOptions {
  seed: number;
  leaps: number;
  citizens?: number;
  /** By how many milliseconds the clock is wrong at each of the starts after the load; eight unless they are given. */
  stages?: readonly number[];
  /** For a server that is broken on purpose. */
  flags?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

export async function leapAgainAndAgain(folder: string, options: ClockOptions): Promise<ClockRun> {
  const { leaps, stages = STAGES_MS } = options;
  const one = await openOne(folder, options);
  const { citizens, random } = one;
  const clock = openClock(folder, options);
  try {
    clock.set(0);
    let minute = Promise.withResolvers<void>();
    await one.start(clock.sickness(() => minute.resolve()));
    for (let leap = 0; leap < leaps; leap++) {
      await citizens.replies(random.between(REPLIES.from, REPLIES.to));
      clock.set(LEAPS_MS[random.between(0, LEAPS_MS.length - 1)] ?? 0);
      // What is done once in a minute is to be done by this clock.
      minute = Promise.withResolvers<void>();
      await minute.promise;
    }
    clock.set(0);
    await citizens.finish();
    await one.end((node) => node.stop());
    const wrong: string[] = [];
    for (const ms of stages) wrong.push(...(await showing(ms, one, clock)));
    const { verdict } = await one.finish();
    const deadlines = deadlinesIn(one.file);
    wrong.push(...twiceIn(deadlines));
    return { history: citizens.history, verdict, acted: deadlines.lines.length, wrong };
  } finally {
    await one.close();
  }
}

/** Starts a server whose clock is wrong by so much, and kills it after some minutes of its own; what it did wrong. */
async function showing(ms: number, one: One, clock: Clock): Promise<string[]> {
  const before = deadlinesIn(one.file);
  const shown = Date.now() + ms;
  clock.set(ms);
  let minutes = 0;
  const passed = Promise.withResolvers<void>();
  const onMinute = () => void (++minutes === MINUTES && passed.resolve());
  await one.start(clock.sickness(onMinute));
  await passed.promise;
  await one.end((node) => node.kill());
  return wrongBetween(before, deadlinesIn(one.file), shown);
}

interface Clock {
  /** By how many milliseconds it is wrong from now on. */
  set(ms: number): void;
  /** What has a server show it; `onMinute` is called at the end of each of its minutes. */
  sickness(onMinute?: () => void): Sickness;
}

function openClock(folder: string, { flags = [], env }: ClockOptions): Clock {
  const file = join(folder, "clock");
  return {
    set(ms) {
      // At once: nobody reads half a number.
      writeFileSync(`${file}.next`, String(ms));
      renameSync(`${file}.next`, file);
    },
    sickness: (onMinute) => ({
      flags: ["--import", ILL_CLOCK, ...flags],
      env: { ...env, ILL_CLOCK: file },
      onSaid(said) {
        for (const _ of said.matchAll(/INJECTED/g)) onMinute?.();
      },
    }),
  };
}
