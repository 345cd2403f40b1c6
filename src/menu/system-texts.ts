/**
 * The menu language: the words of `channel.yaml` for the screens Njia makes itself, and for answers
 * that are refused.
 */
import { z } from "zod";
import { textsOf } from "./text-format.ts";

/** Why an answer can be refused; each has a text in `channel.yaml`, and a screen may have its own. */
export const WRONG_TEXTS = {
  not_on_list: "What was typed is no option; {typed} {choices}",
  only_one: "The same, where there is only one option; {typed} {choices}",
  no_choice: "The same, where nothing can be chosen; {typed}",
  empty: "Nothing was typed",
  no_match: "No name on the list begins with these letters; {typed}",
  too_short: "Fewer letters than asked for; {min} {max}",
  too_long: "More letters than fit; {min} {max}",
  not_letters: "Something else than letters",
  not_alphanumeric: "Something else than letters and digits",
  not_a_number: "A number or an amount that cannot be read",
  too_small: "Below the least; {min} {max}",
  too_big: "Above the most; {min} {max}",
  not_a_date: "No date, or no such day",
  too_early: "Before the first day; {min}",
  too_late: "After the last day; {max}",
  not_a_phone: "No mobile number",
  not_an_id: "Not 7 or 8 digits",
  not_a_reference: "Not as many digits as a reference has",
  mistyped_reference: "As many digits, and one of them is wrong",
  not_yes_or_no: "Neither 1 nor 2",
  not_like_that: "Does not match the pattern of the question",
} as const;
export type WrongCode = keyof typeof WRONG_TEXTS;
export const WRONG_CODES = Object.keys(WRONG_TEXTS) as WrongCode[]; // `keys` forgets which
export const wrongCode = z.enum(WRONG_CODES);

/** Those that came later than some channels: where one is missing, the other is said. */
export const LATER_WRONG = {
  mistyped_reference: "not_a_reference",
} as const satisfies Partial<Record<WrongCode, WrongCode>>;

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
  notice: "The privacy notice; {purpose}, {keep}, {basis}, {shared_with}",
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
  draft_gone:
    "At a dial, and by SMS to who waits for a slow system: the service is not offered any more; {service}",
  sent_before: "END when another call sent this application already; {service} {ref}",
  unknown_code: "END for a service code nobody configured",
  expired: "END for a session that is too old, where answers are kept in a draft",
  closed: "END when a callback comes for a session that is over, or is too old and kept nothing",
  apology: "END after a fault of ours; {code}",
  not_yours: "END when a session's phone or service code changed",
  busy: "END while more people call than can be served",
  busy_saved: "The same, where answers are kept in a draft",
  often: "END when one phone calls too often",
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
  busy: "apology",
  busy_saved: "apology",
  often: "apology",
} as const satisfies Partial<Record<SystemText, SystemText>>;

/** Of these, what the checker asks for in a new release: the other one would not say why. */
export const NEEDED_TEXTS = [
  "suspended",
  "suspended_saved",
  "resume_changed",
  "draft_gone",
] as const satisfies readonly (keyof typeof LATER_TEXTS)[];

export const systemTexts = textsOf(SYSTEM_TEXTS, LATER_TEXTS);

export const wrongTexts = textsOf(WRONG_TEXTS, LATER_WRONG);
