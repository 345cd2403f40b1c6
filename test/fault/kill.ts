/**
 * A whole server killed again and again under load, with the provider's own witness beside it.
 *
 * A kill falls at an instant of the seed's choosing: at the first hop of a server, in the middle of
 * batches, of calls to the provider, of checkpoints. Citizens go on as if nothing had happened.
 */
import { join } from "node:path";
import { openFakeAt } from "../../src/cli/fake-at/fake-at.ts";
import { monotonic } from "../../src/base/clock.ts";
import { startServer, type Running } from "../bench/servers.ts";
import { openCitizens, type History } from "./citizens.ts";
import { foundIn, holdAgainst, type Verdict } from "./held.ts";
import { dice } from "./random.ts";

const CITIZENS = 16;
/** Replies between two kills, and milliseconds behind the last of them: kills fall anywhere in a batch. */
const REPLIES = { from: 1, to: 150 };
const BEHIND_MS = { from: 0, to: 12 };

export interface KillRun {
  history: History;
  verdict: Verdict;
  /** Milliseconds from a start to the first callback that it would take, by start. */
  startsMs: number[];
  handedOver: number;
}

/** `flags` of Node's own are for a server that is broken on purpose. */
export async function killAgainAndAgain(
  folder: string,
  { kills, seed, flags = [] }: { kills: number; seed: number; flags?: readonly string[] },
): Promise<KillRun> {
  const random = dice(seed);
  const provider = await openFakeAt();
  const startsMs: number[] = [];
  const start = async (): Promise<Running> => {
    const since = monotonic();
    const running = await startServer("njia", folder, { flags, smsUrl: provider.url });
    startsMs.push(monotonic() - since);
    return running;
  };
  let up = Promise.withResolvers<number>();
  let server = await start();
  up.resolve(server.port);
  const citizens = openCitizens(CITIZENS, () => up.promise, random);
  for (let killed = 0; killed < kills; killed++) {
    await citizens.replies(random.between(REPLIES.from, REPLIES.to));
    await after(random.between(BEHIND_MS.from, BEHIND_MS.to));
    // Whoever asks from now on waits for the next one.
    const next = Promise.withResolvers<number>();
    up = next;
    await server.kill();
    server = await start();
    next.resolve(server.port);
  }
  await citizens.finish();
  await server.stop();
  await provider.settled();
  const handedOver = provider.accepted.length;
  const { history } = citizens;
  const verdict = holdAgainst(foundIn(join(folder, "njia.db")), history, provider.accepted);
  await provider.close();
  return { history, verdict, startsMs, handedOver };
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
