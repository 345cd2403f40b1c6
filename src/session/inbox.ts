/**
 * The inbox: what gateways post about SMS, from a receipt to a citizen's own words.
 *
 * Owns what a citizen's SMS brings about. Refuses to answer machines for ever: a phone gets so many
 * answers an hour, and no second one to what was not understood. Called by `sms-callback`.
 */
import type { Clock } from "../base/clock.ts";
import { newId, type Random } from "../base/ids.ts";
import type { Phone } from "../base/phone.ts";
import { Refusal } from "../base/problem.ts";
import type { Vault } from "../base/vault.ts";
import type { InboundSms, ProviderOptOut, Receipt } from "../gateway/sms.ts";
import { meaningOf } from "../menu/sms-words.ts";
import { HEARD_BEFORE, hearAgain, noteInbound, recentInbound } from "../messages/inbound.ts";
import { queueMessage } from "../messages/outbox.ts";
import { markBlocked } from "../messages/preferences.ts";
import { takeReceipt } from "../messages/receipts.ts";
import { quietOf } from "../messages/rules.ts";
import { findPerson } from "../people/people.ts";
import type { Store, Write } from "../store/store.ts";
import { answerTo, type Answered, type Asker } from "./inbox-answers.ts";
import type { Releases } from "./releases.ts";
import { serial } from "./serial.ts";

/** Answers to one phone within an hour; what is written beyond that still counts. */
const ANSWERS_MAX = 10;
const HOUR_MS = 3_600_000;
/** Times an answer is decided again after somebody else moved the request. */
const TRIES_MAX = 5;

export interface InboxNeeds {
  store: Store;
  vault: Vault;
  clock: Clock;
  random: Random;
  releases: Releases;
}

/** Each gives what it was taken for, as a code. @throws StoreFault; then nothing was taken */
export interface Inbox {
  receipt(receipt: Receipt): Promise<string>;
  message(message: InboundSms): Promise<string>;
  optOut(optOut: ProviderOptOut): Promise<string>;
}

export function openInbox(needs: InboxNeeds): Inbox {
  const { store, vault, clock } = needs;
  const inOrder = serial();
  return {
    async receipt(receipt) {
      await store.commit(takeReceipt(vault, receipt, clock()));
      return receipt.status;
    },
    async optOut({ phone }) {
      await store.commit(markBlocked(vault, phone, clock()));
      return "opted_out";
    },
    // One after the other: how many were answered lately is counted before the next one is.
    message: (message) => inOrder(message.from ?? "", () => hear(needs, message)),
  };
}

async function hear(needs: InboxNeeds, message: InboundSms): Promise<string> {
  const { store, vault, clock } = needs;
  const id = `${message.gateway}:${message.id}`;
  const phone = message.from;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const at = clock();
    const { meaning, writes } =
      phone === null ? NOBODY : await heardFrom(needs, { id, phone, text: message.text, at });
    const committed = await store.commit([
      noteInbound(vault, { id, phone, meaning, at }),
      ...writes,
    ]);
    if (committed.done) return meaning;
    if (committed.why === "refused") {
      if (committed.code === HEARD_BEFORE) await store.commit([hearAgain(id)]);
      return committed.code;
    }
  }
  throw new Refusal("sms_contended");
}

/** An alphanumeric sender or a short code: nobody who could be answered. */
const NOBODY = { meaning: "no_phone", writes: [] };

async function heardFrom(
  needs: InboxNeeds,
  { id, phone, text, at }: { id: string; phone: Phone; text: string; at: number },
): Promise<{ meaning: string; writes: readonly Write[] }> {
  const { store, vault, random, releases } = needs;
  const release = releases.current();
  const sms = release?.channel.sms ?? null;
  if (release === null || sms === null) return { meaning: "unanswered", writes: [] };
  const meant = meaningOf(sms, text);
  const [known, recent] = await Promise.all([
    findPerson(store, vault, phone),
    recentInbound(store, vault, { phone, since: at - HOUR_MS }),
  ]);
  const asker: Asker = { phone, text, known, release, sms, at, freshId: () => newId(at, random) };
  const answered = await answerTo(needs, asker, meant);
  const meaning = answered.meaning ?? meant.means;
  if (isTooMuch(recent, meaning)) return { meaning: "throttled", writes: answered.writes };
  return {
    meaning,
    writes: [...answered.writes, ...replyOf(vault, asker, id, answered)],
  };
}

function isTooMuch(recent: ReadonlyMap<string, number>, meaning: string): boolean {
  const all = [...recent.values()].reduce((sum, each) => sum + each, 0);
  const again = meaning === "unknown" && (recent.get(meaning) ?? 0) > 0;
  return again || all >= ANSWERS_MAX;
}

function replyOf(
  vault: Vault,
  { phone, known, release, at }: Asker,
  id: string,
  answered: Answered,
) {
  if (answered.text === null) return [];
  const message = {
    id: `sms:${id}`,
    class: "reply" as const,
    template: `channel/${answered.template}`,
    request: null,
    person: known?.id ?? null,
    to: phone,
    text: answered.text,
    at,
  };
  return [queueMessage(vault, message, quietOf(release.channel))];
}
