/**
 * A provider of SMS that goes wrong in any order under a whole server with citizens: breaks off, stalls, refuses,
 * answers with junk, takes what it says it did not take; and reports early, twice, otherwise or never.
 */
import { setTimeout as after } from "node:timers/promises";
import Database from "better-sqlite3";
import { monotonic } from "../../src/base/clock.ts";
import { ANSWER_FAULTS, RECEIPT_FAULTS, type Fault } from "../../src/cli/fake-at/faults.ts";
import type { AcceptedSms } from "../../src/cli/fake-at/fake-at.ts";
import { GATEWAY_KEY } from "../bench/settings.ts";
import type { History } from "./citizens.ts";
import type { Verdict } from "./held.ts";
import { openOne } from "./one.ts";
import type { Dice } from "./random.ts";

export interface ProviderRun {
  history: History;
  verdict: Verdict;
  /** Calls that sent, or tried to. */
  calls: number;
  handedOver: number;
  /** Messages the store takes for sent and the provider never took, or the other way round, in words. */
  untrue: string[];
}

export interface ProviderOptions {
  seed: number;
  /** Dialogues end when so many replies have come. */
  replies: number;
  citizens?: number;
  /** Of Node's own, and variables, for a server that is broken on purpose. */
  flags?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

/** Replies for which there is a call at least, when all is stopped; until that is given up, and between two looks, in ms. */
const CALLED_OF = 50;
const CALLED_MS = 60_000;
const LOOK_EVERY_MS = 20;

export async function goWrong(
  folder: string,
  { seed, replies, citizens: many, ...broken }: ProviderOptions,
): Promise<ProviderRun> {
  const one = await openOne(folder, { seed, citizens: many });
  const { citizens, provider, random } = one;
  try {
    // More than there can be calls: a dialogue of a dozen replies sends one message.
    provider.fault(...Array.from({ length: replies }, () => faultsOf(random)));
    const { port } = await one.start(broken);
    provider.callbacks = `http://127.0.0.1:${port}/gateways/africastalking/${GATEWAY_KEY}/sms`;
    await citizens.replies(replies);
    const since = monotonic();
    while (provider.calls < replies / CALLED_OF && monotonic() - since < CALLED_MS) {
      await after(LOOK_EVERY_MS);
    }
    // What is under way then is broken off by the server, and nobody knows what became of it.
    const { verdict, handedOver } = await one.finish();
    const { history } = citizens;
    const untrue = untrueIn(one.file, provider.accepted);
    return { history, verdict, calls: provider.calls, handedOver, untrue };
  } finally {
    await one.close();
  }
}

/** Of one call: one answer in three goes wrong, and one report in three. */
function faultsOf(random: Dice): Fault[] {
  return [ANSWER_FAULTS, RECEIPT_FAULTS].flatMap<Fault>((all: readonly Fault[]) => {
    const fault = all[random.between(0, 3 * all.length - 1)];
    return fault === undefined ? [] : [fault];
  });
}

/** `witness` is what the provider took. */
function untrueIn(file: string, witness: readonly AcceptedSms[]): string[] {
  const db = new Database(file, { readonly: true });
  try {
    const rows = db
      .prepare<[], { id: string; state: string; provider_id: string | null }>(
        "select id, state, provider_id from messages",
      )
      .all();
    const taken = new Set(witness.map(({ id }) => id));
    const accepted = rows.filter(({ state }) => state === "accepted");
    const doubted = rows.filter(({ state }) => state === "ambiguous" || state === "sending");
    const known = new Set(accepted.map(({ provider_id }) => provider_id));
    const unknown = witness.filter(({ id }) => !known.has(id)).length;
    return [
      ...accepted
        .filter(({ provider_id }) => provider_id === null || !taken.has(provider_id))
        .map(({ id }) => `${id} is said to be sent, and the provider never took it`),
      ...(unknown > doubted.length
        ? [
            `${unknown} messages were taken that are not said to be sent, ${doubted.length} in doubt`,
          ]
        : []),
    ];
  } finally {
    db.close();
  }
}
