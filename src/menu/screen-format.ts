/**
 * The menu language: the kinds of screens, and what each may say.
 *
 * Called by `format`, for both files, by `read`, which reads one screen at a time, and by `schema`.
 */
import { z } from "zod";
import { cel } from "./cel-format.ts";
import { key, name, text, words } from "./text-format.ts";
import { wrongCode } from "./system-texts.ts";

const target = z
  .union([
    name,
    z
      .array(
        z.strictObject({
          when: cel.optional(),
          to: name.meta({ description: "Where this way leads.", examples: ["check"] }),
        }),
      )
      .min(1),
  ])
  .meta({
    description:
      "Where to go: a screen of this file, a shared screen of channel.yaml, or a service. " +
      "Or a list of { when, to }, the first that holds; the last one has no `when`.",
    examples: ["ward", [{ when: "balance > 0", to: "family" }, { to: "check" }]],
  });
export type Target = z.infer<typeof target>;

const common = {
  say: text,
  when: cel.optional().meta({ description: "Shown only when this holds; otherwise passed over." }),
  accept: z
    .record(z.string().regex(/^[a-z0-9-]{1,40}$/), words)
    .optional()
    .meta({
      description: "Warnings that are meant here, by their rule, each with the reason for it.",
      examples: [{ "many-options": "People know these numbers by heart." }],
    }),
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
  wrong: z
    .partialRecord(wrongCode, text)
    .optional()
    .meta({
      description: "Own words for a wrong answer, by its reason.",
      examples: [{ too_short: "A permit has 4 letters or more." }],
    }),
  sensitive: z.boolean().optional().meta({ description: "Shown to few; never on a check screen." }),
};

/** Screens that may be kept behind the caller's PIN. */
const guarded = {
  pin: z.literal(true).optional().meta({
    description: "The caller's PIN is asked for, once in a call, before this is shown.",
  }),
};

const option = z.strictObject({
  is: name.meta({ description: "The answer that is stored." }),
  keep: z.literal(false).optional().meta({
    description: "Leads on without being stored: the question is asked again when one comes back.",
  }),
  key: key.optional(),
  say: text,
  when: cel.optional(),
  go: target.optional().meta({
    description: "Where this answer leads; without it, where the question leads.",
    examples: ["describe"],
  }),
});

const link = z.strictObject({
  key: key.optional(),
  say: text,
  when: cel.optional(),
  go: target,
});

