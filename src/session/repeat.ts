/**
 * A repeat: the reply of an earlier callback, given again.
 *
 * It is acknowledged by a commit of its own. That the row can be read says only that the server has it: after a
 * restart it shows what was never answered, since the standby that commits wait for did not have it. PostgreSQL
 * keeps the commit waiting until the standby has all that was written before it. Called by `hop`.
 */
import type { Reply } from "../gateway/contract.ts";
import { write } from "../store/store.ts";
import type { HopResult } from "./contract.ts";
import type { Session } from "./record.ts";
import { touchSession } from "./rows.ts";
import type { HopNeeds } from "./scene.ts";

/** Null when another hop was committed meanwhile: the hop is decided again. */
export async function givenAgain(
  { store, recent }: HopNeeds,
  session: Session,
  reply: Reply,
): Promise<HopResult | null> {
  const { id, version, state } = session;
  const committed = await store.commit([write(touchSession, { id, version }, "conflict")]);
  if (!committed.done) return null;
  recent.keep(session);
  const { snapshot, mark } = state;
  const { service } = snapshot;
  return { reply, outcome: "repeat", service, repeated: true, session: mark };
}
