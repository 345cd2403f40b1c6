/**
 * The outbox: messages that are to be sent, written in the commit that causes them.
 *
 * Owns what is queued. Refuses to keep a number or words in the clear. Called by actions, which add a
 * message to the writes of what it tells about: both are on disk, or neither.
 */
import { and, eq } from "drizzle-orm";
import type { Phone } from "../base/phone.ts";
import type { Unsealed, Vault } from "../base/vault.ts";
import { purgeStatement, purging } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Write } from "../store/store.ts";
import { KEEP_MS, partsOf, worthMs, type MessageClass } from "./message.ts";
import { nextAllowed, type QuietHours } from "./quiet.ts";

/** Template of an officer's question. */
export const QUESTION = "channel/asked";

interface NewMessage {
  id: string;
  class: string;
  template: string;
  request: string | null;
  person: string | null;
  phone_hash: string;
  body: Unsealed;
  parts: number;
  again: number;
  at: number;
  due_at: number;
  expires_at: number;
  keep_until: number;
}

const addMessage = statement("messages.queue", (q, t, given: Given<NewMessage>) =>
  q.insert(t.messages).values({
    id: given.id,
    class: given.class,
    template: given.template,
    request: given.request,
    person: given.person,
    phone_hash: given.phone_hash,
    body: given.body,
    parts: given.parts,
    again: given.again,
    state: "pending",
    created_at: given.at,
    due_at: given.due_at,
    expires_at: given.expires_at,
    keep_until: given.keep_until,
    attempts: 0,
    fence: 0,
    lease_until: 0,
    receipt_rank: 0,
  }),
);

/** What nobody has begun to send, about a request that has moved on since. */
const dropSuperseded = statement("messages.supersede", (q, t, given: Given<{ request: string }>) =>
  q
    .update(t.messages)
    .set({ state: "dropped", reason: "superseded" })
    .where(
      and(
        eq(t.messages.request, given.request),
        eq(t.messages.class, "update"),
        eq(t.messages.state, "pending"),
      ),
    ),
);

const dropAsked = statement("messages.unask", (q, t, given: Given<{ request: string }>) =>
  q
    .update(t.messages)
    .set({ state: "dropped", reason: "superseded" })
    .where(
      and(
        eq(t.messages.request, given.request),
        eq(t.messages.template, QUESTION),
        eq(t.messages.state, "pending"),
      ),
    ),
);

const dropNews = statement("messages.stop", (q, t, given: Given<{ phone_hash: string }>) =>
  q
    .update(t.messages)
    .set({ state: "dropped", reason: "stopped" })
    .where(
      and(
        eq(t.messages.phone_hash, given.phone_hash),
        eq(t.messages.state, "pending"),
        eq(t.messages.class, "news"),
      ),
    ),
);

const deleteExpired = purgeStatement("messages.purge", ({ messages }) => ({
  table: messages,
  key: [messages.id],
  end: messages.keep_until,
}));

/** A message to be sent. */
export interface Outgoing {
  /** Fresh. */
  id: string;
  class: MessageClass;
  /** Whose words they are: `report/resolved`, `channel/stopped`. */
  template: string;
  /** The request it is about. */
  request: string | null;
  person: string | null;
  to: Phone;
  text: string;
  /** The template allows a second sending where nobody knows what became of the first. */
  again?: boolean;
  /** Epoch milliseconds. */
  at: number;
  /** From when on it is worth nothing, where that is sooner than for all of its class. */
  until?: number | null;
}

/** The write that queues a message. */
export function queueMessage(vault: Vault, message: Outgoing, quiet: QuietHours): Write {
  const { id, class: kind, template, request, person, to, text, again, at, until } = message;
  const expires_at = Math.min(at + worthMs(message), until ?? Infinity);
  const row = {
    id,
    class: kind,
    template,
    request,
    person,
    phone_hash: vault.lookup("phone", to),
    body: { at: bodyAt(id), now: at, plain: JSON.stringify({ to, text }) },
    parts: partsOf(text),
    again: again === true ? 1 : 0,
    at,
    due_at: nextAllowed(kind, at, quiet),
    expires_at,
    keep_until: expires_at + KEEP_MS,
  };
  return write(addMessage, row, "conflict");
}

/**
 * Drops what waits to be told of a request: it is in another status now, and an officer's question is
 * withdrawn with the status it was asked in.
 */
export function dropStale(request: string): Write {
  return write(dropSuperseded, { request }, "fine");
}

/** Drops a question that waits to be told: it is answered, or another one takes its place. */
export function dropQuestion(request: string): Write {
  return write(dropAsked, { request }, "fine");
}

/** Drops the news that wait for a phone: its owner has stopped them. */
export function dropWaitingNews(vault: Vault, phone: Phone): Write[] {
  return vault.lookups("phone", phone).map((phone_hash) => write(dropNews, { phone_hash }, "fine"));
}

/** Deletes up to 500 messages kept until `at`; refused with `nothing_expired` when there is none. */
export function purgeMessages(at: number): Write {
  return purging(deleteExpired, at);
}

/** What is under a message's seal. @throws VaultError */
export function openBody(
  vault: Vault,
  { id, body }: { id: string; body: Uint8Array },
): { to: Phone; text: string } {
  // Sealed by `queueMessage` for this very row.
  return JSON.parse(vault.open(bodyAt(id), body)) as { to: Phone; text: string };
}

const bodyAt = (row: string) => ({ table: "messages", column: "body", row });
