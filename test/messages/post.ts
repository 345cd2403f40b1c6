/** An outbox on a store of its own, a clock moved by hand, and a provider that does as it is told. */
import type { Phone } from "../../src/base/phone.ts";
import type { Receipt, SendResult, Sms, SmsSender } from "../../src/gateway/sms.ts";
import { partsOf } from "../../src/messages/message.ts";
import { queueMessage, type Outgoing } from "../../src/messages/outbox.ts";
import { takeReceipt } from "../../src/messages/receipts.ts";
import {
  openSender,
  type SenderEvents,
  type SenderNeeds,
  type SendingRules,
} from "../../src/messages/sender.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

/** 27 November 2026, 12:00 in Nairobi. */
export const NOON = Date.UTC(2026, 10, 27, 9);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const PHONE = "+254711000001" as Phone;
export const OTHER = "+254711000002" as Phone;

export const RULES: SendingRules = {
  quiet: { timeZone: "Africa/Nairobi", from: 19 * 60, until: 7 * 60 },
  caps: { phone: 20, all: 1_000 },
  balanceAlarm: 500,
};

export const accepted = (providerId: string): SendResult => ({
  is: "accepted",
  providerId,
  cost: { currency: "KES", micros: 800_000 },
  parts: 1,
});
export const refused = (
  code: string,
  retry: "later" | "after_mend" | "never",
  optedOut = false,
): SendResult => ({ is: "refused", code, retry, optedOut });
export const ambiguous = (why: string): SendResult => ({ is: "ambiguous", why });

/** As the rows of `messages` tell it. */
export interface Row {
  id: string;
  class: string;
  state: string;
  reason: string | null;
  due_at: number;
  attempts: number;
  parts: number;
  cost: number | null;
  currency: string | null;
  provider_id: string | null;
  receipt: string | null;
}

export function openPost({ rules = RULES, on }: { rules?: SendingRules; on?: SenderEvents } = {}) {
  const { raw, store, place, stored } = openTestStore();
  const vault = testVault();
  const time = { now: NOON, leapt: 0 };
  const clock = () => time.now;
  /** Moves with the clock unless a test lets the clock leap. */
  const monotonic = () => time.now - time.leapt;
  const sent: Sms[] = [];
  /** What the next calls come to, in order; then everything is accepted. */
  const script: (SendResult | (() => Promise<SendResult>))[] = [];
  let lastSignal: AbortSignal | undefined;
  let balance: SmsSender["balance"] = () => Promise.resolve(null);
  const provider: SmsSender = {
    name: "scripted",
    send(sms, signal) {
      sent.push(sms);
      lastSignal = signal;
      const billed = { ...accepted(`P${sent.length}`), parts: partsOf(sms.text) };
      const next = script.shift() ?? billed;
      return typeof next === "function" ? next() : Promise.resolve(next);
    },
    balance: () => balance(),
  };
  const another = (over: Partial<SenderNeeds> = {}) =>
    openSender({
      store,
      vault,
      provider,
      clock,
      monotonic,
      rules: () => rules,
      ...(on === undefined ? {} : { on }),
      ...over,
    });
  let queued = 0;

  return {
    raw,
    stored,
    store,
    place,
    vault,
    time,
    sent,
    script,
    provider,
    sender: another(),
    /** A second sender on the same outbox. */
    another,
    /** Of the last call. */
    signal: () => lastSignal,
    balanceIs(ask: SmsSender["balance"]) {
      balance = ask;
    },
    async queue(changes: Partial<Outgoing> = {}): Promise<string> {
      const id = changes.id ?? `m${++queued}`;
      const message: Outgoing = {
        id,
        class: "reply",
        template: "report/received",
        request: null,
        person: null,
        to: PHONE,
        text: `Text of ${id}`,
        at: time.now,
        ...changes,
      };
      const committed = await store.commit([queueMessage(vault, message, rules.quiet)]);
      if (!committed.done) throw new Error("not queued");
      return id;
    },
    async receive(receipt: Partial<Receipt>) {
      const whole: Receipt = {
        gateway: "scripted",
        providerId: "P1",
        status: "success",
        said: "Success",
        phone: PHONE,
        reason: null,
        optedOut: false,
        network: null,
        ...receipt,
      };
      await store.commit(takeReceipt(vault, whole, time.now));
    },
    async row(id: string): Promise<Row> {
      const [found] = await raw<Row>("select * from messages where id = ?", id);
      if (found === undefined) throw new Error(`no message ${id}`);
      return found;
    },
    states: (...ids: string[]) =>
      Promise.all(
        ids.map(async (id) => {
          const [found] = await raw<Row>("select state from messages where id = ?", id);
          return found?.state;
        }),
      ),
    flights: () =>
      raw<{ message: string; until: number }>(
        "select message, until from flights order by message",
      ),
  };
}
