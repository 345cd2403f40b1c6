/**
 * The sender in a process of its own, as `njia work` is: takes a number of messages from an outbox to the
 * provider and says how long it took. Started by `messages`.
 */
import { join } from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { systemRandom, newId } from "../../src/base/ids.ts";
import type { Phone } from "../../src/base/phone.ts";
import { openVault } from "../../src/base/vault.ts";
import { openAfricasTalkingSms } from "../../src/gateway/africastalking/sms.ts";
import type { SmsSender } from "../../src/gateway/sms.ts";
import { queueMessage } from "../../src/messages/outbox.ts";
import { openSender, type SendingRules } from "../../src/messages/sender.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import type { Write } from "../../src/store/store.ts";
import { phoneNumber } from "./dialogues.ts";
import { configIn } from "./settings.ts";

/**
 * `many`: a phone for each message. `few`: ten phones for all of them. `calls`: only the calls, without an
 * outbox. `outbox`: only the outbox, with a provider that has taken each message before it is called.
 */
export type Errand = "many" | "few" | "calls" | "outbox";
export type PostmanAsk = { errand: Errand; messages: number } | "stop";

export interface Delivered {
  seconds: number;
  /** Milliseconds of processor meanwhile, of all threads. */
  cpuMs: number;
  /** Transactions, each of which is an fsync. */
  transactions: number;
}

/** As many as the sender has under way. */
const CALLS = 32;
const FEW = 10;
/** Messages queued in one commit. */
const QUEUED_AT_ONCE = 500;
/** Half of what a text may have. */
const TEXT =
  "Mfano County: your report 4821 0372 is received. Target: 2 working days. Status: *384*99#.";
const QUIET = { timeZone: "Africa/Nairobi", from: 0, until: 0 };
/** No cap is met: it is the rate that is asked for. */
const RULES: SendingRules = { quiet: QUIET, caps: { phone: 1e9, all: 1e9 }, balanceAlarm: null };

const [folder = "", url = ""] = process.argv.slice(2);
const config = configIn(folder, url);
if (config.sms === null) throw new Error("there is no account");
const vault = openVault(config);
let transactions = 0;
const store = openSqlite({
  file: join(folder, "njia.db"),
  serve: false,
  vaultKeys: config.vaultKeys,
  onBatch: () => void transactions++,
});
const wire = await openAfricasTalkingSms(config.sms);
const ready: SmsSender = {
  ...wire,
  send: async () => {
    const providerId = newId(systemClock(), systemRandom);
    return { is: "accepted", providerId, cost: null, parts: 1 };
  },
};

let phones = FEW;
const phoneOf = (message: number, errand: Errand) =>
  phoneNumber(errand === "few" ? message % FEW : phones++) as Phone; // made by the bench itself

async function queue(messages: number, errand: Errand): Promise<void> {
  for (let from = 0; from < messages; from += QUEUED_AT_ONCE) {
    const writes: Write[] = [];
    for (let at = from; at < Math.min(messages, from + QUEUED_AT_ONCE); at++) {
      const now = systemClock();
      const message = {
        id: newId(now, systemRandom),
        class: "reply",
        template: "channel/bench",
        request: null,
        person: null,
        to: phoneOf(at, errand),
        text: TEXT,
        at: now,
      } as const;
      writes.push(queueMessage(vault, message, QUIET));
    }
    await store.commit(writes);
  }
}

/** Resolves when all are accepted. @throws when one of them is not */
async function sendAll(messages: number, provider: SmsSender): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let accepted = 0;
  const on = {
    settled: ({ state, reason }: { state: string; reason: string | null }) => {
      if (state !== "accepted") reject(new Error(`a message is ${state}: ${reason}`));
      if (++accepted === messages) resolve();
    },
    alarm: (code: string) => reject(new Error(`the sender alarms: ${code}`)),
    fault: reject,
    fatal: reject,
  };
  const needs = { store, vault, provider, clock: systemClock, rules: () => RULES, on };
  const sender = openSender(needs);
  sender.start();
  try {
    await promise;
  } finally {
    await sender.close();
  }
}

async function callAll(messages: number): Promise<void> {
  let next = 0;
  const caller = async () => {
    while (next++ < messages) {
      const result = await wire.send({ to: phoneOf(next, "calls"), text: TEXT });
      if (result.is !== "accepted") throw new Error(`a call was ${result.is}`);
    }
  };
  await Promise.all(Array.from({ length: CALLS }, caller));
}

async function run({ errand, messages }: { errand: Errand; messages: number }): Promise<Delivered> {
  if (errand !== "calls") await queue(messages, errand);
  const before = { at: performance.now(), cpu: process.cpuUsage(), transactions };
  if (errand === "calls") await callAll(messages);
  else await sendAll(messages, errand === "outbox" ? ready : wire);
  const { user, system } = process.cpuUsage(before.cpu);
  return {
    seconds: (performance.now() - before.at) / 1000,
    cpuMs: (user + system) / 1000,
    transactions: transactions - before.transactions,
  };
}

process.on("message", (ask: PostmanAsk) => {
  if (ask === "stop") return void store.close().then(() => process.exit(0));
  void run(ask).then((delivered) => process.send?.(delivered));
});
// Whoever started it is gone: nobody is left to stop it.
process.on("disconnect", () => process.exit(1));
process.send?.("ready");
