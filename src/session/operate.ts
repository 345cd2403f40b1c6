/**
 * What operators do to a running channel: release, roll back, suspend a service, let it be used again.
 *
 * Owns which of these can be done now, and refuses the others with words for the operator. Works on the
 * store, beside running servers, which follow within seconds. Called by the `njia` commands.
 */
import type { Clock } from "../base/clock.ts";
import { plain } from "../base/gsm7.ts";
import type { Said, Suspended } from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import type { MenuFiles } from "../menu/source.ts";
import { LINK } from "../menu/staff-words.ts";
import type { Store, Write } from "../store/store.ts";
import { decisionsAfter, decisionWrite, type By, type Decision } from "./decisions.ts";
import { digestsOf, loadRelease, releaseWrites, suspendedAfter } from "./releases.ts";

/** What cannot be done as it was asked; the message says what can. */
export class OperatorFault extends Error {
  override readonly name = "OperatorFault";
}

/** All that was decided so far, oldest first. */
export interface Decided {
  decisions: readonly Decision[];
  /** Number of the last decision: the next one is refused when it is not the last any more. */
  seq: number;
  /** Digest of the current release; null before the first one. */
  current: string | null;
}

export interface OperateNeeds {
  store: Store;
  clock: Clock;
}

export async function decided(store: Store): Promise<Decided> {
  const decisions = await decisionsAfter(store, 0);
  const current = decisions.findLast(({ release }) => release !== null)?.release ?? null;
  return { decisions, seq: decisions.at(-1)?.seq ?? 0, current };
}

/** Digits of a digest that are shown, and enough to name it by. */
export const DIGEST_SHOWN = 12;
const DIGEST_LEAST = 4;

/** What names a release, in words. */
export const RELEASE = `\`current\`, or ${DIGEST_LEAST} or more digits of its digest`;

/** True where a word can name a release, whether there is one or not. */
export function isRelease(named: string): boolean {
  return named === "current" || (/^[0-9a-f]+$/i.test(named) && named.length >= DIGEST_LEAST);
}

/** The one release whose digest begins so, or `current`. @throws OperatorFault */
export async function findDigest(store: Store, named: string): Promise<string> {
  if (named === "current") {
    const { current } = await decided(store);
    if (current === null) throw new OperatorFault("nothing is released yet: njia release");
    return current;
  }
  if (!isRelease(named)) throw new OperatorFault(`\`${named}\` is no release: give ${RELEASE}`);
  const short = named.toLowerCase();
  const found = (await digestsOf(store)).filter(({ digest }) => digest.startsWith(short));
  const [one] = found;
  if (one === undefined) {
    throw new OperatorFault(`no release begins with \`${named}\`: see njia releases`);
  }
  if (found.length > 1) {
    const each = found.map(({ digest }) => digest.slice(0, DIGEST_SHOWN)).join(", ");
    throw new OperatorFault(`${found.length} releases begin with \`${named}\`: ${each}`);
  }
  return one.digest;
}

/** Makes a release of files that were checked current. @throws OperatorFault */
export async function makeCurrent(
  { store, clock }: OperateNeeds,
  { files, release: made, since }: { files: MenuFiles; release: Release; since: Decided },
  by: By,
): Promise<void> {
  if (made.digest === since.current) {
    throw new OperatorFault("nothing has changed: this is the current release");
  }
  const decision = { seq: since.seq + 1, at: clock(), what: "release" as const, ...by };
  await decide(store, releaseWrites(files, { ...decision, release: made }));
}

/**
 * Makes an older release current again: the one named, or the one before the current one. Rolled back
 * twice, it is the one before that.
 * @throws OperatorFault
 */
export async function rollback(
  { store, clock }: OperateNeeds,
  named: string | null,
  by: By,
): Promise<{ from: string; to: string }> {
  const { decisions, seq, current: from } = await decided(store);
  if (from === null) throw new OperatorFault("nothing is released yet: njia release");
  const to = named === null ? beforeCurrent(decisions) : await findDigest(store, named);
  if (to === null) throw new OperatorFault("there is no release before the current one");
  if (to === from) throw new OperatorFault("this is the current release");
  if ((await loadRelease(store, to)) === null) {
    throw new OperatorFault("this Njia cannot read that release: a newer one made it");
  }
  const about = { what: "rollback" as const, release: to, service: null, message: null };
  await decide(store, [decisionWrite({ seq: seq + 1, at: clock(), ...by, ...about })]);
  return { from, to };
}

