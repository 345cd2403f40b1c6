/** Who works here, by which tokens, on which telephone, and what their calls were answered. */
import type { Kit } from "../dialect.ts";

export function staffTables(kit: Kit) {
  const { table, text, integer, instant, bytes, index, uniqueIndex, primaryKey } = kit;
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
  /** From which an officer may dial for somebody else: one to each. */
  const staffPhones = table(
    "staff_phones",
    {
      staff: text()
        .primaryKey()
        .references(() => staff.id),
      phone_hash: text().notNull(),
      phone: bytes().notNull(),
      since: instant().notNull(),
      /** When somebody was last helped from it. */
      used_at: instant().notNull(),
    },
    (t) => [uniqueIndex("staff_phones_phone").on(t.phone_hash)],
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
  return { staff, tokens, staffPhones, idempotency };
}
