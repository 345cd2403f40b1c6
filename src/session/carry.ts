/**
 * Moves an open session to the current release, for a rehearsal: menus are tried while they are written.
 *
 * The screen of the new place is decided, committed and kept as that of any hop; what was looked up by another
 * question than that of now is asked for on the way. Refuses nothing that a
 * session allows: one that ended, or is another phone's, is left alone. Called by `sessions`.
 */
import { monotonic } from "../base/clock.ts";
import { Refusal } from "../base/problem.ts";
import type { Hop, Reply } from "../gateway/contract.ts";
import { carry } from "../menu/carry.ts";
import { write } from "../store/store.ts";
import { dialledOn, settle, WAIT_MAX_MS } from "./hop.ts";
import { isOf, loadSession, SESSION_AGE_MS } from "./record.ts";
import * as rows from "./rows.ts";
import { inPlace, type HopNeeds } from "./scene.ts";

export interface CarriedHop {
  reply: Reply;
  /** What could not be kept, a sentence each. */
  told: readonly string[];
}

/** Of a session of which no other hop is under way in this process. */
export async function carryHop(needs: HopNeeds, hop: Hop, id: string): Promise<CarriedHop | null> {
  const { store, vault, clock, releases, recent } = needs;
  const release = releases.current();
  const session = recent.take(id) ?? (await loadSession(store, vault, id));
  if (session === null || release === null) return null;
  const { snapshot: before, ...kept } = session.state;
  const over = session.closed || before.ended;
  if (over || session.release === release.digest || !isOf(vault, session, hop)) {
    recent.keep(session);
    return null;
  }
  const at = clock();
  const dialled = dialledOn(needs, hop, release);
  const { snapshot, told } = carry(release, before, dialled.code.start, at);
  const expiresAt = at + SESSION_AGE_MS;
  const moving = { id, release: release.digest, expires_at: expiresAt };
  const settled = await settle(
    needs,
    hop,
    {
      release,
      person: session.person,
      phone: hop.phone,
      facts: { ...dialled, at, language: snapshot.language },
      kept,
      snapshot,
      // What was answered on the other release is no answer any more.
      before: { ...session, expiresAt, replies: "" },
      text: null,
      at,
      meeting: [write(rows.carrySession, moving, "fine")],
      asked: [],
      waiting: { until: monotonic() + WAIT_MAX_MS, aside: inPlace },
    },
    {},
  );
  if (!("reply" in settled)) throw new Refusal("hop_contended");
  return { reply: settled.reply, told };
}
