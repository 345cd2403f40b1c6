/**
 * A citizen sends an application: the request is opened, with its history, in one commit.
 *
 * The intent's id is the request's: pressed twice, repeated or resumed, it exists once. SMS and
 * audit join here as further writes of the same commit.
 */
import type { Answers, Intent } from "../menu/contract.ts";
import { openRequest } from "../requests/requests.ts";
import type { Write } from "../store/store.ts";

export interface Submission {
  intent: Intent;
  service: string;
  answers: Answers;
  status: string;
  /** How long the service keeps it, in milliseconds from now. */
  keepMs: number;
  person: string;
  release: string;
  /** Epoch milliseconds. */
  at: number;
}

/** Refused with `already_open` when the intent is a request already, `ref_taken` when its number is. */
export function submit({ keepMs, at, ...submission }: Submission): Write[] {
  return openRequest({ ...submission, at, keepUntil: at + keepMs });
}
