/**
 * Those whose hop is not taken: how far they had come, and what they are told.
 *
 * Owns the prepared words. Reads nothing, opens nothing and writes nothing, since it is asked when there is too
 * much to do already. Called by `sessions`.
 */
import { septets } from "../base/gsm7.ts";
import type { Vault } from "../base/vault.ts";
import type { Hop, Reply } from "../gateway/contract.ts";
import { budgetOf, PREFIX_SEPTETS } from "../menu/budget.ts";
import type { Snapshot } from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import { isNear } from "../menu/near.ts";
import { codeOf, farewell, firstCode, LAST_RESORT } from "./channel.ts";
import type { Away, HopResult, Standing } from "./contract.ts";
import type { Recent } from "./recent.ts";
import { markOf, sessionId } from "./record.ts";
import type { Releases } from "./releases.ts";

export interface TurnedAwayNeeds {
  recent: Recent;
  releases: Releases;
  prefixSeptets: (gateway: string) => number;
}

/**
 * A session that is not at hand and has typed something is under way elsewhere, or was before a restart; or somebody
 * dialled a service's own code: that the hop finds out, and asks again.
 */
export function standingOf({ recent, releases }: TurnedAwayNeeds, hop: Hop): Standing {
  const session = recent.peek(sessionId(hop));
  if (session === null) return hop.text === "" ? "dial" : "running";
  const release = releases.known(session.release);
  return release !== null && isNear(release, session.state.snapshot) ? "near" : "running";
}

export function turnedAway(needs: TurnedAwayNeeds, hop: Hop | null, why: Away): Reply {
  const release = needs.releases.current();
  const session = hop === null ? null : needs.recent.peek(sessionId(hop));
  const text = release === null ? LAST_RESORT : wordsFor(needs, release, { hop, session, why });
  return { text, end: true, label: why };
}

/** A hop that turned out to be a new call, and is not taken as one. */
export function notDialled(
  needs: TurnedAwayNeeds & { vault: Vault },
  hop: Hop,
  away: Away,
): HopResult {
  const reply = turnedAway(needs, hop, away);
  const session = markOf(needs.vault, hop);
  return { reply, outcome: away, service: null, repeated: false, session, away };
}

/** By what they are chosen by: as many as there are languages, codes and sizes of screens. */
const prepared = new WeakMap<Release, Map<string, string>>();

function wordsFor(
  { prefixSeptets }: TurnedAwayNeeds,
  release: Release,
  about: { hop: Hop | null; session: { state: { snapshot: Snapshot } } | null; why: Away },
): string {
  const { hop, session, why } = about;
  const { channel } = release;
  const { language = null, intent = null } = session?.state.snapshot ?? {};
  const text = why === "busy" && intent !== null ? "busy_saved" : why;
  const code = (hop === null ? null : codeOf(channel, hop.serviceCode)) ?? firstCode(channel);
  const prefix = hop === null ? PREFIX_SEPTETS : prefixSeptets(hop.gateway);
  const budget = budgetOf(channel, hop?.network ?? null, prefix).gsm7;
  let words = prepared.get(release);
  if (words === undefined) prepared.set(release, (words = new Map<string, string>()));
  const key = `${text} ${language} ${code.dial} ${budget}`;
  let said = words.get(key);
  if (said === undefined) {
    said = farewell(release, text, language, code.dial, budget);
    // A release from before these texts says its apology, whose length was proven with a shorter code.
    if ((septets(said) ?? Infinity) > budget) said = LAST_RESORT;
    words.set(key, said);
  }
  return said;
}
