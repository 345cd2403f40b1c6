/**
 * Telephones of staff: from which an officer may dial for somebody else.
 *
 * One to each, registered by an administrator, found by keyed hash and sealed beside it. Refuses to trust one
 * that has helped nobody for 90 days: a number that is silent so long may have been given to somebody else.
 * Called by the command line, by `session`, and by actions that are done from such a telephone.
 */
import { and, asc, eq, gt, isNull, sql } from "drizzle-orm";
import { endOf, type Phone } from "../base/phone.ts";
import { VaultError, type Unsealed, type Vault } from "../base/vault.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import type { Role } from "./roles.ts";

/** After that many milliseconds without use it opens nothing: networks give a number away after 90 days. */
export const SILENT_MS = 90 * 86_400_000;
/** Whoever else works here does not work requests, and has nobody to help with one. */
const ROLE: Role = "officer";

interface PhoneRow {
  staff: string;
  phone_hash: string;
  phone: Unsealed;
  at: number;
}

const putPhone = statement("staff_phones.put", (q, t, given: Given<PhoneRow>) => {
  const { staff, phone_hash, phone, at } = given;
  const row = { phone_hash, phone, since: at, used_at: at };
  return q
    .insert(t.staffPhones)
    .values({ staff, ...row })
    .onConflictDoUpdate({ target: t.staffPhones.staff, set: row });
});

const dropPhone = statement("staff_phones.drop", (q, t, given: Given<{ staff: string }>) =>
  q.delete(t.staffPhones).where(eq(t.staffPhones.staff, given.staff)),
);

const findOwner = statement(
  "staff_phones.owner",
  (q, t, given: Given<{ phone_hash: string; role: string; after: number }>) =>
    q
      .select({ staff: t.staffPhones.staff })
      .from(t.staffPhones)
      .innerJoin(t.staff, eq(t.staff.id, t.staffPhones.staff))
      .where(
        and(
          eq(t.staffPhones.phone_hash, given.phone_hash),
          gt(t.staffPhones.used_at, given.after),
          eq(t.staff.role, given.role),
          isNull(t.staff.ended_at),
        ),
      ),
);

const selectHolder = statement(
  "staff_phones.holder",
  (q, t, given: Given<{ phone_hash: string }>) =>
    q
      .select({ staff: t.staffPhones.staff, phone_hash: t.staffPhones.phone_hash })
      .from(t.staffPhones)
      .where(eq(t.staffPhones.phone_hash, given.phone_hash)),
);

interface Use {
  staff: string;
  phone_hash: string;
  role: string;
  at: number;
  after: number;
}

/** Touches no row where they are no officer any more, or it is not theirs, or it was silent for too long. */
const usePhone = statement("staff_phones.use", (q, t, given: Given<Use>) =>
  q
    .update(t.staffPhones)
    .set({ used_at: given.at })
    .where(
      and(
        eq(t.staffPhones.staff, given.staff),
        eq(t.staffPhones.phone_hash, given.phone_hash),
        gt(t.staffPhones.used_at, given.after),
        sql`exists (select 1 from ${t.staff} where ${t.staff.id} = ${given.staff}
          and ${t.staff.role} = ${given.role} and ${t.staff.ended_at} is null)`,
      ),
    ),
);

const selectAll = statement("staff_phones.list", (q, t, _given: Given<object>) =>
  q.select().from(t.staffPhones).orderBy(asc(t.staffPhones.staff)),
);

const selectOne = statement("staff_phones.one", (q, t, given: Given<{ staff: string }>) =>
  q
    .select({ staff: t.staffPhones.staff, phone: t.staffPhones.phone })
    .from(t.staffPhones)
    .where(eq(t.staffPhones.staff, given.staff)),
);

const setHash = statement(
  "rehash.staff_phone",
  (q, t, given: Given<{ staff: string; old: string; now: string }>) =>
    q
      .update(t.staffPhones)
      .set({ phone_hash: given.now })
      .where(and(eq(t.staffPhones.staff, given.staff), eq(t.staffPhones.phone_hash, given.old))),
);

/**
 * The telephone of a member of staff, in place of the one before. Refused with `phone_taken` where it is a
 * colleague's. `at` in epoch milliseconds.
 */
export function givePhone(
  vault: Vault,
  { staff, phone, at }: { staff: string; phone: Phone; at: number },
): Write {
  const phone_hash = vault.lookup("phone", phone);
  const row = { staff, phone_hash, phone: { at: phoneAt(staff), now: at, plain: phone }, at };
  return write(putPhone, row, "conflict", { refuse: "phone_taken" });
}

