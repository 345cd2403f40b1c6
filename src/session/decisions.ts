/**
 * What operators decided: which release is current, and which services are suspended.
 *
 * Owns one table that is only ever added to, so that who decided what, and when, cannot be rewritten.
 * Each row has the number after the last one that whoever decided had seen: of two who decide at
 * once the later one conflicts. Called by `releases`, which follows it, and by `operate`.
 */
import { desc, gt, isNotNull } from "drizzle-orm";
import type { Said } from "../menu/contract.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";

/** `folder`: a saved change of the menus folder, outside production. */
export type What = "release" | "folder" | "rollback" | "suspend" | "resume";

/** Who decided, and why; the note is theirs. */
export interface By {
  who: string;
  note: string | null;
}

export interface Decision extends By {
  seq: number;
  /** Epoch milliseconds. */
  at: number;
  what: What;
  /** Digest of the release that is current from then on; null where it is about a service. */
  release: string | null;
  service: string | null;
  /** What citizens are told of a suspended service, by language: none = the channel's own words. */
  message: Said | null;
}

const readLast = statement("decisions.last", (q, t, _given: Given<object>) =>
  q.select({ seq: t.decisions.seq }).from(t.decisions).orderBy(desc(t.decisions.seq)).limit(1),
);
const readAfter = statement("decisions.after", (q, t, given: Given<{ seq: number }>) =>
  q.select().from(t.decisions).where(gt(t.decisions.seq, given.seq)).orderBy(t.decisions.seq),
);
const readCurrent = statement("decisions.current", (q, t, _given: Given<object>) =>
  q
    .select()
    .from(t.decisions)
    .where(isNotNull(t.decisions.release))
    .orderBy(desc(t.decisions.seq))
    .limit(1),
);
const readServices = statement("decisions.services", (q, t, _given: Given<object>) =>
  q.select().from(t.decisions).where(isNotNull(t.decisions.service)).orderBy(t.decisions.seq),
);

interface Row {
  seq: number;
  at: number;
  what: string;
  who: string;
  note: string | null;
  release: string | null;
  service: string | null;
  message: string | null;
}

const insertDecision = statement("decisions.insert", (q, t, given: Given<Row>) =>
  q
    .insert(t.decisions)
    .values({
      seq: given.seq,
      at: given.at,
      what: given.what,
      who: given.who,
      note: given.note,
      release: given.release,
      service: given.service,
      message: given.message,
    })
    .onConflictDoNothing(),
);

/** The number of the last decision; 0 = there is none. One prepared read of 20 µs. */
export async function lastSeq(store: Pick<Store, "read">): Promise<number> {
  const [last] = await store.read(readLast, {});
  return last?.seq ?? 0;
}

/** All later than `seq`, oldest first. */
export async function decisionsAfter(store: Pick<Store, "read">, seq: number): Promise<Decision[]> {
  return (await store.read(readAfter, { seq })).map(decisionOf);
}

/** The last one about a release, and all about services, oldest first: what makes up the present. */
export async function presentDecisions(store: Pick<Store, "read">): Promise<Decision[]> {
  const [current, services] = await Promise.all([
    store.read(readCurrent, {}),
    store.read(readServices, {}),
  ]);
  return [...current, ...services].map(decisionOf);
}

/** Conflicts when somebody decided since `decision.seq - 1`. */
export function decisionWrite({ message, ...decision }: Decision): Write {
  const row = { ...decision, message: message === null ? null : JSON.stringify(message) };
  return write(insertDecision, row, "conflict");
}

function decisionOf({ what, message, ...row }: Row): Decision {
  return {
    ...row,
    what: what as What, // written by `decisionWrite`
    message: message === null ? null : (JSON.parse(message) as Said), // as above
  };
}
