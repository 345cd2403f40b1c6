/**
 * Every table of Njia, for either engine; the only place where a column is named.
 *
 * Column keys are the SQL names. `bytes` columns hold one vault seal per row: no phone, answer or
 * screen is ever in a text column, and a phone is found by its keyed hash. Ids are made in code.
 */
import { isNotNull, isNull, sql } from "drizzle-orm";
import type { Kit } from "./dialect.ts";

export type Tables = ReturnType<typeof defineTables>;

export function defineTables(kit: Kit) {
  const people = peopleTables(kit);
  return {
    ...channelTables(kit),
    ...people,
    ...messageTables(kit),
    ...staffTables(kit),
    ...eventTables(kit, people),
  };
}

/** What the channel keeps of dials and of the menus themselves. */
function channelTables(kit: Kit) {
  const { table, text, integer, instant, bytes, index, primaryKey } = kit;
  const sessions = table(
    "sessions",
    {
      /** `gateway:sessionId`. */
      id: text().primaryKey(),
      phone_hash: text().notNull(),
      service_code: text().notNull(),
      person: text().notNull(),
      /** Digest of the release the session runs on to its end. */
      release: text().notNull(),
      version: integer().notNull(),
      started_at: instant().notNull(),
      expires_at: instant().notNull(),
      closed_at: instant(),
      /** Length, in UTF-16 units, and MAC of the last cumulative text; the longest seen. */
      text_length: integer().notNull(),
      text_max: integer().notNull(),
      text_mac: text().notNull(),
      /** Where the citizen is, and every reply they were given. */
      state: bytes().notNull(),
    },
    (t) => [index("sessions_expires_at").on(t.expires_at)],
  );
  const releases = table("releases", {
    digest: text().primaryKey(),
    /** Version of the menu language the source was checked with. */
    language: integer().notNull(),
    source: text().notNull(),
    created_at: instant().notNull(),
  });
  /**
   * What operators decided: which release is current, which services are suspended. Rows are only ever
   * added; the last one of its kind counts.
   */
  const decisions = table(
    "decisions",
    {
      seq: integer().notNull(),
      at: instant().notNull(),
      /** `release`, `folder`, `rollback`, `suspend`, `resume`. */
      what: text().notNull(),
      who: text().notNull(),
      note: text(),
      /** The release that is current from now on; null where it is about a service. */
      release: text(),
      service: text(),
      /** JSON: what citizens are told, by language; null = the channel's own words. */
      message: text(),
    },
    // Declared beside the column, where SQLite would otherwise number it by itself.
    (t) => [primaryKey({ columns: [t.seq] })],
  );
  const settings = table("settings", { name: text().primaryKey(), value: text().notNull() });
  return { sessions, releases, decisions, settings };
}

/** What is kept of people, what they began and what they asked for. */
function peopleTables(kit: Kit) {
  const { table, text, integer, instant, bytes, index, uniqueIndex, primaryKey } = kit;
  const people = table("people", {
    id: text().primaryKey(),
    /** Null until chosen. */
    language: text(),
    created_at: instant().notNull(),
  });
  const bindings = table(
    "bindings",
    {
      id: text().primaryKey(),
      phone_hash: text().notNull(),
      phone: bytes().notNull(),
      person: text()
        .notNull()
        .references(() => people.id),
      since: instant().notNull(),
      /** 0 while bound: unlike a null it is unique, so a phone is never bound twice. */
      until: instant().notNull(),
    },
    (t) => [
      uniqueIndex("bindings_phone").on(t.phone_hash, t.until),
      index("bindings_person").on(t.person, t.until),
    ],
  );
  const drafts = table(
    "drafts",
    {
      person: text()
        .notNull()
        .references(() => people.id),
      service: text().notNull(),
      updated_at: instant().notNull(),
      expires_at: instant().notNull(),
      state: bytes().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.person, t.service] }),
      index("drafts_expires_at").on(t.expires_at),
    ],
  );
  const requests = table(
    "requests",
    {
      /** The intent's id: whatever is pressed twice opens one request. */
      id: text().primaryKey(),
      ref: text().notNull(),
      person: text()
        .notNull()
        .references(() => people.id),
      service: text().notNull(),
      release: text().notNull(),
      status: text().notNull(),
      status_at: instant().notNull(),
      opened_at: instant().notNull(),
      priority: integer().notNull(),
      version: integer().notNull(),
      keep_until: instant().notNull(),
      answers: bytes().notNull(),
      /** Id of the staff member who works on it; null while nobody does. */
      assigned: text(),
      /** When its status must have changed; null = no deadline. */
      deadline: instant(),
      /** When the passing of this deadline was acted on; null until then. */
      late_at: instant(),
      /** Keyed hash of the answer `ward`, for lists; null where the service asks for none. */
      ward_hash: text(),
      /** What an officer asked the citizen, while it is not answered. */
      question: bytes(),
      /** When the citizen is next reminded of it; null = not any more. */
      remind_at: instant(),
      /** The priority as lists sort by it: a page goes on behind (turn, opening, id), all of them rising. */
      turn: integer().generatedAlwaysAs(sql`-priority`),
    },
    (t) => [
      uniqueIndex("requests_ref").on(t.ref),
      index("requests_opened").on(t.opened_at, t.id),
      // Of the officers' lists: each is walked in its order, from any page on.
      index("requests_queue").on(t.turn, t.opened_at, t.id),
      index("requests_service").on(t.service, t.turn, t.opened_at, t.id),
      index("requests_status").on(t.status, t.turn, t.opened_at, t.id),
      index("requests_service_status").on(t.service, t.status, t.turn, t.opened_at, t.id),
      index("requests_ward")
        .on(t.ward_hash, t.turn, t.opened_at, t.id)
        .where(isNotNull(t.ward_hash)),
      index("requests_assigned")
        .on(t.assigned, t.turn, t.opened_at, t.id)
        .where(isNotNull(t.assigned)),
      index("requests_nobody").on(t.turn, t.opened_at, t.id).where(isNull(t.assigned)),
      // Those with a deadline are the open ones: a small part of all.
      index("requests_overdue")
        .on(t.turn, t.opened_at, t.id, t.deadline)
        .where(isNotNull(t.deadline)),
      // For the clock.
      index("requests_late")
        .on(t.deadline, t.id)
        .where(sql`${t.deadline} is not null and ${t.late_at} is null`),
      index("requests_remind_at").on(t.remind_at, t.id).where(isNotNull(t.remind_at)),
      index("requests_person").on(t.person, t.opened_at),
      index("requests_keep_until").on(t.keep_until),
    ],
  );
  const history = table(
    "history",
    {
      request: text()
        .notNull()
        .references(() => requests.id, { onDelete: "cascade" }),
      seq: integer().notNull(),
      at: instant().notNull(),
      actor: text().notNull(),
      action: text().notNull(),
      from_status: text(),
      to_status: text(),
      /** A code of the service's reasons, why a move was refused, or the id of whom it was assigned to. */
      reason: text(),
      /** What staff or the citizen wrote. */
      note: bytes(),
    },
    (t) => [primaryKey({ columns: [t.request, t.seq] }), index("history_at").on(t.at)],
  );
  return { people, bindings, drafts, requests, history };
}

