/** The session room's own statements: one row for each session. */
import { and, count, eq, gt, isNull, sql } from "drizzle-orm";
import type { Unsealed } from "../base/vault.ts";
import { purgeStatement, purging } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import type { Write } from "../store/store.ts";

export const loadSession = statement("session.load", (q, t, given: Given<{ id: string }>) =>
  q.select().from(t.sessions).where(eq(t.sessions.id, given.id)),
);

interface NewSession {
  id: string;
  phone_hash: string;
  service_code: string;
  person: string;
  release: string;
  started_at: number;
  expires_at: number;
  text_length: number;
  text_max: number;
  text_mac: string;
  state: Unsealed;
}

/** A session that exists already touches no row: another callback of the same dial won. */
export const insertSession = statement("session.insert", (q, t, given: Given<NewSession>) =>
  q
    .insert(t.sessions)
    .values({
      id: given.id,
      phone_hash: given.phone_hash,
      service_code: given.service_code,
      person: given.person,
      release: given.release,
      version: 1,
      started_at: given.started_at,
      expires_at: given.expires_at,
      text_length: given.text_length,
      text_max: given.text_max,
      text_mac: given.text_mac,
      state: given.state,
    })
    .onConflictDoNothing(),
);

interface NextSession {
  id: string;
  version: number;
  next_version: number;
  text_length: number;
  text_max: number;
  text_mac: string;
  state: Unsealed;
}

/** Touches no row when another hop of the session was committed first. */
export const updateSession = statement("session.update", (q, t, given: Given<NextSession>) =>
  q
    .update(t.sessions)
    .set({
      version: given.next_version,
      text_length: given.text_length,
      text_max: given.text_max,
      text_mac: given.text_mac,
      state: given.state,
    })
    .where(and(eq(t.sessions.id, given.id), eq(t.sessions.version, given.version))),
);

/** Writes nothing new, and yet something: a transaction that writes nothing waits for no standby. */
export const touchSession = statement(
  "session.touch",
  (q, t, given: Given<{ id: string; version: number }>) =>
    q
      .update(t.sessions)
      .set({ version: sql`${t.sessions.version}` })
      .where(and(eq(t.sessions.id, given.id), eq(t.sessions.version, given.version))),
);

/** Puts a session on another release, with all its time before it. */
export const carrySession = statement(
  "session.carry",
  (q, t, given: Given<{ id: string; release: string; expires_at: number }>) =>
    q
      .update(t.sessions)
      .set({ release: given.release, expires_at: given.expires_at })
      .where(eq(t.sessions.id, given.id)),
);

export const closeSession = statement(
  "session.close",
  (q, t, given: Given<{ id: string; phone_hash: string; at: number }>) =>
    q
      .update(t.sessions)
      // A newer version, for processes that have the session at hand.
      .set({ closed_at: given.at, version: sql`${t.sessions.version} + 1` })
      .where(
        and(
          eq(t.sessions.id, given.id),
          eq(t.sessions.phone_hash, given.phone_hash),
          isNull(t.sessions.closed_at),
        ),
      ),
);

/** Calls that are under way, by release. Reads every session of the last day. */
export const openByRelease = statement("session.by_release", (q, t, given: Given<{ at: number }>) =>
  q
    .select({ release: t.sessions.release, sessions: count().mapWith(Number) })
    .from(t.sessions)
    .where(and(gt(t.sessions.expires_at, given.at), isNull(t.sessions.closed_at)))
    .groupBy(t.sessions.release),
);

const deleteExpired = purgeStatement("session.purge", ({ sessions }) => ({
  table: sessions,
  key: [sessions.id],
  end: sessions.expires_at,
}));

/** Deletes up to 500 sessions that expired by `at`; refused with `nothing_expired` when none did. */
export function purgeSessions(at: number): Write {
  return purging(deleteExpired, at);
}
