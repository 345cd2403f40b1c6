/**
 * `njia staff`: who works here, the tokens they are let in by, and the telephones they may help others from.
 *
 * The only way in which these are made and ended, the first administrator's too: whoever may run
 * it can read the database anyway. Works beside a running server. Prints a token once, of a
 * telephone its last digits, and never a word that is not about staff. Called by `cli`.
 */
import { systemClock, type Clock } from "../base/clock.ts";
import { newId, systemRandom, type Random } from "../base/ids.ts";
import { gatewayPhone } from "../base/phone.ts";
import type { Vault } from "../base/vault.ts";
import { endPhone, givePhone, holdersOf, listPhones } from "../staff/phones.ts";
import { ROLES, isRole, type Staff } from "../staff/roles.ts";
import { addStaff, endStaff, listStaff, nameOf, NAME_MAX, requireOfficer } from "../staff/staff.ts";
import { endToken, listTokens, makeToken, SHORT_CHARS, type Token } from "../staff/tokens.ts";
import type { Store } from "../store/store.ts";

/** What cannot be done as it was asked; the message says what can. */
export class StaffFault extends Error {
  override readonly name = "StaffFault";
}

export interface StaffNeeds {
  store: Store;
  vault: Vault;
  print: (line: string) => void;
  clock?: Clock;
  random?: Random;
}

/** Adds somebody and prints their first token. @throws StaffFault */
export async function runAdd(
  { store, print, clock = systemClock, random = systemRandom }: StaffNeeds,
  typed: { name: string; role: string },
): Promise<void> {
  const name = nameOf(typed.name);
  if (name === null) {
    throw new StaffFault(`a name has 1 to ${NAME_MAX} letters, and none that do not print`);
  }
  const { role } = typed;
  if (!isRole(role)) throw new StaffFault(`a role is one of ${ROLES.join(", ")}`);
  const at = clock();
  const id = newId(at, random);
  const { token, write } = makeToken({ staff: id, at }, random);
  await store.commit([addStaff({ id, name, role, at }), write]);
  print(`${role} ${name}: ${id}`);
  printToken(print, token);
}

/** Another token for somebody who works here; those they have go on. @throws StaffFault */
export async function runToken(
  { store, print, clock = systemClock, random = systemRandom }: StaffNeeds,
  who: string,
): Promise<void> {
  const member = await findOne(store, who);
  const { token, write } = makeToken({ staff: member.id, at: clock() }, random);
  await store.commit([write]);
  print(`${member.role} ${member.name}: ${member.id}`);
  printToken(print, token);
}

/** The telephone from which an officer may dial for others, in place of the one before. @throws StaffFault */
export async function runPhone(
  { store, vault, print, clock = systemClock }: StaffNeeds,
  who: string,
  typed: string,
): Promise<void> {
  const member = await findOne(store, who);
  const phone = gatewayPhone(typed);
  if (phone === null) throw new StaffFault("no number; write it as +254700000001");
  if (member.role !== "officer") {
    throw new StaffFault(`only officers dial for others, and ${member.name} is ${member.role}`);
  }
  const taken = new StaffFault("a colleague has this telephone: end theirs first");
  const holders = await holdersOf(store, vault, phone);
  if (holders.some(({ staff }) => staff !== member.id)) throw taken;
  const { id: staff } = member;
  const given = givePhone(vault, { staff, phone, at: clock() });
  const committed = await store.commit([requireOfficer(staff), given]);
  if (!committed.done) throw taken;
  print(`${member.role} ${member.name}: ${member.id}`);
  print("may dial for others from this telephone");
  const others = (await listStaff(store)).filter((one) => one.id !== staff && one.endedAt === null);
  if (others.some(({ role }) => role === "officer")) return;
  print(
    "warning: no other officer works here, and nobody moves a request that they sent for somebody",
  );
}

/** Nobody is helped from their telephone any more. @throws StaffFault */
export async function runEndPhone({ store, print }: StaffNeeds, who: string): Promise<void> {
  const member = await findOne(store, who);
  const ended = await store.commit([endPhone(member.id)]);
  if (!ended.done) throw new StaffFault(`${member.name} has no telephone: see njia staff list`);
  print("ended");
}

/** Everybody, and what opens for them. */
export async function runList({ store, vault, print }: StaffNeeds): Promise<void> {
  const [staff, tokens, phones] = await Promise.all([
    listStaff(store),
    listTokens(store),
    listPhones(store, vault),
  ]);
  if (staff.length === 0) print("nobody yet: njia staff add NAME --role administrator");
  for (const member of staff) {
    print(`${member.id}  ${member.role.padEnd(13)}  ${timesOf(member)}  ${member.name}`);
    for (const token of tokens.filter(({ staff: owner }) => owner === member.id)) {
      print(`  token ${token.hash.slice(0, SHORT_CHARS)}  ${timesOf(token)}`);
    }
    for (const { ends, since, usedAt } of phones.filter(
      ({ staff: owner }) => owner === member.id,
    )) {
      const number = ends === null ? "that no key opens" : `…${ends}`;
      print(`  telephone ${number}  since ${dayOf(since)}, last used ${dayOf(usedAt)}`);
    }
  }
}

/** Ends somebody by id, and all their tokens with them. @throws StaffFault */
export async function runEnd(
  { store, print, clock = systemClock }: StaffNeeds,
  id: string,
): Promise<void> {
  const ended = await store.commit(endStaff({ id, at: clock() }));
  if (!ended.done) throw new StaffFault("nobody who works here has this id: see njia staff list");
  print("ended, with all their tokens and their telephone");
}

/** Ends one token by the first digits that `staff list` shows of it. @throws StaffFault */
export async function runEndToken(
  { store, print, clock = systemClock }: StaffNeeds,
  short: string,
): Promise<void> {
  const found = short.length < 8 ? [] : await listTokens(store, short.toLowerCase());
  const open = found.filter(({ endedAt }) => endedAt === null);
  const [token] = open;
  if (token === undefined || open.length > 1) {
    throw new StaffFault("not one token that opens begins so: give what njia staff list shows");
  }
  await store.commit([endToken({ hash: token.hash, at: clock() })]);
  print("ended");
}

/** Somebody who works here, by id or by a name that only they have. @throws StaffFault */
async function findOne(store: Store, who: string): Promise<Staff> {
  const working = (await listStaff(store)).filter(({ endedAt }) => endedAt === null);
  const found = working.filter(({ id, name }) => id === who || name === nameOf(who));
  const [member] = found;
  if (member === undefined) {
    throw new StaffFault("nobody who works here has this name or id: see njia staff list");
  }
  if (found.length > 1) throw new StaffFault("more than one has this name: give the id");
  return member;
}

function printToken(print: (line: string) => void, token: string): void {
  print(`token, shown this once: ${token}`);
}

function timesOf({ createdAt, endedAt }: Pick<Token, "createdAt" | "endedAt">): string {
  return `since ${dayOf(createdAt)}${endedAt === null ? "" : `, ended ${dayOf(endedAt)}`}`;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
