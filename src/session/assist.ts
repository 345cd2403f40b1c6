/**
 * Assisted mode in the store: whether an officer may help somebody, in whose name, and what is sent for them.
 *
 * Owns that an officer's telephone is proven again in every commit that counts: who was ended meanwhile begins
 * and sends nothing. Called by `hop`, `scene` and `effects`.
 */
import { submit, type Submission } from "../actions/submit.ts";
import { newId, type Random } from "../base/ids.ts";
import type { Phone } from "../base/phone.ts";
import type { Vault } from "../base/vault.ts";
import type { AssistFact, Effect, Facts, Snapshot } from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import {
  contactOf,
  findPerson,
  meetAgain,
  meetPerson,
  rememberLanguage,
  type Contact,
} from "../people/people.ts";
import { newestSentBy } from "../requests/requests.ts";
import {
  beginHelp,
  hasHelpedMany,
  sendHelp,
  standInFor,
  standInOf,
  type Day,
} from "../people/stand-ins.ts";
import { officerOn, requireTelephone, telephoneOf } from "../staff/phones.ts";
import type { Store, Write } from "../store/store.ts";

const DAY_MS = 86_400_000;
/** So long after sending, a dial or help begins with what was sent: the last screen may have been lost. */
export const RECENT_MS = 30 * 60_000;

export interface AssistNeeds {
  store: Store;
  vault: Vault;
  random: Random;
}

/** Who dials, and when. */
interface Dialling {
  release: Release;
  /** The one that calls. */
  phone: Phone;
  /** Epoch milliseconds. */
  at: number;
}

/** In whose name what is read and kept of a call is: while somebody is helped, a stand-in's. */
export function nameOf(
  owner: string,
  snapshot: Pick<Snapshot, "assisted"> | null,
  { assist }: Pick<Facts, "assist"> = {},
): string {
  return assist?.is === "free" ? assist.as : (snapshot?.assisted?.as ?? owner);
}

/** Whether the officer may help the owner of a number. */
export async function assistFact(
  { store, vault }: AssistNeeds,
  { release, phone: own, at }: Dialling,
  asked: { officer: string; phone: string },
): Promise<AssistFact> {
  const { officer: staff } = asked;
  const phone = asked.phone as Phone; // typed, and read as one
  if ((await officerOn(store, vault, { phone: own, at })) !== staff) return { phone, is: "over" };
  if (phone === own) return { phone, is: "own" };
  const standIn = await standInFor(store, vault, { staff, phone });
  if (await hasHelpedMany(store, standIn, dayOf(release, at))) return { phone, is: "many" };
  const person = await findPerson(store, vault, phone);
  const language = spoken(release, person?.language ?? null);
  const sent = person && (await newestSentBy(store, { person: person.id, staff }));
  const recent = sent !== null && at - sent.openedAt < RECENT_MS ? sent : null;
  return { phone, is: "free", as: standIn.id, language, recent };
}

function dayOf({ channel }: Release, at: number): Day {
  return { most: channel.assist?.day ?? 0, since: at - DAY_MS };
}

/** One that the channel speaks no more is as good as none. */
function spoken({ channel }: Release, language: string | null): string | null {
  return channel.languages.some(({ is }) => is === language) ? language : null;
}

/** Help begins. Whoever has the number may have nothing to do with it: nothing is kept of them yet. */
export async function helpWrites(
  { store, vault }: AssistNeeds,
  { release, phone: own, at }: Dialling,
  { officer: staff, as: id }: Extract<Effect, { do: "assist" }>,
): Promise<Write[]> {
  return [
    await requireTelephone(store, vault, { staff, phone: own, at }),
    ...beginHelp({ id, staff }, dayOf(release, at), at),
  ];
}

/**
 * The phone from which a draft is gone on with: its person's, or that of the officer who fills it in for
 * somebody. Null where there is none. @throws VaultError
 */
export async function dialling(
  store: Store,
  vault: Vault,
  person: string,
): Promise<Contact | null> {
  const own = await contactOf(store, vault, person);
  const standIn = own === null ? await standInOf(store, person) : null;
  const phone = standIn === null ? null : await telephoneOf(store, vault, standIn.staff);
  if (phone === null) return own;
  const officer = await findPerson(store, vault, phone);
  return { phone, language: officer?.language ?? null };
}

/**
 * The request of whoever is helped, in their name, told to both. A number that never dialled is a person from
 * now on, with the language that was chosen. Null where the stand-in is gone.
 */
export async function submitWrites(
  { store, vault, random }: AssistNeeds,
  { release, phone: own, at }: Dialling,
  {
    sent,
    assisted,
    officer,
  }: {
    sent: Omit<Submission, "helper">;
    assisted: NonNullable<Snapshot["assisted"]>;
    /** Of the officer, as a caller. */
    officer: { person: string; language: string | null };
  },
): Promise<Write[] | null> {
  const standIn = await standInOf(store, assisted.as);
  if (standIn === null) return null;
  const { staff } = standIn;
  const phone = assisted.phone as Phone; // as above
  const known = await findPerson(store, vault, phone);
  const person = known?.id ?? newId(at, random);
  const submission = { ...sent, person, phone, language: assisted.language };
  const helper = { staff, phone: own, ...officer };
  return [
    await requireTelephone(store, vault, { staff, phone: own, at }),
    sendHelp(standIn, dayOf(release, at), sent.intent.id),
    ...(known === null
      ? meetPerson(vault, { id: newId(at, random), person, phone, at })
      : meetAgain(known, at)),
    ...(known?.language == null ? [rememberLanguage({ person, language: assisted.language })] : []),
    ...submit(vault, { ...submission, helper }),
  ];
}
