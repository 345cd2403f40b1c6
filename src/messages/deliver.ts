/**
 * One message, from its claim to what became of it.
 *
 * Refuses to call before `sending` is on disk, and to call twice for one claim. Called by `sender`, for
 * as many messages at once as it likes.
 */
import { setTimeout as systemWait } from "node:timers/promises";
import type { Clock } from "../base/clock.ts";
import type { Phone } from "../base/phone.ts";
import { VaultError, type Vault } from "../base/vault.ts";
import type { SendResult, Sms, SmsSender } from "../gateway/sms.ts";
import { StoreFault } from "../store/fault.ts";
import type { Store } from "../store/store.ts";
import { beginSending, claim, type Addressed, type Due } from "./claim.ts";
import type { Health } from "./health.ts";
import { openBody } from "./outbox.ts";
import { markBlocked } from "./preferences.ts";
import { dayOf, nextAllowed, nextDay, type QuietHours } from "./quiet.ts";
import { postpone, settle, type Settled } from "./settle.ts";
import { respend, type Caps } from "./spending.ts";

/** Tries to write down what became of a message, and the milliseconds between two of them. */
const SETTLES_MAX = 60;
const SETTLE_EVERY_MS = 1_000;
/** Milliseconds after which a phone that was found taken at the claim is looked at again. */
const TAKEN_MS = 5_000;

/** What became of one message: codes, never a number or a text. */
export interface Delivered {
  class: string;
  state: Settled["state"];
  reason: string | null;
}

interface DeliveryNeeds {
  store: Store;
  vault: Vault;
  provider: SmsSender;
  clock: Clock;
  rules: () => { quiet: QuietHours; caps: Caps };
  health: Health;
  wait?: (ms: number) => Promise<unknown>;
  on: { settled?: (fact: Delivered) => void; fault?: (error: unknown) => void };
}

/** Delivers what is due, or puts it off; breaks off its call when told to. */
export function openDelivery({
  store,
  vault,
  provider,
  clock,
  rules,
  health,
  wait = systemWait,
  on,
}: DeliveryNeeds): (due: Due, stop: AbortSignal) => Promise<void> {
  async function deliver(due: Due, stop: AbortSignal): Promise<void> {
    const at = clock();
    const { quiet, caps } = rules();
    const allowed = nextAllowed(due.class, at, quiet);
    if (allowed > at) return void (await store.commit(postpone(due, null, allowed)));
    const day = dayOf(at, quiet.timeZone);
    const body = bodyOf(due);
    const known = "is" in body ? [] : vault.lookups("phone", body.to);
    // Several only while look-up keys are being rotated: a phone is one, by whichever hash it is met.
    const addressed = { ...due, hashes: [...new Set([due.phoneHash, ...known])] };
    const claimed = await store.commit(claim(addressed, { at, day, caps }));
    if (!claimed.done) return notClaimed(addressed, claimed, at);
    if ("is" in body) return record(addressed, body, day, null);
    const begun = await store.commit(beginSending(addressed, clock()));
    if (!begun.done) return;
    await record(addressed, await provider.send(body, stop), day, body.to);
  }

  async function notClaimed(
    due: Addressed,
    claimed: { why: "conflict" } | { why: "refused"; code: string },
    at: number,
  ): Promise<void> {
    if (claimed.why === "refused") {
      health.alarm(claimed.code);
      const until = nextDay(at, rules().quiet.timeZone);
      return void (await store.commit(postpone(due, claimed.code, until)));
    }
    // Its phone may be taken under a hash that the search for due ones does not know.
    if (due.hashes.length > 1) await store.commit(postpone(due, null, at + TAKEN_MS));
  }

  async function record(
    due: Addressed,
    result: SendResult,
    day: string,
    to: Phone | null,
  ): Promise<void> {
    const at = clock();
    const { state, reason, parts, writes } = settle(due, result, at);
    const spent = respend({ ...due, parts: parts - due.parts }, day);
    const blocked = result.is === "refused" && result.optedOut;
    const marks = blocked && to !== null ? markBlocked(vault, to, at) : [];
    const settled = await persistently(() => store.commit([...writes, ...spent, ...marks]));
    if (!settled.done) return;
    on.settled?.({ class: due.class, state, reason });
    health.learn(result);
  }

  /** What is known of a message must not be lost to a database that is held for a while. */
  async function persistently<T>(write: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await write();
      } catch (error) {
        const passes = error instanceof StoreFault && !error.fatal;
        if (!passes || tries === SETTLES_MAX) throw error;
        await wait(SETTLE_EVERY_MS);
      }
    }
  }

  function bodyOf(due: Due): Sms | SendResult {
    try {
      return openBody(vault, due);
    } catch (error) {
      on.fault?.(error);
      // Under keys of another process it may open: that has to be mended, and is not the message's fault.
      const foreign = error instanceof VaultError && error.code === "unknown_key";
      return foreign ? FOREIGN_KEY : UNREADABLE;
    }
  }

  return deliver;
}

const FOREIGN_KEY: SendResult = {
  is: "refused",
  code: "unknown_key",
  retry: "after_mend",
  optedOut: false,
};

const UNREADABLE: SendResult = {
  is: "refused",
  code: "unreadable",
  retry: "never",
  optedOut: false,
};