/** Refused with `no_phone` where they have none. */
export function endPhone(staff: string): Write {
  return write(dropPhone, { staff }, { refuse: "no_phone" });
}

/** As part of the end of a member of staff. */
export function forgetPhone(staff: string): Write {
  return write(dropPhone, { staff }, "fine");
}

/** The officer who may dial for others from this telephone at `at` (epoch milliseconds), by id; null = nobody. */
export async function officerOn(
  store: Store,
  vault: Vault,
  { phone, at }: { phone: Phone; at: number },
): Promise<string | null> {
  // Several hashes only while look-up keys are being rotated.
  for (const phone_hash of vault.lookups("phone", phone)) {
    const asked = { phone_hash, role: ROLE, after: at - SILENT_MS };
    const [found] = await store.read(findOwner, asked);
    if (found !== undefined) return found.staff;
  }
  return null;
}

/**
 * Part of a commit that an officer makes from their telephone; refused with `no_assistant` where they work here
 * no more, or it is not theirs any more. Whoever is helped keeps it from falling silent.
 */
export async function requireTelephone(
  store: Store,
  vault: Vault,
  { staff, phone, at }: { staff: string; phone: Phone; at: number },
): Promise<Write> {
  const held = await holdersOf(store, vault, phone);
  const own = held.find((each) => each.staff === staff);
  const phone_hash = own?.phone_hash ?? vault.lookup("phone", phone);
  const use = { staff, phone_hash, role: ROLE, at, after: at - SILENT_MS };
  return write(usePhone, use, { refuse: "no_assistant" });
}

/** Who has a telephone, under whatever key; one row but for a rotation. */
export async function holdersOf(
  store: Store,
  vault: Vault,
  phone: Phone,
): Promise<{ staff: string; phone_hash: string }[]> {
  const hashes = vault.lookups("phone", phone);
  const found = await Promise.all(
    hashes.map((phone_hash) => store.read(selectHolder, { phone_hash })),
  );
  return found.flat();
}

/** A telephone as lists show it. */
export interface ListedPhone {
  staff: string;
  /** Its last digits; null where no key opens it. */
  ends: string | null;
  /** Epoch milliseconds; so is `usedAt`, when somebody was last helped from it. */
  since: number;
  usedAt: number;
}

export async function listPhones(store: Store, vault: Vault): Promise<ListedPhone[]> {
  const rows = await store.read(selectAll, {});
  return rows.map(({ staff, phone, since, used_at }) => {
    const number = opened(vault, { staff, phone });
    return { staff, ends: number === null ? null : endOf(number), since, usedAt: used_at };
  });
}

/** Where an officer is reached; null where they have no telephone, or no key opens it. */
export async function telephoneOf(
  store: Store,
  vault: Vault,
  staff: string,
): Promise<Phone | null> {
  const [row] = await store.read(selectOne, { staff });
  return row === undefined ? null : opened(vault, row);
}

/** A telephone under the first key; or forgotten, where a colleague has it under that one. */
export interface MovedPhone {
  move: Write;
  otherwise: Write;
}

/**
 * Puts every telephone under the first look-up key: what is to be written for each, a commit of its own, and how
 * many could not be opened. There are no more of them than officers.
 */
export async function movePhones(
  store: Store,
  vault: Vault,
): Promise<{ moved: MovedPhone[]; unreadable: number }> {
  const rows = await store.read(selectAll, {});
  const moves = rows.map(({ staff, phone, phone_hash: old }) => {
    const number = opened(vault, { staff, phone });
    if (number === null) return null;
    const now = vault.lookup("phone", number);
    if (now === old) return [];
    const move = write(setHash, { staff, old, now }, "fine", { refuse: "phone_taken" });
    return [{ move, otherwise: forgetPhone(staff) }];
  });
  const unreadable = moves.filter((move) => move === null).length;
  return { moved: moves.flatMap((move) => move ?? []), unreadable };
}

function opened(
  vault: Vault,
  { staff, phone }: { staff: string; phone: Uint8Array },
): Phone | null {
  try {
    return vault.open(phoneAt(staff), phone) as Phone; // sealed by `givePhone`
  } catch (error) {
    // Another row is no less worth reading.
    if (!(error instanceof VaultError)) throw error;
    return null;
  }
}

const phoneAt = (row: string) => ({ table: "staff_phones", column: "phone", row });
