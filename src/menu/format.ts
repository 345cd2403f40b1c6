/**
 * The menu language, format 1: what a service file and `channel.yaml` may say.
 *
 * Owns the shape of both files, as Zod schemas: the parser, the editor's JSON Schema and the types
 * of the whole room come from here. Refuses every key it does not know. Called by `read` (parsing),
 * `schema` (editors) and `compile`.
 */
import { z } from "zod";
import { sms } from "./sms-format.ts";
import { calendar, reasons, status } from "./life-format.ts";
import { key, language, name, text, textsOf, words } from "./text-format.ts";

/** A number or a star that means something else than in the release before, and is meant to. */
const moved = z
  .union([
    z.strictObject({ screen: name, key, was: name.optional(), is: name.optional() }),
    z.strictObject({
      star: z.int().min(1).max(9999),
      was: name.optional(),
      is: name.optional(),
    }),
  ])
  .meta({
    description:
      "A number that moved on purpose: what it was in the release before (left out where it was free), " +
      "and what it is. `is` and `was` are answers, targets, or services.",
    examples: [{ screen: "category", key: "9", was: "other", is: "litter" }],
  });
export type MovedFile = z.infer<typeof moved>;
const movedList = z.array(moved).optional().meta({
  description: "Numbers and stars that moved on purpose; without it they stop a release.",
});

export { NAME, text, type Text } from "./text-format.ts";

const cel = z
  .string()
  .min(1)
  .max(500)
  .meta({
    description: "A CEL expression over the answers so far.",
    examples: ["level == 'university'", "balance > 0"],
  });

const target = z
  .union([name, z.array(z.strictObject({ when: cel.optional(), to: name })).min(1)])
  .meta({
    description:
      "Where to go: a screen of this file, a shared screen of channel.yaml, or a service. " +
      "Or a list of { when, to }, the first that holds; the last one has no `when`.",
    examples: ["ward", [{ when: "balance > 0", to: "family" }, { to: "check" }]],
  });
export type Target = z.infer<typeof target>;

const period = z
  .string()
  .regex(/^[1-9][0-9]{0,3}(h|d|m|y)$/, "a period such as 12h, 14d, 6m or 2y");

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
const wrongCode = z.enum(WRONG_CODES);
export type WrongCode = z.infer<typeof wrongCode>;

const common = {
  say: text,
  when: cel.optional().meta({ description: "Shown only when this holds; otherwise passed over." }),
  letters: z
    .literal("ucs2")
    .optional()
    .meta({ description: "Declares letters outside GSM-7: the screen then holds half as much." }),
};
/** Screens that something comes after; the others end, or the citizen chooses. */
const goesOn = {
  ...common,
  go: target.optional().meta({ description: "The next screen; without it, the one below." }),
};
const question = {
  ...goesOn,
  label: text.meta({ description: "A short name for the list of answers that can be changed." }),
  wrong: z.partialRecord(wrongCode, text).optional(),
  sensitive: z.boolean().optional().meta({ description: "Shown to few; never on a check screen." }),
};

const option = z.strictObject({
  is: name.meta({ description: "The answer that is stored." }),
  keep: z.literal(false).optional().meta({
    description: "Leads on without being stored: the question is asked again when one comes back.",
  }),
  key: key.optional(),
  say: text,
  when: cel.optional(),
  go: target.optional(),
});

const link = z.strictObject({
  key: key.optional(),
  say: text,
  when: cel.optional(),
  go: target,
});

const choose = z.strictObject({
  choose: name.meta({ description: "One answer of a list. Also the answer's name." }),
  ...question,
  options: z.array(option).min(1).max(500).optional(),
  from: z
    .string()
    .regex(/^data\/[a-z0-9_-]+\.csv$/)
    .optional()
    .meta({ description: "A CSV file with the columns id and either name or one per language." }),
  letters_first: z
    .int()
    .min(1)
    .max(10)
    .optional()
    .meta({ description: "Ask for at least so many first letters before listing." }),
  pick: text.optional().meta({ description: "What the list itself says, after letters_first." }),
  other: option.optional().meta({ description: "The way out of a list: 'not here'." }),
});

