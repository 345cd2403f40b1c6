/**
 * Requests: what citizens asked of the agency, each with the history of its status.
 *
 * Owns requests and their history. Refuses to open one twice for one intent, or two under one
 * reference, and to keep answers in the clear. Called by actions, which compose its writes with
 * those of other rooms, and by `session` for what a citizen may see of their own requests.
 */
import { and, count, desc, eq, max } from "drizzle-orm";
import type { Unsealed, Vault } from "../base/vault.ts";
import type { Answers, Intent, RequestFact } from "../menu/contract.ts";
import { purgeStatement, purging } from "../store/purge.ts";
import { statement } from "../store/statement.ts";
import type { Given } from "../store/statement.ts";
import { write } from "../store/store.ts";
import type { Store, Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { answersAt } from "./state.ts";

interface NewRequest {
  id: string;
  ref: string;
  person: string;
  service: string;
  release: string;
  status: string;
  at: number;
  keep_until: number;
  answers: Unsealed;
  deadline: number | null;
  remind_at: number | null;
  ward_hash: string | null;
  assisted_by: string | null;
}

/** The id is checked first on both engines, so a repeated intent is never taken for a taken ref. */
const addRequest = statement("requests.open", (q, t, given: Given<NewRequest>) =>
  q
    .insert(t.requests)
    .values({
      id: given.id,
      ref: given.ref,
      person: given.person,
      service: given.service,
      release: given.release,
      status: given.status,
      status_at: given.at,
      opened_at: given.at,
      priority: 0,
      version: 1,
      keep_until: given.keep_until,
      answers: given.answers,
      deadline: given.deadline,
      remind_at: given.remind_at,
      ward_hash: given.ward_hash,
      assisted_by: given.assisted_by,
    })
    .onConflictDoNothing({ target: t.requests.id }),
);

interface FirstEvent {
  request: string;
  at: number;
  actor: string;
  to_status: string;
}

const addFirstEvent = statement("requests.first_event", (q, t, given: Given<FirstEvent>) =>
  q.insert(t.history).values({
    request: given.request,
    seq: 1,
    at: given.at,
    actor: given.actor,
    action: "submit",
    to_status: given.to_status,
  }),
);

/** What a dial says of the newest one. */
const shown = ({ requests }: Tables) => ({
  service: requests.service,
  ref: requests.ref,
  status: requests.status,
  openedAt: requests.opened_at,
});

const newestOfPerson = statement("requests.newest", (q, t, given: Given<{ person: string }>) =>
  q
    .select(shown(t))
    .from(t.requests)
    .where(eq(t.requests.person, given.person))
    .orderBy(desc(t.requests.opened_at), desc(t.requests.id))
    .limit(1),
);

const newestOfHelper = statement(
  "requests.newest_helped",
  (q, t, given: Given<{ person: string; staff: string }>) =>
    q
      .select(shown(t))
      .from(t.requests)
      .where(and(eq(t.requests.person, given.person), eq(t.requests.assisted_by, given.staff)))
      .orderBy(desc(t.requests.opened_at), desc(t.requests.id))
      .limit(1),
);

const findById = statement("requests.find", (q, t, given: Given<{ id: string }>) =>
  q
    .select({
      service: t.requests.service,
      ref: t.requests.ref,
      status: t.requests.status,
      openedAt: t.requests.opened_at,
    })
    .from(t.requests)
    .where(eq(t.requests.id, given.id)),
);

const answersOf = statement("requests.answers", (q, t, given: Given<{ id: string }>) =>
  q.select({ answers: t.requests.answers }).from(t.requests).where(eq(t.requests.id, given.id)),
);

const countAll = statement("requests.count", (q, t, _given: Given<object>) =>
  q.select({ requests: count() }).from(t.requests),
);

const maxOpened = statement("requests.newest_of_all", (q, t, _given: Given<object>) =>
  q.select({ at: max(t.requests.opened_at).mapWith(Number) }).from(t.requests),
);

/** History goes with its request: the foreign key cascades. */
const deleteExpired = purgeStatement("requests.purge", ({ requests }) => ({
  table: requests,
  key: [requests.id],
  end: requests.keep_until,
}));

export interface Opening {
  intent: Intent;
  person: string;
  service: string;
  /** Digest of the release the answers were given on. */
  release: string;
  answers: Answers;
  /** The first status of the service's life cycle. */
  status: string;
  /** Epoch milliseconds; so is `keepUntil`, after which the request is purged. */
  at: number;
  keepUntil: number;
  /** When the first status must have changed, epoch milliseconds; null or absent = no deadline. */
  deadline?: number | null;
  /** When the citizen is first reminded, epoch milliseconds; null or absent = never. */
  remindAt?: number | null;
  /** `wardHashOf` of the answer `ward`; null or absent where the service asks for none. */
  wardHash?: string | null;
  /** Id of the officer who sends it for the person; null or absent = nobody does. */
  helper?: string | null;
}

/** What a list finds the requests of a ward by: the ward itself is an answer, and sealed. */
export function wardHashOf(vault: Vault, ward: string): string {
  return vault.lookup("ward", ward);
}

/** The same under every look-up key, for finding. */
export function wardHashesOf(vault: Vault, ward: string): readonly string[] {
  return vault.lookups("ward", ward);
}

/**
 * The request and the first line of its history. Refused with `already_open` when the intent was
 * opened before, and with `ref_taken` when another request bears the reference.
 */
export function openRequest(opening: Opening): Write[] {
  const { intent, person, service, release, status, at } = opening;
  const plain = JSON.stringify(opening.answers);
  const answers = { at: answersAt(intent.id), now: at, plain };
  const { deadline = null, remindAt: remind_at = null, wardHash: ward_hash = null } = opening;
  const { helper: assisted_by = null } = opening;
  const times = { at, deadline, remind_at };
  const row = { ...intent, ...times, person, service, release, status, answers, ward_hash };
  const actor = assisted_by === null ? `person:${person}` : `staff:${assisted_by}`;
  const event = { request: intent.id, at, actor, to_status: status };
  return [
    write(
      addRequest,
      { ...row, assisted_by, keep_until: opening.keepUntil },
      { refuse: "already_open" },
      { refuse: "ref_taken" },
    ),
    write(addFirstEvent, event, "conflict"),
  ];
}

/** The request that the person sent last; null for whoever has none. */
export async function newestRequest(
  store: Store,
  of: { person: string },
): Promise<RequestFact | null> {
  const rows = await store.read(newestOfPerson, of);
  return rows[0] ?? null;
}

/** The newest that an officer has sent for a person; null where there is none. */
export async function newestSentBy(
  store: Store,
  of: { person: string; staff: string },
): Promise<RequestFact | null> {
  const [row] = await store.read(newestOfHelper, of);
  return row ?? null;
}

/** The request an intent became; null before it is opened. */
export async function findRequest(store: Store, by: { id: string }): Promise<RequestFact | null> {
  const rows = await store.read(findById, by);
  return rows[0] ?? null;
}

/**
 * What was sent with the request an intent became; null before it is opened. For a session that
 * comes too late to send the same draft, and may have changed it meanwhile.
 * @throws VaultError
 */
export async function readAnswers(
  store: Store,
  vault: Vault,
  { id }: { id: string },
): Promise<Answers | null> {
  const [row] = await store.read(answersOf, { id });
  if (row === undefined) return null;
  return JSON.parse(vault.open(answersAt(id), row.answers)) as Answers; // sealed by `openRequest`
}

/** How many there are, from which the length of the next reference follows. */
export async function countRequests(store: Store): Promise<number> {
  const rows = await store.read(countAll, {});
  return rows[0]?.requests ?? 0;
}

/** When the newest of all was opened, in epoch milliseconds; null where there is none. Reads all of them. */
export async function newestOpening(store: Pick<Store, "read">): Promise<number | null> {
  const [row] = await store.read(maxOpened, {});
  return row?.at ?? null;
}

/** Deletes up to 500 requests kept until `at`; refused with `nothing_expired` when there is none. */
export function purgeRequests(at: number): Write {
  return purging(deleteExpired, at);
}
