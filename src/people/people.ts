/**
 * People: citizens as we know them, and the phones they are known by.
 *
 * Owns people, their language and the dated bindings between a person and a phone: a recycled SIM
 * is another person. Refuses to keep a phone in the clear: it is found by keyed hash and sealed
 * beside it; and to keep it for ever, though nobody calls from it any more. Called by `session`, and by actions that need to know whose request it is.
 */
import { and, desc, eq } from "drizzle-orm";
import type { Phone } from "../base/phone.ts";
import type { Unsealed, Vault } from "../base/vault.ts";
import { statement } from "../store/statement.ts";
import type { Given } from "../store/statement.ts";
import { write } from "../store/store.ts";
import type { Store, Write } from "../store/store.ts";

const DAY_MS = 86_400_000;
/** Whoever has called is remembered for a year, in milliseconds, with nothing else kept of theirs: in which language they are asked. */
export const REMEMBERED_MS = 365 * DAY_MS;
/** How exact that year is, in milliseconds: their row is written again at a call a month, and not at each. */
export const MONTH_MS = 30 * DAY_MS;

export interface Person {
  id: string;
  /** Null until chosen. */
  language: string | null;
  /** When they are forgotten at the earliest; epoch milliseconds. */
  forgetAt: number;
}

/** `until` of a binding that still holds. */
const STILL_BOUND = 0;

const findBound = statement("people.find", (q, t, given: Given<{ phone_hash: string }>) =>
  q
    .select({ id: t.people.id, language: t.people.language, forgetAt: t.people.forget_at })
    .from(t.bindings)
    .innerJoin(t.people, eq(t.people.id, t.bindings.person))
    .where(and(eq(t.bindings.phone_hash, given.phone_hash), eq(t.bindings.until, STILL_BOUND))),
);

const findContact = statement("people.contact", (q, t, given: Given<{ person: string }>) =>
  q
    .select({ binding: t.bindings.id, phone: t.bindings.phone, language: t.people.language })
    .from(t.bindings)
    .innerJoin(t.people, eq(t.people.id, t.bindings.person))
    .where(and(eq(t.bindings.person, given.person), eq(t.bindings.until, STILL_BOUND)))
    .orderBy(desc(t.bindings.since))
    .limit(1),
);

const addPerson = statement(
  "people.add",
  (q, t, given: Given<{ id: string; at: number; forget_at: number }>) =>
    q.insert(t.people).values({ id: given.id, created_at: given.at, forget_at: given.forget_at }),
);

const putOff = statement(
  "people.put_off",
  (q, t, given: Given<{ id: string; forget_at: number }>) =>
    q.update(t.people).set({ forget_at: given.forget_at }).where(eq(t.people.id, given.id)),
);

interface NewBinding {
  id: string;
  phone_hash: string;
  phone: Unsealed;
  person: string;
  at: number;
}

const bindPhone = statement("people.bind", (q, t, given: Given<NewBinding>) =>
  q.insert(t.bindings).values({
    id: given.id,
    phone_hash: given.phone_hash,
    phone: given.phone,
    person: given.person,
    since: given.at,
    until: STILL_BOUND,
  }),
);

const setLanguage = statement(
  "people.language",
  (q, t, given: Given<{ person: string; language: string }>) =>
    q.update(t.people).set({ language: given.language }).where(eq(t.people.id, given.person)),
);

/** Whose phone this is now; null for a phone that never dialled. */
export async function findPerson(store: Store, vault: Vault, phone: Phone): Promise<Person | null> {
  // Several hashes only while look-up keys are being rotated: those not re-hashed yet count too.
  for (const phone_hash of vault.lookups("phone", phone)) {
    const [found] = await store.read(findBound, { phone_hash });
    if (found !== undefined) return found;
  }
  return null;
}

/** Where a person is reached, and in which language. */
export interface Contact {
  phone: Phone;
  /** Null until chosen. */
  language: string | null;
}

/** The phone bound to a person now; null when none is. @throws VaultError */
export async function contactOf(
  store: Store,
  vault: Vault,
  person: string,
): Promise<Contact | null> {
  const [row] = await store.read(findContact, { person });
  if (row === undefined) return null;
  const { binding, language } = row;
  return { phone: openBinding(vault, { id: binding, phone: row.phone }), language };
}

/** A phone not met before. */
export interface Meeting {
  /** Fresh id of the binding. */
  id: string;
  /** Fresh id of the person. */
  person: string;
  phone: Phone;
  /** Epoch milliseconds. */
  at: number;
}

/** A new person bound to the phone; a conflict when another session has bound it meanwhile. */
export function meetPerson(vault: Vault, { id, person, phone, at }: Meeting): Write[] {
  const binding = {
    id,
    phone_hash: vault.lookup("phone", phone),
    phone: { at: phoneAt(id), now: at, plain: phone },
    person,
    at,
  };
  return [
    write(addPerson, { id: person, at, forget_at: at + REMEMBERED_MS }, "conflict"),
    write(bindPhone, binding, "conflict", "conflict"),
  ];
}

/** Somebody known has called, at `at` (epoch milliseconds); a conflict when they have been forgotten meanwhile. */
export function meetAgain({ id, forgetAt }: Person, at: number): Write[] {
  if (forgetAt > at + REMEMBERED_MS - MONTH_MS) return [];
  return [write(putOff, { id, forget_at: at + REMEMBERED_MS }, "conflict")];
}

/** The language of the next dial. */
export function rememberLanguage(choice: { person: string; language: string }): Write {
  return write(setLanguage, choice, "conflict");
}

/** The number of a binding. @throws VaultError */
export function openBinding(vault: Vault, { id, phone }: { id: string; phone: Uint8Array }): Phone {
  return vault.open(phoneAt(id), phone) as Phone; // sealed by `meetPerson`
}

const phoneAt = (row: string) => ({ table: "bindings", column: "phone", row });
