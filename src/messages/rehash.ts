/**
 * Re-hashing: every row of a phone under the first look-up key, so that an older one may go.
 *
 * Owns how two rows of one phone become one: the later wish counts, and of two of one instant STOP; the
 * flight that ends last; the greater count of a day, for a claim is counted under every key. Refuses to
 * guess a phone: a row is moved by a number that is sealed beside a hash. Called by `session/rehash`.
 */
import { and, asc, eq, gt, gte, isNotNull, isNull, sql } from "drizzle-orm";
import type { Phone } from "../base/phone.ts";
import { VaultError, type Unsealed, type Vault } from "../base/vault.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import { openBody } from "./outbox.ts";
import { openPhone, sealedPhone } from "./preferences.ts";
import { KEPT_MS } from "./receipts.ts";

const DAY_MS = 86_400_000;
/** Rows looked at in one go. */
const PAGE = 500;

type Pair = Given<{ old: string; now: string }>;

const moveMessages = statement("rehash.messages", (q, t, given: Pair) =>
  q.update(t.messages).set({ phone_hash: given.now }).where(eq(t.messages.phone_hash, given.old)),
);

const moveInbound = statement("rehash.inbound", (q, t, given: Pair) =>
  q.update(t.inbound).set({ phone_hash: given.now }).where(eq(t.inbound.phone_hash, given.old)),
);

/** Nobody asks whose an older one is. */
const moveReceipts = statement(
  "rehash.receipts",
  (q, t, given: Given<{ old: string; now: string; since: number }>) =>
    q
      .update(t.receipts)
      .set({ phone_hash: given.now })
      .where(
        and(
          eq(t.receipts.matched, 0),
          gte(t.receipts.received_at, given.since),
          eq(t.receipts.phone_hash, given.old),
        ),
      ),
);

const mergeFlight = statement("rehash.flight", (q, t, given: Pair) =>
  q
    .insert(t.flights)
    .select(sql`select ${given.now}, message, until from flights where phone_hash = ${given.old}`)
    .onConflictDoUpdate({
      target: t.flights.phone_hash,
      set: { message: sql`excluded.message`, until: sql`excluded.until` },
      setWhere: sql`excluded.until > ${t.flights.until}`,
    }),
);

const dropFlight = statement("rehash.flight_old", (q, t, given: Given<{ old: string }>) =>
  q.delete(t.flights).where(eq(t.flights.phone_hash, given.old)),
);

type DayPair = Given<{ old: string; now: string; day: string }>;

const mergeDay = statement("rehash.day", (q, t, given: DayPair) =>
  q
    .insert(t.spending)
    .select(
      sql`select day, ${given.now}, parts from spending where day = ${given.day} and who = ${given.old}`,
    )
    .onConflictDoUpdate({
      target: [t.spending.day, t.spending.who],
      set: { parts: sql`excluded.parts` },
      setWhere: sql`excluded.parts > ${t.spending.parts}`,
    }),
);

const dropDay = statement("rehash.day_old", (q, t, given: Given<{ old: string; day: string }>) =>
  q.delete(t.spending).where(and(eq(t.spending.day, given.day), eq(t.spending.who, given.old))),
);

/** Both have one, and the old row's came later, or at the same instant and forbids more. */
const later = sql`(excluded.news_at is not null and (preferences.news_at is null
  or excluded.news_at > preferences.news_at
  or (excluded.news_at = preferences.news_at and excluded.news > preferences.news)))`;

const mergeWishes = statement(
  "rehash.preferences",
  (q, t, given: Given<{ old: string; now: string }>) =>
    q
      .insert(t.preferences)
      .select(
        sql`select ${given.now}, news, news_at, blocked_at, told_at, null
          from preferences where phone_hash = ${given.old}`,
      )
      .onConflictDoUpdate({
        target: t.preferences.phone_hash,
        set: {
          news: sql`case when ${later} then excluded.news else preferences.news end`,
          news_at: sql`case when ${later} then excluded.news_at else preferences.news_at end`,
          blocked_at: sql`coalesce(preferences.blocked_at, excluded.blocked_at)`,
          told_at: sql`coalesce(preferences.told_at, excluded.told_at)`,
        },
      }),
);

const dropWishes = statement("rehash.preferences_old", (q, t, given: Given<{ old: string }>) =>
  q.delete(t.preferences).where(eq(t.preferences.phone_hash, given.old)),
);