/** SMS: what is to be sent, what became of it, and what citizens sent. */
function messageTables(kit: Kit) {
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
      index("messages_due").on(t.state, t.class, t.due_at),
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

/** Who works here, by which tokens, and what their calls were answered. */
function staffTables(kit: Kit) {
  const { table, text, integer, instant, bytes, index, primaryKey } = kit;
  const staff = table("staff", {
    id: text().primaryKey(),
    name: text().notNull(),
    role: text().notNull(),
    created_at: instant().notNull(),
    /** Null while they work here. */
    ended_at: instant(),
  });
  const tokens = table(
    "tokens",
    {
      /** SHA-256 of the token, which has 256 random bits. */
      hash: text().primaryKey(),
      staff: text()
        .notNull()
        .references(() => staff.id),
      created_at: instant().notNull(),
      ended_at: instant(),
    },
    (t) => [index("tokens_staff").on(t.staff)],
  );
  const idempotency = table(
    "idempotency",
    {
      staff: text().notNull(),
      key: text().notNull(),
      /** Digest of the method, the path and the body. */
      fingerprint: text().notNull(),
      status: integer().notNull(),
      body: bytes().notNull(),
      expires_at: instant().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.staff, t.key] }),
      index("idempotency_expires_at").on(t.expires_at),
    ],
  );
  return { staff, tokens, idempotency };
}

/** Agencies' systems that are told what becomes of requests, and what each is still to be told. */
function eventTables(kit: Kit, { requests }: Pick<ReturnType<typeof peopleTables>, "requests">) {
  const { table, text, integer, instant, bytes, index, primaryKey } = kit;
  const subscriptions = table("subscriptions", {
    id: text().primaryKey(),
    name: text().notNull(),
    /** Whose requests it is told of; null = those of every service. */
    service: text(),
    /** The address, which may hold a key of the agency's, and the secrets that sign. */
    target: bytes().notNull(),
    version: integer().notNull(),
    created_at: instant().notNull(),
    /** Failures one after the other, and until when nothing is sent to it. */
    failures: integer().notNull(),
    paused_until: instant().notNull(),
    /** Null while it is told; why it is not any more, a code. */
    ended_at: instant(),
    ended_reason: text(),
  });
  /** One event for one subscription. The event itself is a line of the history. */
  const deliveries = table(
    "deliveries",
    {
      request: text()
        .notNull()
        .references(() => requests.id, { onDelete: "cascade" }),
      seq: integer().notNull(),
      subscription: text()
        .notNull()
        .references(() => subscriptions.id),
      state: text().notNull(),
      created_at: instant().notNull(),
      /** Not before. */
      due_at: instant().notNull(),
      attempts: integer().notNull(),
      /** Grows with every claim: whoever was slow writes no more. */
      fence: integer().notNull(),
      lease_until: instant().notNull(),
      settled_at: instant(),
      /** The status of the last answer, or a code where there was none. */
      answer: text(),
    },
    (t) => [
      primaryKey({ columns: [t.request, t.seq, t.subscription] }),
      // Each subscription is looked at by itself: what waits for a dead one is in nobody's way.
      index("deliveries_due").on(t.subscription, t.state, t.due_at),
      index("deliveries_settled_at").on(t.settled_at),
    ],
  );
  return { subscriptions, deliveries };
}
