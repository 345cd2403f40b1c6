/**
 * Messages as staff see them: what became of each, never to whom or what was said.
 *
 * The newest first, a page at a time. A page goes on behind a place, so what is queued meanwhile makes
 * none come twice. Called by `console`.
 */
import { and, desc, eq, sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import { statement, type Given, type Query, type Statement } from "../store/statement.ts";
import type { Store } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import type { MessageClass, MessageState } from "./message.ts";

/** Messages on a page, at most. */
export const PAGE_MAX = 100;

/** What a list is narrowed to, by one of the two at least: without, it would be a sort of all. */
export interface Filters {
  state?: MessageState;
  /** Reference of the request it is about. */
  ref?: string;
}

/** Behind which message a page goes on. */
export interface Place {
  /** Epoch milliseconds. */
  createdAt: number;
  id: string;
}

export interface ListedMessage {
  id: string;
  class: MessageClass;
  template: string;
  state: MessageState;
  /** The reference of the request it is about. */
  ref: string | null;
  reason: string | null;
  /** Epoch milliseconds; so are the next three. */
  createdAt: number;
  sentAt: number | null;
  dueAt: number;
  expiresAt: number;
  attempts: number;
  parts: number;
  receipt: string | null;
  /** Grows with every claim, and when it is settled. */
  version: number;
  /** Its phone refuses our messages now. */
  blocked: boolean;
  /** Id of the staff member who settled it, and when; null where nobody had to. */
  settledBy: string | null;
  settledAt: number | null;
}

/** Behind every message there can be: instants end in the year 275760. */
const NEWEST: Place = { createdAt: 8_640_000_000_000_000, id: "" };

interface PageValues {
  created_at: number;
  id: string;
  state: string;
  ref: string;
}

/** Names of filters, and what each asks of a row. */
const CONDITIONS = {
  state: ({ messages }: Tables, given: Given<PageValues>) => eq(messages.state, given.state),
  ref: ({ messages, requests }: Tables, given: Given<PageValues>) =>
    sql`${messages.request} = (select ${requests.id} from ${requests} where ${requests.ref} = ${given.ref})`,
} satisfies Record<keyof Filters, (t: Tables, given: Given<PageValues>) => SQL>;

const columnsOf = ({ messages, requests, preferences }: Tables) => ({
  id: messages.id,
  // Written by `outbox` and `settle`, which know no others; so is the state.
  class: sql<MessageClass>`${messages.class}`,
  template: messages.template,
  state: sql<MessageState>`${messages.state}`,
  ref: sql<
    string | null
  >`(select ${requests.ref} from ${requests} where ${requests.id} = ${messages.request})`,
  reason: messages.reason,
  createdAt: messages.created_at,
  sentAt: messages.sent_at,
  dueAt: messages.due_at,
  expiresAt: messages.expires_at,
  attempts: messages.attempts,
  parts: messages.parts,
  receipt: messages.receipt,
  version: sql`${messages.fence} + 1`.mapWith(Number),
  blocked: sql`exists (select 1 from ${preferences}
    where ${preferences.phone_hash} = ${messages.phone_hash}
    and ${preferences.blocked_at} is not null)`.mapWith(Boolean),
  settledBy: messages.settled_by,
  settledAt: messages.settled_at,
});

const pageOf =
  (filters: readonly (keyof Filters)[]) => (q: Query, t: Tables, given: Given<PageValues>) =>
    q
      .select(columnsOf(t))
      .from(t.messages)
      .where(
        and(
          sql`(${t.messages.created_at}, ${t.messages.id}) < (${given.created_at}, ${given.id})`,
          ...filters.map((name) => CONDITIONS[name](t, given)),
        ),
      )
      .orderBy(desc(t.messages.created_at), desc(t.messages.id))
      .limit(PAGE_MAX + 1);

/** One statement for each set of filters, so that the engine may use the index that fits. */
const PAGES: Readonly<Record<string, Statement<PageValues, ListedMessage[]>>> = {
  state: statement("messages.page_state", pageOf(["state"])),
  ref: statement("messages.page_ref", pageOf(["ref"])),
  "state ref": statement("messages.page_state_ref", pageOf(["state", "ref"])),
};

const selectOne = statement("messages.one", (q, t, given: Given<{ id: string }>) =>
  q.select(columnsOf(t)).from(t.messages).where(eq(t.messages.id, given.id)),
);

/** Up to `limit` messages (at most `PAGE_MAX`) behind a place, and where the next page begins. */
export async function pageOfMessages(
  store: Store,
  { filters, after, limit }: { filters: Filters; after: Place | null; limit: number },
): Promise<{ messages: ListedMessage[]; next: Place | null }> {
  const { state, ref } = filters;
  const names = [...(state === undefined ? [] : ["state"]), ...(ref === undefined ? [] : ["ref"])];
  const page = PAGES[names.join(" ")];
  if (page === undefined) throw new Error(`no list by ${names.join(", ")}`);
  const { createdAt: created_at, id } = after ?? NEWEST;
  const rows = await store.read(page, { created_at, id, state: state ?? "", ref: ref ?? "" });
  const size = Math.min(limit, PAGE_MAX);
  const messages = rows.slice(0, size);
  const last = rows.length > size ? messages.at(-1) : undefined;
  return { messages, next: last === undefined ? null : { createdAt: last.createdAt, id: last.id } };
}

/** One message; null when there is none of that id. */
export async function findMessage(store: Store, of: { id: string }): Promise<ListedMessage | null> {
  const [row] = await store.read(selectOne, of);
  return row ?? null;
}

/** A place as an opaque word for a URL. */
export function cursorOf({ createdAt, id }: Place): string {
  return Buffer.from(JSON.stringify([createdAt, id])).toString("base64url");
}

/** As `cursorOf` writes it. */
const written = z.tuple([z.int(), z.string()]);

/** The place a cursor stands for; null when it is none of ours. */
export function readCursor(cursor: string): Place | null {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    // What is no JSON is no cursor.
    return null;
  }
  const { data } = written.safeParse(read);
  return data === undefined ? null : { createdAt: data[0], id: data[1] };
}
