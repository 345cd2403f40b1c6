/** SMS: what is to be sent, what became of it, and what citizens sent. */
import { sql } from "drizzle-orm";
import type { Kit } from "../dialect.ts";

export function messageTables(kit: Kit) {
  const { table, text, integer, instant, bytes, index, uniqueIndex, primaryKey } = kit;
  const messages = table(
    "messages",
    {
      id: text().primaryKey(),
      /** `reply`, `update` or `news`. */
      class: text().notNull(),
      /** `service/status`, `service/status/remind` or `channel/what`: whose words they are. */
      template: text().notNull(),
      request: text(),
      person: text(),
      phone_hash: text().notNull(),
      /** The number and the words. */
      body: bytes().notNull(),
      parts: integer().notNull(),
      /** 1 where the template allows a second sending after an ambiguous one. */
      again: integer().notNull(),
      state: text().notNull(),
      created_at: instant().notNull(),
      /** Not before. */
      due_at: instant().notNull(),
      /** Worth nothing after. */
      expires_at: instant().notNull(),
      keep_until: instant().notNull(),
      attempts: integer().notNull(),
      /** Grows with every claim: whoever was slow writes no more. */
      fence: integer().notNull(),
      lease_until: instant().notNull(),
      sent_at: instant(),
      /** Why it is refused, given up, ambiguous or dropped: a code. */
      reason: text(),
      provider_id: text(),
      /** Ten-thousandths of the currency. */
      cost: integer(),
      currency: text(),
      receipt: text(),
      receipt_rank: integer().notNull(),
      receipt_at: instant(),
      /** Id of the staff member who settled what nobody knew; null where nobody had to. */
      settled_by: text(),
      settled_at: instant(),
    },
    (t) => [
      // With the id: all that waited for a morning is due at one instant, and was sorted for each look.
      index("messages_due").on(t.state, t.class, t.due_at, t.id),
      // For the sweep, of those that wait alone; without the state in it SQLite takes the one above, and reads all of them.
      index("messages_expires_at")
        .on(t.state, t.expires_at)
        .where(sql`${t.state} = 'pending'`),
      index("messages_phone").on(t.phone_hash, t.state),
      index("messages_request").on(t.request),
      index("messages_keep_until").on(t.keep_until),
      index("messages_created_at").on(t.state, t.created_at, t.id),
      uniqueIndex("messages_provider_id").on(t.provider_id),
    ],
  );
  /** The one message that is under way to a phone. */
  const flights = table("flights", {
    phone_hash: text().primaryKey(),
    message: text().notNull(),
    until: instant().notNull(),
  });
  const receipts = table(
    "receipts",
    {
      gateway: text().notNull(),
      provider_id: text().notNull(),
      status: text().notNull(),
      /** In the gateway's own words. */
      said: text().notNull(),
      phone_hash: text(),
      reason: text(),
      received_at: instant().notNull(),
      /** 1 once a message has it. */
      matched: integer().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.gateway, t.provider_id, t.status] }),
      index("receipts_matched").on(t.matched, t.received_at),
    ],
  );
  const inbound = table(
    "inbound",
    {
      /** `gateway:id`. */
      id: text().primaryKey(),
      phone_hash: text(),
      received_at: instant().notNull(),
      /** What it was taken for, a code. */
      meaning: text().notNull(),
    },
    (t) => [
      index("inbound_phone").on(t.phone_hash, t.received_at),
      index("inbound_received_at").on(t.received_at),
    ],
  );
  const preferences = table("preferences", {
    phone_hash: text().primaryKey(),
    /** 0 nothing said, 1 wants news, 2 has stopped them. */
    news: integer().notNull(),
    news_at: instant(),
    /** When the provider said that the phone refuses our messages. */
    blocked_at: instant(),
    /** When its owner was told so, by dialling. */
    told_at: instant(),
    /** The number, so that it can be hashed under another key. */
    phone: bytes(),
  });
  /** Parts handed over on a day of the channel's calendar, by phone and for all. */
  const spending = table(
    "spending",
    { day: text().notNull(), who: text().notNull(), parts: integer().notNull() },
    (t) => [primaryKey({ columns: [t.day, t.who] })],
  );
  return { messages, flights, receipts, inbound, preferences, spending };
}
