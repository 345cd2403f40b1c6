/** Messages as staff see them: what became of each, never to whom or what was said. */
import { desc, eq, sql } from "drizzle-orm";
import { statement, type Given } from "../store/statement.ts";
import type { Store } from "../store/store.ts";

/** Messages in a list, at most. */
export const LISTED_MAX = 100;

const selectMessages = statement("messages.list", (q, t, given: Given<{ state: string }>) =>
  q
    .select({
      id: t.messages.id,
      class: t.messages.class,
      template: t.messages.template,
      ref: sql<
        string | null
      >`(select ${t.requests.ref} from ${t.requests} where ${t.requests.id} = ${t.messages.request})`,
      reason: t.messages.reason,
      createdAt: t.messages.created_at,
      sentAt: t.messages.sent_at,
      dueAt: t.messages.due_at,
      attempts: t.messages.attempts,
      receipt: t.messages.receipt,
    })
    .from(t.messages)
    .where(eq(t.messages.state, given.state))
    .orderBy(desc(t.messages.created_at), desc(t.messages.id))
    .limit(LISTED_MAX),
);

export interface ListedMessage {
  id: string;
  class: string;
  template: string;
  /** The reference of the request it is about. */
  ref: string | null;
  reason: string | null;
  /** Epoch milliseconds; so are the next two. */
  createdAt: number;
  sentAt: number | null;
  dueAt: number;
  attempts: number;
  receipt: string | null;
}

/** The newest messages in a state, 100 at most. */
export function listMessages(store: Store, of: { state: string }): Promise<ListedMessage[]> {
  return store.read(selectMessages, of);
}
