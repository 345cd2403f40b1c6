/** An officer writes something down for colleagues. The citizen never sees it. */
import { noteRequest, type Change } from "../requests/changes.ts";
import type { Write } from "../store/store.ts";

/** A conflict when the request has changed since it was read. */
export function note(change: Change, text: string): Write[] {
  return noteRequest(change, text);
}