export const ANSWER_TYPES = [
  "text",
  "letters",
  "code",
  "number",
  "money",
  "date",
  "phone",
  "national_id",
  "reference",
  "yes_no",
] as const;
export type AnswerType = (typeof ANSWER_TYPES)[number];

const ask = z.strictObject({
  ask: name.meta({ description: "One typed answer. Also the answer's name." }),
  ...question,
  as: z.enum(ANSWER_TYPES),
  min: z
    .union([z.int(), z.string().regex(/^(today([+-][0-9]+[dmy])?|\d{4}-\d{2}-\d{2})$/)])
    .optional()
    .meta({
      description:
        "Fewest letters of a text, smallest number, earliest date (2026-01-31, today-30d).",
    }),
  max: z
    .union([z.int(), z.string().regex(/^(today([+-][0-9]+[dmy])?|\d{4}-\d{2}-\d{2})$/)])
    .optional()
    .meta({ description: "Most letters of a text, greatest number, latest date." }),
  pattern: z
    .string()
    .max(200)
    .optional()
    .meta({ description: "A regular expression (RE2) that the whole answer must match." }),
  optional: z.boolean().optional().meta({ description: "May be passed over with the skip key." }),
});

const menu = z.strictObject({
  menu: name.meta({ description: "Navigation: numbers that lead elsewhere. Asks nothing." }),
  ...common,
  options: z.array(link).min(1).max(50),
});

const show = z.strictObject({
  show: name.meta({ description: "Information. Long texts page themselves." }),
  ...goesOn,
  end: z.boolean().optional().meta({ description: "The session ends with this screen." }),
  sms: text.optional().meta({ description: "Sent to the caller when they come to this screen." }),
});

const verify = z.strictObject({
  verify: name.meta({
    description: "Tells anybody about a request by its reference: whether a permit is valid.",
  }),
  ...common,
  of: name.optional().meta({ description: "The service; this one if left out." }),
  found: z
    .array(z.strictObject({ status: name, say: text }))
    .min(1)
    .max(20)
    .meta({ description: "What is told in which status; in any other one nothing is." }),
  not_found: text,
});

const notice = z.strictObject({
  notice: name.meta({ description: "Tells, once per application, what the answers are used for." }),
  ...goesOn,
  say: text.optional().meta({ description: "Without it, `texts.notice` of channel.yaml." }),
});

const confirm = z.strictObject({
  confirm: name.meta({ description: "The check screen. Only here can a request be opened." }),
  ...common,
  send: z.literal("request"),
  done: text.meta({
    description: "The last screen, once the request is on disk. {ref} prints it.",
  }),
});

const requests = z.strictObject({
  requests: name.meta({ description: "The caller's own requests and their status." }),
  ...common,
  of: name.optional().meta({ description: "Only those of this service." }),
});

const languageScreen = z.strictObject({
  language: name.meta({ description: "Chooses the language, kept for the next dial." }),
  ...common,
});

const help = z.strictObject({
  help: name.meta({ description: "Tells where to get help and ends. The draft is kept." }),
  ...common,
});

/** A question of the channel, asked here; what stands beside `use` is said otherwise than there. */
export const use = z.strictObject({
  use: name.meta({ description: "A question of channel.yaml, by its name; also the answer's." }),
  say: text.optional(),
  label: text.optional(),
  when: common.when,
  go: goesOn.go,
  wrong: question.wrong,
});
export type Use = z.infer<typeof use>;

/** One screen; which of the keys it has says of which kind it is. */
export const screen = z.union([
  choose,
  ask,
  menu,
  show,
  notice,
  confirm,
  requests,
  languageScreen,
  help,
  verify,
]);
export type ScreenSource = z.infer<typeof screen>;

/** The keys of which exactly one names a screen and its kind. */
export const SCREEN_KINDS = [
  "choose",
  "ask",
  "menu",
  "show",
  "notice",
  "confirm",
  "requests",
  "language",
  "help",
  "verify",
] as const;
export type ScreenKind = (typeof SCREEN_KINDS)[number];

/** The schema of one kind, so that a fault names that kind's keys and not those of all of them. */
export const screenOf = {
  choose,
  ask,
  menu,
  show,
  notice,
  confirm,
  requests,
  language: languageScreen,
  help,
  verify,
} as const;

