/** What is kept of people, what they began and what they asked for. */
import { isNotNull, isNull, sql } from "drizzle-orm";
import type { Kit } from "../dialect.ts";

export function peopleTables(kit: Kit) {
  const { table, text, integer, instant, bytes, index, uniqueIndex, primaryKey } = kit;
  const people = table(
    "people",
    {
      id: text().primaryKey(),
      /** Null until chosen. */
      language: text(),
      created_at: instant().notNull(),
      /** From then on they are forgotten where nothing of theirs is kept; 0 = not decided, as before there was this. */
      forget_at: instant().notNull().default(0),
    },
    (t) => [index("people_forget_at").on(t.forget_at)],
  );
  const bindings = table(
    "bindings",
    {
      id: text().primaryKey(),
      phone_hash: text().notNull(),
      phone: bytes().notNull(),
      person: text()
        .notNull()
        .references(() => people.id, { onDelete: "cascade" }),
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
      /** When the call began that saved it; null = before that was kept. */
      begun_at: instant(),
      /** Id of the request it will become; null without answers. */
      intent: text(),
    },
    (t) => [
      primaryKey({ columns: [t.person, t.service] }),
      index("drafts_expires_at").on(t.expires_at),
    ],
  );
  /** In whose name an officer fills in an application for a citizen: a person without a phone. */
  const standIns = table(
    "stand_ins",
    {
      /** Keyed hash of the officer and the citizen's number: the citizen need not be known yet. */
      id: text()
        .primaryKey()
        .references(() => people.id, { onDelete: "cascade" }),
      /** Id of the officer. */
      staff: text().notNull(),
      /** When help last began. */
      at: instant().notNull(),
    },
    (t) => [index("stand_ins_staff").on(t.staff, t.at), index("stand_ins_at").on(t.at)],
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
      /** What officers gave with its moves, the last of each name; null = nothing yet. */
      given: bytes(),
      /** Id of the officer who sent it for its person; null = nobody did. */
      assisted_by: text(),
      /** When its person said that they had not agreed to that. */
      objected_at: instant(),
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
      index("requests_assisted").on(t.assisted_by, t.opened_at).where(isNotNull(t.assisted_by)),
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
      /** What an officer gave with a move. */
      given: bytes(),
    },
    (t) => [primaryKey({ columns: [t.request, t.seq] }), index("history_at").on(t.at)],
  );
  /** What a request holds and no other can: one of so many places. Gone with the request. */
  const claims = table(
    "claims",
    {
      /** Keyed hash of what it is a place of. */
      pool: text().notNull(),
      /** When, where it is an appointment; else 0. */
      at: instant().notNull(),
      /** Which of the places, from 0: no two requests can have one. */
      seat: integer().notNull(),
      request: text()
        .notNull()
        .references(() => requests.id, { onDelete: "cascade" }),
    },
    (t) => [
      primaryKey({ columns: [t.pool, t.at, t.seat] }),
      uniqueIndex("claims_request").on(t.request, t.pool),
    ],
  );
  /** Answers of anonymous services, counted. No column may ever say whose they are, or when they came. */
  const tallies = table(
    "tallies",
    {
      service: text().notNull(),
      /** Such as `2026-11`, on the channel's clocks. */
      month: text().notNull(),
      question: text().notNull(),
      answer: text().notNull(),
      count: integer().notNull(),
      /** Follows from the month and the service alone. */
      keep_until: instant().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.service, t.month, t.question, t.answer] }),
      index("tallies_keep_until").on(t.keep_until),
    ],
  );
  return { people, bindings, drafts, standIns, requests, history, claims, tallies };
}
