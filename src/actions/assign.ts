/** A request is given to an officer, or to nobody. */
import { assignRequest, type Change } from "../requests/changes.ts";
import { requireOfficer } from "../staff/staff.ts";
import type { Write } from "../store/store.ts";

/**
 * `to` is the id of a member of staff. Refused with `no_such_officer` unless they are an officer who works here; a
 * conflict when the request has changed since it was read.
 */
export function assign(change: Change, to: string | null): Write[] {
  const required = to === null ? [] : [requireOfficer(to)];
  return [...required, ...assignRequest(change, to)];
}
