/** Roles: what a member of staff is here for. Each API route says which of them may call it. */

/**
 * `officer` works requests: reads them with their answers, notes and, where the citizen allowed it,
 * the phone number; assigns, moves, asks and notes.
 *
 * `operator` keeps the menus, and may see which services there are. Reads no request and no answer.
 *
 * `administrator` runs the channel: knows who works here, reads requests without anybody's words in
 * them, and assigns those that somebody leaves behind. Says which systems are told of events. Decides
 * no request.
 *
 * `auditor` reads what an administrator reads, who did what when and why included, and changes nothing.
 */
export const ROLES = ["officer", "operator", "administrator", "auditor"] as const;
export type Role = (typeof ROLES)[number];

/** A member of staff. */
export interface Staff {
  id: string;
  name: string;
  role: Role;
  /** Epoch milliseconds; so is `endedAt`, which is null while they work here. */
  createdAt: number;
  endedAt: number | null;
}

export function isRole(word: string): word is Role {
  return ROLES.some((role) => role === word);
}

/** A row whose role this Njia does not know may do nothing, so it is left out. */
export function staffOf(row: Omit<Staff, "role"> & { role: string }): Staff[] {
  const { role } = row;
  return isRole(role) ? [{ ...row, role }] : [];
}
