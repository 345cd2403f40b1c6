/**
 * A gateway's callbacks about SMS: receipts, messages from citizens, opt-outs.
 *
 * Owns what the gateway is answered. What was taken, and what can never be read, gets 200; what could not
 * be written down gets 503, so that the gateway comes again. Called by `app`, with the sender proven.
 */
import type { Admission } from "./admission.ts";
import type { Unreadable } from "./gateway/contract.ts";
import { readInTime, type Incoming } from "./body.ts";
import { HOP_DEADLINE_MS } from "./callback.ts";
import type { SmsReaders } from "./gateway/sms.ts";
import type { Log } from "./insight/log.ts";
import type { Metrics } from "./insight/metrics.ts";
import type { Inbox } from "./session/inbox.ts";

export interface SmsCallbackNeeds {
  inbox: Inbox;
  admission: Admission;
  metrics: Metrics;
  log: Log;
}

/** The last part of the callback's path. */
export const SMS_CALLBACKS = ["delivery", "inbound", "opt-out"] as const;
export type SmsCallback = (typeof SMS_CALLBACKS)[number];

/** Takes one; the status to answer with. Never rejects. */
export async function takeSms(
  need: SmsCallbackNeeds,
  gateway: { name: string; sms: SmsReaders },
  kind: SmsCallback,
  incoming: Incoming,
): Promise<200 | 503> {
  const { admission, metrics, log } = need;
  const note = (outcome: string) => {
    metrics.smsCallback({ kind, outcome });
    log.smsCallback({ gateway: gateway.name, kind, outcome });
  };
  const place = admission.enter();
  // They come again, but nobody says how often: only new calls are sent away before them.
  const begun = place?.begin(incoming.arrival, () => "running") ?? false;
  if (place === null || !begun) {
    place?.leave();
    note("overloaded");
    return 503;
  }
  try {
    const body = await readInTime(incoming, HOP_DEADLINE_MS);
    note(typeof body === "string" ? await take(need, gateway.sms, kind, body) : body.unreadable);
    return 200;
  } catch (error) {
    log.fault("sms", error);
    metrics.smsCallback({ kind, outcome: "fault" });
    return 503;
  } finally {
    place.leave();
  }
}

/** What it was taken for, or why it cannot be read. */
async function take(
  { inbox }: SmsCallbackNeeds,
  read: SmsReaders,
  kind: SmsCallback,
  body: string,
): Promise<string> {
  switch (kind) {
    case "delivery":
      return ifReadable(read.readReceipt(body), (receipt) => inbox.receipt(receipt));
    case "inbound":
      return ifReadable(read.readInbound(body), (message) => inbox.message(message));
    case "opt-out":
      return ifReadable(read.readOptOut(body), (optOut) => inbox.optOut(optOut));
  }
}

async function ifReadable<Read extends object>(
  read: Read | Unreadable,
  taken: (read: Read) => Promise<string>,
): Promise<string> {
  return "unreadable" in read ? read.unreadable : taken(read);
}
