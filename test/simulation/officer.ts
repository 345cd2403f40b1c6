/** Officers: move a request that waits, as the console does, and remember what they were told. */
import { toldMove } from "../../src/actions/told-move.ts";
import { contactOf } from "../../src/people/people.ts";
import { findByRef, openAnswers, openGiven } from "../../src/requests/state.ts";
import { vault, type Node } from "./house.ts";
import type { Schedule } from "./schedule.ts";
import { OFFICE } from "./services.ts";
import type { Witness } from "./witness.ts";

/** Reads, decides and commits; whoever was slower has done nothing. @throws StoreFault */
export async function officerActs(
  { store, releases, life }: Node,
  { schedule, witness }: { schedule: Schedule; witness: Witness },
): Promise<void> {
  const waiting = witness.waiting();
  if (waiting.length === 0) return;
  const ref = schedule.pick(waiting);
  const request = await findByRef(store, { ref });
  const moves = request === null ? undefined : OFFICE[request.status];
  if (request === null || moves === undefined) return;
  const { to, reason } = schedule.pick(moves);
  const release = await releases.get(request.release);
  if (release === null) return;
  const contact = await contactOf(store, vault, request.person);
  const moving = {
    request,
    release,
    // Now and then it is who sent it for its citizen, and must not.
    actor: `staff:${schedule.chance(0.3) ? (request.assistedBy ?? "one") : "one"}`,
    at: schedule.clock(),
    by: "officer",
    to,
    reason,
    note: null,
    gives: to === "entered" ? { deed: witness.guarded.codeFor(request.person) } : {},
    given: openGiven(vault, request),
    answers: openAnswers(vault, request),
    anew: null,
  } as const;
  const { decision, writes } = toldMove(vault, moving, { contact, class: "update" });
  const committed = await store.commit(writes);
  const moved = committed.done && decision.refused === null;
  schedule.note(`an officer at ${life.name} moves ${ref} to ${to}: ${moved}`);
  if (moved) witness.moved(request.id, request.version + 1);
}