const privacy = z
  .strictObject({
    purpose: text.meta({ description: "What the answers are used for, in a few words." }),
    basis: z.enum(["public-task", "consent", "legal-obligation"]),
    keep: period.meta({ description: "How long request and answers are kept." }),
    shared_with: z.array(words),
    automated: z.enum(["none", "ordering"]).meta({
      description: "What a machine decides alone: nothing, or only the order of a queue.",
    }),
  })
  .meta({ description: "What the law asks to be told. Mandatory where anything is asked." });

/** One service: `menus/<service>.yaml`. */
export const serviceFile = z.strictObject({
  format: z.literal(1),
  service: name,
  title: text.meta({ description: "A short title: at most 20 letters." }),
  star: z.int().min(1).max(9999).optional().meta({
    description: "Dialled behind the code: star 21 is *384*99*21#. Never given away again.",
  }),
  moved: movedList,
  privacy: privacy.optional(),
  draft: period.default("14d").meta({ description: "How long an unfinished application is kept." }),
  let: z
    .record(
      name,
      z.strictObject({ be: cel, otherwise: z.union([z.string(), z.int(), z.boolean()]) }),
    )
    .optional()
    .meta({ description: "Computed values. `otherwise` is used where an answer is missing." }),
  screens: z
    .array(z.union([screen, use]))
    .min(1)
    .max(500),
  aside: z
    .array(z.union([screen, use]))
    .max(500)
    .optional()
    .meta({ description: "Screens entered only by `go`." }),
  life: z
    .record(name, status)
    .optional()
    .meta({ description: "The statuses of a request; the first one is where it begins." }),
  reasons: reasons.optional(),
});
/** As `read` gives it: a shared question stands where it is used. */
export type ServiceFile = Omit<z.infer<typeof serviceFile>, "screens" | "aside"> & {
  screens: ScreenSource[];
  aside?: ScreenSource[] | undefined;
};

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

const systemTexts = textsOf(SYSTEM_TEXTS, LATER_TEXTS);

const wrongTexts = z.strictObject(
  Object.fromEntries(WRONG_CODES.map((code) => [code, text])) as Record<WrongCode, typeof text>, // as above
);

const septetBudget = z.int().min(60).max(184);

/** The channel: `menus/channel.yaml`. */
export const channelFile = z.strictObject({
  format: z.literal(1),
  channel: name,
  name: text,
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .meta({ description: "ISO 3166: how local numbers read." }),
  currency: z.string().regex(/^[A-Z]{3}$/),
  time_zone: z
    .string()
    .min(1)
    .meta({ examples: ["Africa/Nairobi"] }),
  calendar: calendar.optional(),
  languages: z
    .array(z.strictObject({ is: language, say: z.string().min(1) }))
    .min(1)
    .max(9)
    .meta({ description: "In the order they are offered; the first one is spoken to strangers." }),
  codes: z
    .array(
      z.strictObject({
        dial: z.string().regex(/^\*[0-9]+(\*[0-9]+)*#$/, "a code such as *384*99#"),
        also: z
          .array(z.string())
          .optional()
          .meta({ description: "Other forms a gateway reports." }),
        start: name.optional().meta({ description: "Its own main menu; `main` without it." }),
      }),
    )
    .min(1),
  budgets: z
    .record(z.string().regex(/^([0-9]{5,6}|other|ucs2)$/), septetBudget)
    .meta({ description: "Septets a screen may have, by network code; `other` for the rest." }),
  moved: movedList,
  keys: z.strictObject({ back: key, home: key, more: key, skip: key }).partial().optional(),
  words: z.record(name, text).optional().meta({ description: "Shared words: { word: yes }." }),
  texts: systemTexts,
  wrong: wrongTexts,
  sms: sms.optional(),
  questions: z
    .array(z.union([choose, ask]))
    .max(100)
    .optional()
    .meta({ description: "Questions that several services ask: a service writes `use: name`." }),
  screens: z
    .array(screen)
    .min(1)
    .meta({ description: "Shared screens, the main menu `main` first." }),
});
export type ChannelFile = Omit<z.infer<typeof channelFile>, "questions"> & {
  questions?: ScreenSource[] | undefined;
};