export const choose = z.strictObject({
  choose: name.meta({ description: "One answer of a list. Also the answer's name." }),
  ...question,
  label: question.label.optional().meta({
    description:
      "A short name for the list of answers that can be changed. Left out where no option is kept.",
  }),
  options: z
    .array(option)
    .min(1)
    .max(500)
    .optional()
    .meta({ description: "The options, in the order they are shown." }),
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

/** An appointment further away is forgotten, and each day is looked through at every list. */
const AHEAD = /^([1-9]|[1-5][0-9]|60) days?$/;
const NOTICE = /^([1-9][0-9]{0,2}) (hour|minute)s?$/;

export const book = z.strictObject({
  book: name.meta({
    description: "An appointment: one of the free times. Also the answer's name.",
  }),
  ...question,
  from: z
    .string()
    .regex(/^data\/[a-z0-9_-]+\.csv$/)
    .meta({ description: "A timetable: a CSV file with the columns weekday, time and capacity." }),
  for: name.optional().meta({
    description: "The question whose answer says whose times: also a column of the timetable.",
  }),
  ahead: z
    .string()
    .regex(AHEAD, "1 day to 60 days")
    .meta({ description: "How many days ahead, today included.", examples: ["14 days"] }),
  before: z
    .string()
    .regex(NOTICE, "a time such as 2 hours or 30 minutes")
    .optional()
    .meta({ description: "How long before at the latest.", examples: ["2 hours"] }),
  none: text.meta({ description: "What is said where nothing is free." }),
  taken: text.meta({ description: "Line one of the list, when somebody else was quicker." }),
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

export const ask = z.strictObject({
  ask: name.meta({ description: "One typed answer. Also the answer's name." }),
  ...question,
  as: z.enum(ANSWER_TYPES).meta({
    description: "What may be typed: a name, a number, a day.",
    examples: ["text", "date"],
  }),
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
  ...guarded,
  options: z.array(link).min(1).max(50).meta({ description: "Numbers, and where each leads." }),
});

const show = z.strictObject({
  show: name.meta({ description: "Information. Long texts page themselves." }),
  ...goesOn,
  ...guarded,
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
    .array(
      z.strictObject({
        status: name.meta({ description: "A status of the service.", examples: ["issued"] }),
        say: text,
      }),
    )
    .min(1)
    .max(20)
    .meta({ description: "What is told in which status; in any other one nothing is." }),
  not_found: text,
});

const { say: _, ...unsaid } = common;

const mine = z.strictObject({
  mine: name.meta({
    description: "Tells callers about a request of their own: the newest in one of these statuses.",
  }),
  ...unsaid,
  ...guarded,
  of: name.optional().meta({ description: "The service; this one if left out." }),
  found: z
    .array(
      z.strictObject({
        status: name.meta({ description: "A status of the service.", examples: ["issued"] }),
        say: text,
        becomes: name.optional().meta({
          description: "The status the request comes into because its owner has seen this.",
        }),
      }),
    )
    .min(1)
    .max(20)
    .meta({ description: "What is told in which status." }),
  not_found: text.meta({ description: "What is told where the caller has no such request." }),
});
export type MineFile = z.infer<typeof mine>;
const otherwise = z.strictObject({
  say: text,
  go: target.optional().meta({
    description:
      "Where a number leads from there; an answer that was looked up by is then asked anew. " +
      "Without it there is only the way back.",
  }),
});

const lookUp = z.strictObject({
  look_up: name.meta({
    description:
      "Asks an agency's system; also the name of what it answers: {business.owner}, business.fee.",
  }),
  in: name.meta({ description: "The connector, by its name in channel.yaml." }),
  with: z
    .record(name, name)
    .meta({ description: "Each input of the connector, with the answer that is sent." }),
  none: otherwise.meta({ description: "What is said where nothing was found." }),
  broken: otherwise.meta({ description: "What is said where the system cannot be used." }),
  late: z
    .strictObject({
      say: text.meta({ description: "The last screen: that an SMS will come." }),
      sms: text.meta({ description: "Sent when the answer is there: to dial and continue." }),
      failed: text.meta({ description: "Sent when none came: to dial and try again." }),
    })
    .meta({ description: "What is said where it takes too long." }),
  ...unsaid,
  go: goesOn.go,
});

const notice = z.strictObject({
  notice: name.meta({ description: "Tells, once per application, what the answers are used for." }),
  ...goesOn,
  say: text.optional().meta({ description: "Without it, `texts.notice` of channel.yaml." }),
});

const confirm = z.strictObject({
  confirm: name.meta({ description: "The check screen. Only here can a request be opened." }),
  ...common,
  charge: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?$/, "an answer, a value or a field")
    .optional()
    .meta({
      description: "What the citizen owes once it is sent; `say` must print it, in every language.",
      examples: ["total", "business.total"],
    }),
  send: z.enum(["request", "count"]).meta({
    description: "Opens a request; or counts the answers of a service that is `anonymous`.",
    examples: ["request"],
  }),
  done: text.meta({
    description: "The last screen, once the request is on disk. {ref} prints it.",
  }),
});

const requests = z.strictObject({
  requests: name.meta({ description: "The caller's own requests and their status." }),
  ...common,
  ...guarded,
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
  say: text.optional().meta({ description: "Other words than the channel's." }),
  label: text.optional().meta({ description: "Another short name." }),
  when: common.when,
  go: goesOn.go,
  wrong: question.wrong,
});
export type Use = z.infer<typeof use>;

/** The schema of one kind, so that a fault names that kind's keys and not those of all of them. */
export const screenOf = {
  choose,
  ask,
  book,
  menu,
  show,
  notice,
  confirm,
  requests,
  language: languageScreen,
  help,
  verify,
  mine,
  look_up: lookUp,
} as const;
export type ScreenKind = keyof typeof screenOf;

/** The keys of which exactly one names a screen and its kind. */
export const SCREEN_KINDS = Object.keys(screenOf) as ScreenKind[]; // Object.keys forgets them

/** One screen; which of the keys it has says of which kind it is. */
export const screen = z.union(Object.values(screenOf));
export type ScreenSource = z.infer<typeof screen>;
