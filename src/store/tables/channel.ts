/** What the channel keeps of dials and of the menus themselves. */
import type { Kit } from "../dialect.ts";

export function channelTables(kit: Kit) {
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