const pageOfMessages = statement("rehash.page", (q, t, given: Given<{ after: string }>) =>
  q
    .select({ id: t.messages.id, hash: t.messages.phone_hash, body: t.messages.body })
    .from(t.messages)
    .where(gt(t.messages.id, given.after))
    .orderBy(asc(t.messages.id))
    .limit(PAGE),
);

const pageOfWishes = statement("rehash.wishes", (q, t, given: Given<{ after: string }>) =>
  q
    .select({ hash: t.preferences.phone_hash, phone: t.preferences.phone })
    .from(t.preferences)
    .where(and(gt(t.preferences.phone_hash, given.after), isNotNull(t.preferences.phone)))
    .orderBy(asc(t.preferences.phone_hash))
    .limit(PAGE),
);

const countNameless = statement("rehash.nameless", (q, t, _given: Given<object>) =>
  q
    .select({ rows: sql`count(*)`.mapWith(Number) })
    .from(t.preferences)
    .where(isNull(t.preferences.phone)),
);

const sealNumber = statement(
  "rehash.number",
  (q, t, given: Given<{ phone_hash: string; phone: Unsealed }>) =>
    q
      .update(t.preferences)
      .set({ phone: given.phone })
      .where(and(eq(t.preferences.phone_hash, given.phone_hash), isNull(t.preferences.phone))),
);

/** A phone and the hash that some of its rows have. */
interface OldHash {
  phone: Phone;
  hash: string;
}

/** What a page of rows comes to. */
interface HashPage {
  /** Those that are not under the first key. */
  old: OldHash[];
  /** Where the next page begins; null after the last. */
  next: string | null;
  /** Rows that no vault key opens. */
  unreadable: number;
}

/** Moves all that this room has under an old hash; nothing where it is the first key's already. */
export function movePhone(vault: Vault, { phone, hash: old }: OldHash, at: number): Write[] {
  const now = vault.lookup("phone", phone);
  if (now === old) return [];
  // In whatever time zone, it is one of these.
  const days = [at - DAY_MS, at, at + DAY_MS].map((each) =>
    new Date(each).toISOString().slice(0, 10),
  );
  return [
    write(moveMessages, { old, now }, "fine"),
    write(moveInbound, { old, now }, "fine"),
    write(moveReceipts, { old, now, since: at - KEPT_MS }, "fine"),
    write(mergeFlight, { old, now }, "fine"),
    write(dropFlight, { old }, "fine"),
    ...days.flatMap((day) => [
      write(mergeDay, { old, now, day }, "fine"),
      write(dropDay, { old, day }, "fine"),
    ]),
    write(mergeWishes, { old, now }, "fine"),
    write(dropWishes, { old }, "fine"),
    write(sealNumber, { phone_hash: now, phone: sealedPhone(now, phone, at) }, "fine"),
  ];
}

/** Messages behind an id that are under an old hash; "" begins. */
export async function oldMessages(store: Store, vault: Vault, after: string): Promise<HashPage> {
  const rows = await store.read(pageOfMessages, { after });
  return pageOf(
    vault,
    rows,
    (row) => row.id,
    (row) => openBody(vault, row).to,
  );
}

/** Wishes behind a hash that are under an old one, of phones that perhaps nothing else is kept of. */
export async function oldWishes(store: Store, vault: Vault, after: string): Promise<HashPage> {
  const rows = await store.read(pageOfWishes, { after });
  return pageOf(
    vault,
    rows,
    ({ hash }) => hash,
    ({ hash, phone }) => openPhone(vault, hash, phone),
  );
}

/** Wishes without a number, which an older Njia has left: nobody can say under which key they are. */
export async function namelessWishes(store: Store): Promise<number> {
  const [row] = await store.read(countNameless, {});
  return row?.rows ?? 0;
}

function pageOf<Row extends { hash: string }>(
  vault: Vault,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  open: (row: Row) => Phone,
): HashPage {
  const old = new Map<string, OldHash>();
  let unreadable = 0;
  for (const row of rows) {
    try {
      const phone = open(row);
      if (vault.lookup("phone", phone) !== row.hash) old.set(row.hash, { phone, hash: row.hash });
    } catch (error) {
      // Another row is no less worth moving.
      if (!(error instanceof VaultError)) throw error;
      unreadable++;
    }
  }
  const last = rows.at(-1);
  const next = rows.length < PAGE || last === undefined ? null : keyOf(last);
  return { old: [...old.values()], next, unreadable };
}
