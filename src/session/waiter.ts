/**
 * Who still waits for an answer that was promised, and what they are told.
 *
 * A draft waits while it stands before the very question of the row, as the current release asks it: that
 * one decides whom to call. Where only the release it was asked on has the question still, nobody is called
 * any more, and its words say so; where the service is gone with it, the channel's do. Called by `late`.
 */
import { isDeepStrictEqual } from "node:util";
import { sendScreen } from "../actions/send-screen.ts";
import { plain } from "../base/gsm7.ts";
import { newId, type Random } from "../base/ids.ts";
import { VaultError, type Vault } from "../base/vault.ts";
import type { CompiledConnector } from "../menu/connector.ts";
import type { Answers, LookUp } from "../menu/contract.ts";
import { smsToHelper } from "../menu/assist.ts";
import { lookUpOf } from "../menu/look-up.ts";
import { cameTo, withInstead, withLookedUp } from "../menu/looked-up.ts";
import type { CompiledScreen, Release } from "../menu/model.ts";
import { suspendedText } from "../menu/suspended.ts";
import { say } from "../menu/text.ts";
import { titleOf, valuesOf, type Speaking } from "../menu/values.ts";
import { amendDraft, keptDraft, type KeptDraft } from "../people/drafts.ts";
import type { Store, Write } from "../store/store.ts";
import type { Said } from "./agency.ts";
import { dialling } from "./assist.ts";
import type { OpenLookUp } from "./look-up-rows.ts";
import type { Releases } from "./releases.ts";

/** Behind this many milliseconds an SMS answers nobody who still looks at the phone: nights are quiet. */
const FRESH_MS = 600_000;

export interface WaiterNeeds {
  store: Store;
  vault: Vault;
  random: Random;
  releases: Pick<Releases, "get" | "current" | "suspended">;
  /** A draft that no key opens: its citizen begins anew, and waits for nothing. */
  onUnreadable: (error: VaultError) => void;
}

export interface Waiter {
  kept: KeptDraft;
  release: Release;
  screen: CompiledScreen;
  /** The question as it is asked now. */
  lookUp: LookUp;
  /** Null where it is not asked any more. */
  connector: CompiledConnector | null;
  /** Another call has found it meanwhile, and it lies in the draft: only the SMS is owed. */
  has: boolean;
}

/** Null where nobody waits. @throws VaultError `unknown_key` */
export async function waiterOf(
  needs: WaiterNeeds,
  { person, service, name, release: askedOn, asking }: OpenLookUp,
  at: number,
): Promise<Waiter | null> {
  const { releases } = needs;
  const kept = await draftOf(needs, { person, service, at });
  if (kept === null) return null;
  const current = releases.current();
  for (const release of [current, await releases.get(askedOn)]) {
    const screen = release?.screens.get(`${service}/${name}`);
    if (release == null || screen === undefined) continue;
    const lookUp = lookUpOf(screen, kept.draft);
    if (lookUp === null || !isDeepStrictEqual(lookUp.inputs, asking.inputs)) continue;
    const came = cameTo(screen, kept.draft.answers);
    // Whoever was told of nothing, or went on without it, does not wait.
    if (came !== null && came !== "found") continue;
    const asks = release === current || release.digest === current?.digest;
    const connector = asks ? (release.channel.connectors.get(lookUp.connector) ?? null) : null;
    return { kept, release, screen, lookUp, connector, has: came === "found" };
  }
  return null;
}

async function draftOf(
  { store, vault, onUnreadable }: WaiterNeeds,
  of: { person: string; service: string; at: number },
): Promise<KeptDraft | null> {
  try {
    return await keptDraft(store, vault, of);
  } catch (error) {
    // Under a key that another process has the citizen waits all the same.
    if (!(error instanceof VaultError) || error.code === "unknown_key") throw error;
    onUnreadable(error);
    return null;
  }
}

/** What a citizen is told: what came, that nothing did, or that the service is suspended, or gone. */
export type Told = "found" | "none" | "failed" | "suspended" | "gone";

/** The answer in the draft, and the SMS. `at`: epoch milliseconds. */
export async function tellingOf(
  { store, vault, random, releases }: WaiterNeeds,
  { kept, release, screen, has }: Waiter,
  { row, said, at }: { row: OpenLookUp; said: Said; at: number },
): Promise<{ came: Told; writes: Write[] }> {
  const { person, service, name, askedAt, asking } = row;
  const { answers } = kept.draft;
  const suspension = releases.suspended().get(service);
  const current = releases.current();
  // Whatever was heard: a dial would lead nowhere.
  const isGone = current !== null && !current.services.has(service);
  const heard = has ? "found" : said.is === "found" || said.is === "none" ? said.is : null;
  const owed = heard ?? (suspension === undefined ? "failed" : "suspended");
  const came = isGone ? "gone" : owed;
  const after = has ? answers : answersWith(screen, answers, said, at);
  const amended = after === answers ? [] : [amendDraft(kept, { person, at, answers: after })];
  const contact = await dialling(store, vault, person);
  const words = heard === null ? screen.lookUp?.failed : screen.lookUp?.sms;
  if (contact === null || words === undefined) return { came, writes: amended };
  const language = contact.language ?? release.channel.languages[0]?.is ?? "en";
  const speaking = { release, language, service, answers: after, code: asking.code };
  const told = isGone
    ? goneText({ ...speaking, release: current }, release, service)
    : came === "suspended"
      ? suspendedText(speaking, service, { said: suspension, saved: true })
      : say(words, language, valuesOf(speaking));
  const { helps: ends } = asking;
  const leads = came !== "gone" && came !== "suspended";
  const text = ends === undefined ? told : smsToHelper(speaking, told, { ends, leads });
  const sms = {
    id: newId(at, random),
    class: at - askedAt > FRESH_MS ? "update" : "reply",
    screen: `${service}/${name}`,
    text: plain(text),
    release,
    person,
    at,
    phone: contact.phone,
  } as const;
  return { came, writes: [...amended, sendScreen(vault, sms)] };
}

/** In the words of now, as at a dial; only the release it was asked on has its title still. */
function goneText(speaking: Speaking, askedOn: Release, service: string): string {
  const title = (language: string) => titleOf(askedOn, service, language);
  const { release, language } = speaking;
  return say(
    release.channel.texts.draft_gone,
    language,
    valuesOf(speaking, {}, { service: title }),
  );
}

/** Nothing, too, is an answer: whoever dials is told so, and nobody is asked once more. */
function answersWith(screen: CompiledScreen, answers: Answers, said: Said, at: number): Answers {
  if (said.is === "found") return withLookedUp(screen, answers, said.fields, at);
  return said.is === "none" ? withInstead(screen, answers, "untold", at) : answers;
}
