/**
 * Servers on a disk that is ill: its syncs fail, it is full and freed, it is slow.
 *
 * Illnesses are made in the driver (`ill-disk.ts`), which any machine can do, or by `strace` in the calls of the
 * system, which shows what SQLite itself makes of them.
 */
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { monotonic } from "../../src/base/clock.ts";
import type { History } from "./citizens.ts";
import type { Verdict } from "./held.ts";
import type { Illness } from "./ill-disk.ts";
import { openOne, type One, type Sickness } from "./one.ts";

/** Where an illness is made. */
export type Made = "driver" | "system";

export interface IllRun {
  history: History;
  verdict: Verdict;
  /** Times that a fault was met. */
  injected: number;
  handedOver: number;
  /** Servers that did not end by themselves with 1 though their disk cannot be trusted. */
  wentOn: number;
  /** Replies to callbacks that were first made when it could not be trusted any more. */
  untrusted: number;
}

export interface IllOptions {
  seed: number;
  /** Illnesses met one after the other. */
  times: number;
  citizens?: number;
  made?: Made;
  /** Of Node's own, for a server that is broken on purpose. */
  flags?: readonly string[];
  /** One commit in so many is slow; each, unless it is given. */
  oneIn?: number;
}

/** Syncs until one fails. */
const SYNCS = { from: 1, to: 60 };
/** Replies after which a server that should have ended has gone on. */
const WENT_ON_REPLIES = 60;
/** One server in so many is well, so that a log is begun anew before it is long enough for a checkpoint. */
const WELL_EVERY = 5;
/** Replies until one that is well, or well again, is stopped. */
const WELL_REPLIES = { from: 20, to: 60 };
/** Commits between two times that the disk is full, and milliseconds of each. */
const FULL_AFTER = { from: 5, to: 40 };
const FULL_MS = { from: 100, to: 800 };
/** Writes of one commit, roughly; and those that fail one after the other, most of them the first of a commit. */
const CALLS_OF_COMMIT = 20;
const FULL_CALLS = 20;
/** Milliseconds of a slow commit. */
const SLOW_MS = { from: 200, to: 3_000 };
/** Replies until the next slow commit in which a server is killed, and milliseconds behind its beginning. */
const SLOW_REPLIES = { from: 1, to: 20 };
const BEHIND_MS = { from: 0, to: 250 };

const ILL_DISK = join(import.meta.dirname, "ill-disk.ts");

/** Servers in a world, each ill in one way; those that went on though their disk could not be trusted. */
type Ail = (one: One, options: IllOptions, fell: () => void) => Promise<number>;

/** A sync fails, at any; the server has to end. */
const failSyncs: Ail = async (one, options, fell) => {
  const { citizens, random } = one;
  const { history } = citizens;
  let wentOn = 0;
  for (let time = 0; time < options.times; time++) {
    const met = Promise.withResolvers<void>();
    const nth = random.between(SYNCS.from, SYNCS.to);
    const illness = { is: "unsynced", seed: options.seed, after: nth } as const;
    const node = await one.start(sick(illness, options, () => met.resolve()));
    await met.promise;
    fell();
    history.fresh.since = monotonic();
    const goes = citizens.replies(WENT_ON_REPLIES).then(() => "goes on" as const);
    if ((await Promise.race([node.ended, goes])) !== 1) wentOn++;
    history.fresh.since = Infinity;
    await one.end((left) => left.kill());
    if (time % WELL_EVERY < WELL_EVERY - 1) continue;
    await one.start();
    await citizens.replies(random.between(WELL_REPLIES.from, WELL_REPLIES.to));
    await one.end((well) => well.stop());
  }
  return wentOn;
};

/** The disk is full for a while. */
const fillDisk: Ail = async (one, options, fell) => {
  const { citizens, random } = one;
  for (let time = 0; time < options.times; time++) {
    const met = Promise.withResolvers<void>();
    const illness = {
      is: "full",
      seed: options.seed,
      after: random.between(FULL_AFTER.from, FULL_AFTER.to),
      forMs: random.between(FULL_MS.from, FULL_MS.to),
    } as const;
    await one.start(sick(illness, options, () => (fell(), met.resolve())));
    await met.promise;
    await citizens.replies(random.between(WELL_REPLIES.from, WELL_REPLIES.to));
    if (time < options.times - 1) await one.end((node) => node.stop());
  }
  return 0;
};

/** Commits take up to three seconds, and the server is killed in the midst of one. */
const slowDown: Ail = async (one, { oneIn = 1, ...options }, fell) => {
  const { citizens, random } = one;
  for (let time = 0; time < options.times; time++) {
    let next = Promise.withResolvers<void>();
    const illness = { is: "slow", seed: options.seed + time, oneIn, ms: SLOW_MS } as const;
    await one.start(sick(illness, options, () => (fell(), next.resolve())));
    await citizens.replies(random.between(SLOW_REPLIES.from, SLOW_REPLIES.to));
    next = Promise.withResolvers();
    await next.promise;
    await after(random.between(BEHIND_MS.from, BEHIND_MS.to));
    await one.end((node) => node.kill());
  }
  return 0;
};

export const AILMENTS = {
  "a sync fails": failSyncs,
  "full and freed": fillDisk,
  "slow, and a kill": slowDown,
} as const satisfies Record<string, Ail>;

/** One world in which these come one after the other, each so many times. */
export async function fallIll(
  folder: string,
  ailments: readonly (keyof typeof AILMENTS)[],
  options: IllOptions,
): Promise<IllRun> {
  const one = await openOne(folder, options);
  const { history } = one.citizens;
  let injected = 0;
  try {
    let wentOn = 0;
    for (const name of ailments) {
      wentOn += await AILMENTS[name](one, options, () => void injected++);
    }
    if (!one.isUp()) await one.start();
    const { verdict, handedOver } = await one.finish();
    return { history, verdict, injected, handedOver, wentOn, untrusted: history.fresh.many };
  } finally {
    await one.close();
  }
}

/** `onMet` is called each time that the illness shows. */
function sick(illness: Illness, { made, flags = [] }: IllOptions, onMet: () => void): Sickness {
  const onSaid = (said: string) => {
    for (const _ of said.matchAll(/INJECTED|DELAYED/g)) onMet();
  };
  if (made === "system") return { under: strace(illness), flags, onSaid };
  const env = { ILL_DISK: JSON.stringify(illness) };
  return { flags: ["--import", ILL_DISK, ...flags], env, onSaid };
}

/** Faults of the system's own calls; they are counted in each thread by itself. */
function strace(illness: Illness): string[] {
  const tracing = ["strace", "-D", "-f", "--seccomp-bpf", "--quiet=all", "-e", "signal=none"];
  const inject = (calls: string, fault: string) =>
    ["-e", `trace=${calls}`].concat("-e", `inject=${calls}:${fault}`, "--");
  switch (illness.is) {
    case "unsynced":
      return [...tracing, ...inject("fsync,fdatasync", `error=EIO:when=${illness.after}`)];
    case "full": {
      const fullFrom = illness.after * CALLS_OF_COMMIT;
      return [
        ...tracing,
        ...inject("pwrite64", `error=ENOSPC:when=${fullFrom}..${fullFrom + FULL_CALLS}`),
      ];
    }
    case "slow":
      // There it is the same for each, a start's too.
      return [...tracing, ...inject("fsync,fdatasync", `delay_enter=${illness.ms.from}000`)];
  }
}
