/**
 * Staff: who works here, and in which role.
 *
 * Owns staff and, in `tokens`, what they show at the door; in `phones`, where they dial from; in `answers`,
 * what their calls were answered. A row stays when somebody leaves, because histories name it. Knows nothing of requests.
 * Called by `console` and the command line, and by actions that name a member of staff.
 */
import { and, asc, eq, isNull } from "drizzle-orm";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import { forgetPhone } from "./phones.ts";
import { staffOf, type Role, type Staff } from "./roles.ts";
import { endAllTokens } from "./tokens.ts";

const addRow = statement(
  "staff.add",
  (q, t, given: Given<{ id: string; name: string; role: string; at: number }>) =>
    q
      .insert(t.staff)
      .values({ id: given.id, name: given.name, role: given.role, created_at: given.at }),
);

const endRow = statement("staff.end", (q, t, given: Given<{ id: string; at: number }>) =>
  q
    .update(t.staff)
    .set({ ended_at: given.at })
    .where(and(eq(t.staff.id, given.id), isNull(t.staff.ended_at))),
);

/** Changes nothing: whether it touches a row is what is asked. */
const stillWorks = statement("staff.works", (q, t, given: Given<{ id: string; role: string }>) =>
  q
    .update(t.staff)
    .set({ role: given.role })
    .where(and(eq(t.staff.id, given.id), eq(t.staff.role, given.role), isNull(t.staff.ended_at))),
);

const selectAll = statement("staff.list", (q, t, _given: Given<object>) =>
  q
    .select({
      id: t.staff.id,
      name: t.staff.name,
      role: t.staff.role,
      createdAt: t.staff.created_at,
      endedAt: t.staff.ended_at,
    })
    .from(t.staff)
    .orderBy(asc(t.staff.created_at), asc(t.staff.id)),
);

/** Changes nothing: whether it touches a row is what is asked. */
const stillHere = statement("staff.here", (q, t, given: Given<{ id: string }>) =>
  q
    .update(t.staff)
    .set({ ended_at: null })
    .where(and(eq(t.staff.id, given.id), isNull(t.staff.ended_at))),
);

/** Letters of a name, at most. */
export const NAME_MAX = 80;

/** A name with its spaces in order; null where nothing or too much is left, or it cannot be printed. */
export function nameOf(typed: string): string | null {
  const name = typed.trim().replace(/\s+/g, " ");
  return /^[^\p{C}]{1,80}$/u.test(name) ? name : null;
}

/** `id` is fresh; `at` in epoch milliseconds. Two people may have one name. */
export function addStaff(staff: { id: string; name: string; role: Role; at: number }): Write {
  return write(addRow, { ...staff }, "conflict");
}

/**
 * They work here no more, none of their tokens opens, and their telephone is forgotten; refused with
 * `no_such_staff`.
 */
export function endStaff({ id, at }: { id: string; at: number }): Write[] {
  return [
    write(endRow, { id, at }, { refuse: "no_such_staff" }),
    endAllTokens({ staff: id, at }),
    forgetPhone(id),
  ];
}

/** Part of a commit that is about an officer; refused with `no_such_officer` where they are none (any more). */
export function requireOfficer(id: string): Write {
  return write(stillWorks, { id, role: "officer" }, { refuse: "no_such_officer" });
}

/** Part of a commit that is of a member of staff; refused with `no_token` where they work here no more. */
export function requireStaff(id: string): Write {
  return write(stillHere, { id }, { refuse: "no_token" });
}

/** Everybody who ever worked here, in the order in which they came. */
export async function listStaff(store: Store): Promise<Staff[]> {
  return (await store.read(selectAll, {})).flatMap(staffOf);
}
