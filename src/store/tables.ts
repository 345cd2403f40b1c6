/**
 * Every table of Njia, for either engine; the only place where a column is named.
 *
 * Column keys are the SQL names. `bytes` columns hold one vault seal per row: no phone, answer or
 * screen is ever in a text column, and a phone is found by its keyed hash. Ids are made in code.
 */
import type { Kit } from "./dialect.ts";

export type Tables = ReturnType<typeof defineTables>;

export function defineTables(kit: Kit) {
  return { ...channelTables(kit), ...peopleTables(kit) };
}

/** What the channel keeps of dials and of the menus themselves. */
function channelTables(kit: Kit) {
  const { table, text, integer, instant, bytes, index } = kit;
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
  const settings = table("settings", { name: text().primaryKey(), value: text().notNull() });
  return { sessions, releases, settings };
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
    (t) => [uniqueIndex("bindings_phone").on(t.phone_hash, t.until)],
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
    },
    (t) => [
      uniqueIndex("requests_ref").on(t.ref),
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
    },
    (t) => [primaryKey({ columns: [t.request, t.seq] })],
  );
  return { people, bindings, drafts, requests, history };
}