/** What was current before, as if what was rolled back had never been. */
function beforeCurrent(decisions: readonly Decision[]): string | null {
  let past: string[] = [];
  for (const { what, release: digest } of decisions) {
    if (digest === null) continue;
    const at = what === "rollback" ? past.lastIndexOf(digest) : -1;
    past = at < 0 ? [...past, digest] : past.slice(0, at + 1);
  }
  return past.at(-2) ?? null;
}

/** Letters of a message: a screen holds them, with the line that leads back. */
const MESSAGE_MAX = 120;

/**
 * Suspends a service at once, or says something else of one that is suspended. The languages that are
 * left out, and all without a message, are told the channel's own words.
 * @throws OperatorFault
 */
export async function suspend(
  { store, clock }: OperateNeeds,
  { service, message }: { service: string; message: Said },
  by: By,
): Promise<void> {
  const { decisions, seq, current } = await decided(store);
  const release = current === null ? null : await loadRelease(store, current);
  if (release === null) throw new OperatorFault("nothing is released yet: njia release");
  maySuspend(release, suspendedAfter(new Map(), decisions), { service, message });
  const about = { what: "suspend" as const, release: null, service, message };
  await decide(store, [decisionWrite({ seq: seq + 1, at: clock(), ...by, ...about })]);
}

/** Lets a suspended service be used again, one that no release has any more too. @throws OperatorFault */
export async function resume(
  { store, clock }: OperateNeeds,
  service: string,
  by: By,
): Promise<void> {
  const { decisions, seq } = await decided(store);
  mayResume(suspendedAfter(new Map(), decisions), service);
  const about = { what: "resume" as const, release: null, service, message: null };
  await decide(store, [decisionWrite({ seq: seq + 1, at: clock(), ...by, ...about })]);
}

/** @throws OperatorFault where a service cannot be suspended with these words */
export function maySuspend(
  release: Release,
  suspended: Suspended,
  { service, message }: { service: string; message: Said },
): void {
  if (!release.services.has(service)) {
    const known = [...release.services.keys()].join(", ");
    throw new OperatorFault(`there is no service \`${service}\`; there are ${known}`);
  }
  checkMessage(release, message);
  const before = suspended.get(service);
  if (before !== undefined && JSON.stringify(before) === JSON.stringify(message)) {
    throw new OperatorFault(`\`${service}\` is suspended already, with these words`);
  }
}

/** @throws OperatorFault where nobody suspended it */
export function mayResume(suspended: Suspended, service: string): void {
  if (!suspended.has(service)) throw new OperatorFault(`\`${service}\` is not suspended`);
}

function checkMessage(release: Release, message: Said): void {
  const languages = release.channel.languages.map(({ is }) => is);
  for (const [language, text] of Object.entries(message)) {
    if (!languages.includes(language)) {
      throw new OperatorFault(
        `the channel does not speak \`${language}\`: ${languages.join(", ")}`,
      );
    }
    if (text.trim() === "" || [...text].length > MESSAGE_MAX) {
      throw new OperatorFault(`a message has 1 to ${MESSAGE_MAX} letters (${language})`);
    }
    if (LINK.test(text)) {
      throw new OperatorFault(
        `a message has no link (${language}): most phones cannot open one, and frauds use them; give a short code or an office`,
      );
    }
    if (plain(text) !== text) {
      throw new OperatorFault(
        `not every phone shows these letters (${language}); they would show: ${plain(text)}`,
      );
    }
  }
}

/** @throws OperatorFault when somebody else was quicker */
async function decide(store: Store, writes: Write[]): Promise<void> {
  const committed = await store.commit(writes);
  if (committed.done) return;
  throw new OperatorFault("somebody else decided something meanwhile: look, and try again");
}
