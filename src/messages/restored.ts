/**
 * After a restore: messages that were not settled when the backup was made.
 *
 * Owns that none of them is sent by itself: since then each may have been. Staff see them as those in
 * doubt, and say which are to be sent. Called by `njia restore`.
 */
import { count, inArray, sql } from "drizzle-orm";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import type { MessageState } from "./message.ts";

const UNSENT: MessageState[] = ["pending", "claimed", "sending"];

const countUnsent = statement("messages.unsent", (q, t, _given: Given<object>) =>
  q.select({ messages: count() }).from(t.messages).where(inArray(t.messages.state, UNSENT)),
);

const doubtUnsettled = statement("messages.restored", (q, t, _given: Given<object>) =>
  q
    .update(t.messages)
    .set({
      state: "ambiguous",
      reason: sql`case when ${t.messages.state} = 'ambiguous' then ${t.messages.reason} else 'restored' end`,
      // A template that allows a second sending after one in doubt does not allow a third.
      again: 0,
    })
    .where(inArray(t.messages.state, [...UNSENT, "ambiguous"])),
);

/** How many would be sent by themselves. */
export async function countUnsentMessages(store: Pick<Store, "read">): Promise<number> {
  const [row] = await store.read(countUnsent, {});
  return row?.messages ?? 0;
}

/** Puts in doubt all that is not settled. */
export function doubtRestored(): Write {
  return write(doubtUnsettled, {}, "fine");
}
