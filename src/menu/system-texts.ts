/**
 * The menu language: the words of `channel.yaml` for the screens Njia makes itself, and for answers
 * that are refused.
 */
import { z } from "zod";
import { text, textsOf } from "./text-format.ts";

/** Why an answer can be refused; each has a text in `channel.yaml`, and a screen may have its own. */
export const WRONG_CODES = [
  "not_on_list",
  "only_one",
  "no_choice",
  "empty",
  "no_match",
  "too_short",
  "too_long",
  "not_letters",
  "not_alphanumeric",
  "not_a_number",
  "too_small",
  "too_big",
  "not_a_date",
  "too_early",
  "too_late",
  "not_a_phone",
  "not_an_id",
  "not_a_reference",
  "not_yes_or_no",
  "not_like_that",
] as const;
export const wrongCode = z.enum(WRONG_CODES);
export type WrongCode = z.infer<typeof wrongCode>;

/** The texts of the screens Njia makes itself. Each key says where it is used. */
export const SYSTEM_TEXTS = {
  back: "The line for the back key, without the number: Back",
  home: "The line for the main-menu key: Main menu",
  more: "The line for the more key: More",
  skip: "The line for the skip key: Skip",
  continue: "Option 1 of a notice and of a page that goes on",
  agree: "Option 1 of a notice where the service needs consent",
  disagree: "Option 2 there: back to the main menu, nothing is kept",
  send: "Option 1 of a check screen",
  change: "Option 2 of a check screen",
  change_which: "Heading of the list of answers that can be changed",
  yes: "Option 1 of a yes/no question",
  no: "Option 2 of a yes/no question",
  notice: "The privacy notice; {purpose}, {keep}, {basis}",
  recent: "Above the main menu, for half an hour after something was sent; {service} {ref} {at}",
  resume: "Offer to go on with a draft; {service} {step} {steps}",
  resume_continue: "Option 1 of that offer",
  resume_again: "Option 2 of that offer",
  stuck: "After three wrong answers",
  stuck_saved: "The same, where answers are kept in a draft",
  stuck_retry: "Option 1 there: try again",
  stuck_help: "Option 2 there: keep the answers and be told where to get help",
  help: "Where to get help; ends the session",
  help_saved: "The same, where answers are kept in a draft",
  no_requests: "My requests, when there are none",
  answer_taken: "An officer's question is answered; {service} {ref} {status}",
  request_line: "One line of My requests; {service} {ref} {status}",
  request: "One request; {service} {ref} {status} {sent} {next}",
  suspended: "Instead of a service that is suspended; {service}",
  suspended_saved: "Behind that, where answers are kept in a draft",
  not_open: "Instead of a service that is not open yet; {service} {opens}",
  no_longer_open: "Instead of one that is not open any more; {service} {closes}",
  resume_changed:
    "Offer to go on with a draft whose questions changed; {service} {step} {steps} {open}",
  draft_gone: "At a dial: the service of a draft is not offered any more; {service}",
  sent_before: "END when another call sent this application already; {service} {ref}",
  unknown_code: "END for a service code nobody configured",
  expired: "END for a session that is too old; the answers are kept",
  closed: "END when a callback comes for a session that is over",
  apology: "END after a fault of ours; {code}",
  not_yours: "END when a session's phone or service code changed",
} as const;
export type SystemText = keyof typeof SYSTEM_TEXTS;

/** Those that came later than some channels: where one is missing, the other is said. */
export const LATER_TEXTS = {
  agree: "continue",
  disagree: "home",
  answer_taken: "request",
  suspended: "help",
  suspended_saved: "help_saved",
  not_open: "help",
  no_longer_open: "help",
  resume_changed: "resume",
  draft_gone: "help",
} as const satisfies Partial<Record<SystemText, SystemText>>;

/** Of these, what the checker asks for in a new release: the other one would not say why. */
export const NEEDED_TEXTS = [
  "suspended",
  "suspended_saved",
  "resume_changed",
  "draft_gone",
] as const satisfies readonly (keyof typeof LATER_TEXTS)[];

export const systemTexts = textsOf(SYSTEM_TEXTS, LATER_TEXTS);

export const wrongTexts = z.strictObject(
  Object.fromEntries(WRONG_CODES.map((code) => [code, text])) as Record<WrongCode, typeof text>, // as above
);
