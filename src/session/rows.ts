/** The session room's own statements: the session's row and one row per answered hop. */
import { and, eq, inArray, isNull, lte } from "drizzle-orm";
import { statement, type Given, type Query } from "../store/statement.ts";
import { write, type Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";

export const loadSession = statement("session.load", (q, t, given: Given<{ id: string }>) =>
  q.select().from(t.sessions).where(eq(t.sessions.id, given.id)),
);

export const loadReply = statement(
  "session.reply",
  (q, t, given: Given<{ session: string; mac: string }>) =>
    q
      .select({ reply: t.hops.reply })
      .from(t.hops)
      .where(and(eq(t.hops.session, given.session), eq(t.hops.mac, given.mac))),
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
  state: Uint8Array;
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
  state: Uint8Array;
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

export const insertReply = statement(
  "session.keep_reply",
  (q, t, given: Given<{ session: string; mac: string; reply: Uint8Array }>) =>
    q.insert(t.hops).values({
      session: given.session,
      mac: given.mac,
      reply: given.reply,
    }),
);

export const closeSession = statement(
  "session.close",
  (q, t, given: Given<{ id: string; phone_hash: string; at: number }>) =>
    q
      .update(t.sessions)
      .set({ closed_at: given.at })
      .where(
        and(
          eq(t.sessions.id, given.id),
          eq(t.sessions.phone_hash, given.phone_hash),
          isNull(t.sessions.closed_at),
        ),
      ),
);

/** Sessions one purge deletes, with some ten replies each: a few milliseconds of the writer's time. */
const SESSIONS_AT_ONCE = 50;

type Until = { at: number };

/** The same ones for both statements of a purge. */
function oldestExpired(q: Query, { sessions }: Tables, given: Given<Until>) {
  return q
    .select({ id: sessions.id })
    .from(sessions)
    .where(lte(sessions.expires_at, given.at))
    .orderBy(sessions.expires_at, sessions.id)
    .limit(SESSIONS_AT_ONCE);
}

const deleteReplies = statement("session.purge_replies", (q, t, given: Given<Until>) =>
  q.delete(t.hops).where(inArray(t.hops.session, oldestExpired(q, t, given))),
);

const deleteSessions = statement("session.purge", (q, t, given: Given<Until>) =>
  q.delete(t.sessions).where(inArray(t.sessions.id, oldestExpired(q, t, given))),
);

/** Deletes the 50 sessions that expired first, by `at`, and their replies; refused when none did. */
export function purgeSessions(at: number): Write[] {
  return [
    write(deleteReplies, { at }, "fine"),
    write(deleteSessions, { at }, { refuse: "nothing_expired" }),
  ];
}
