/**
 * Messages per second from the outbox to the provider, in alternating rounds.
 *
 * The database is a file on the disk, the sender and the provider are processes of their own, and the
 * adapter is the real one. The calls alone, without an outbox, are what the others are compared with.
 */
import { join } from "node:path";
import { startChild } from "./child.ts";
import type { Delivered, Errand } from "./postman.ts";
import { startProvider, type RunningProvider } from "./servers.ts";

/** A provider that answers at once, and one that takes as long as a real one. */
const SLOW_MS = 300;

export interface ErrandLane {
  name: string;
  errand: Errand;
  provider: "quick" | "slow";
  /** Share of the messages: a round of all of them would take half a minute where calls or phones are few. */
  share: number;
  rounds: MessageRound[];
}

export interface MessageRound {
  messagesPerSecond: number;
  /** Processor microseconds per message of the sender, and of the provider. */
  cpuMicros: number;
  providerMicros: number;
  /** Transactions, and so fsyncs, per message. */
  fsyncs: number;
}

const lane = (
  name: string,
  errand: Errand,
  { provider = "quick", share = 1 }: Partial<Pick<ErrandLane, "provider" | "share">> = {},
): ErrandLane => ({ name, errand, provider, share, rounds: [] });

/** @throws when a message was not accepted */
export async function messageRates(
  folder: string,
  { messages, rounds }: { messages: number; rounds: number },
): Promise<ErrandLane[]> {
  const providers = {
    quick: await startProvider("alive"),
    slow: await startProvider("alive", SLOW_MS),
  };
  const postmen = {
    quick: startChild("postman.ts", [join(folder, "quick"), providers.quick.url]),
    slow: startChild("postman.ts", [join(folder, "slow"), providers.slow.url]),
  };
  for (const postman of Object.values(postmen)) await postman.told();
  const lanes = [
    lane("calls alone, 32 at once", "calls"),
    lane("outbox, a phone each", "many"),
    lane("outbox, ten phones", "few", { share: 0.1 }),
    lane("outbox alone, nobody called", "outbox"),
    lane(`calls alone, ${SLOW_MS} ms each`, "calls", { provider: "slow", share: 0.1 }),
    lane(`outbox, ${SLOW_MS} ms each`, "many", { provider: "slow", share: 0.1 }),
  ];
  // The first one warms up.
  for (let at = -1; at < rounds; at++) {
    for (const each of lanes) {
      const count = Math.ceil(messages * each.share);
      const provider = providers[each.provider];
      const ask = { errand: each.errand, messages: count };
      const measured = await measure(provider, count, () =>
        postmen[each.provider].ask<Delivered>(ask),
      );
      if (at >= 0) each.rounds.push(measured);
    }
  }
  for (const postman of Object.values(postmen)) await postman.stop("stop");
  for (const provider of Object.values(providers)) await provider.stop();
  return lanes;
}

async function measure(
  provider: RunningProvider,
  count: number,
  run: () => Promise<Delivered>,
): Promise<MessageRound> {
  const before = await provider.sample();
  const { seconds, cpuMs, transactions } = await run();
  const after = await provider.sample();
  return {
    messagesPerSecond: count / seconds,
    cpuMicros: (cpuMs * 1000) / count,
    providerMicros: ((after.cpuMs - before.cpuMs) * 1000) / count,
    fsyncs: transactions / count,
  };
}
