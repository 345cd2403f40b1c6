/**
 * The menu language: the screens that ask something, and what each may say.
 *
 * Called by `screen-format`, and by `format` for the questions of the channel.
 */
import { z } from "zod";
import { cel } from "./cel-format.ts";
import { common, goesOn, target } from "./screen-keys-format.ts";
import { wrongCode } from "./system-texts.ts";
import { key, name, text } from "./text-format.ts";

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

const option = z.strictObject({
  is: name.meta({ description: "The answer that is stored.", examples: ["water"] }),
  keep: z.literal(false).optional().meta({
    description: "Leads on without being stored: the question is asked again when one comes back.",
  }),
  key: key.optional(),
  say: text.meta({ description: "The answer as the citizen reads it." }),
  when: cel.optional(),
  go: target.optional().meta({
    description: "Where this answer leads; without it, where the question leads.",
    examples: ["describe"],
  }),
});

export const choose = z.strictObject({
  choose: name.meta({
    description: "One answer of a list. Also the answer's name.",
    examples: ["ward"],
  }),
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
    .meta({
      description: "A CSV file with the columns id and either name or one per language.",
      examples: ["data/wards.csv"],
    }),
  letters_first: z
    .int()
    .min(1)
    .max(10)
    .optional()
    .meta({ description: "Ask for at least so many first letters before listing.", examples: [2] }),
  pick: text.optional().meta({ description: "What the list itself says, after letters_first." }),
  other: option.optional().meta({ description: "The way out of a list: 'not here'." }),
});

/** An appointment further away is forgotten, and each day is looked through at every list. */
/** How many days ahead a time can be booked at most. */
export const AHEAD_MAX = 60;
const AHEAD = /^([1-9]|[1-5][0-9]|60) days?$/;
const NOTICE = /^([1-9][0-9]{0,2}) (hour|minute)s?$/;

export const book = z.strictObject({
  book: name.meta({
    description: "An appointment: one of the free times. Also the answer's name.",
    examples: ["slot"],
  }),
  ...question,
  from: z
    .string()
    .regex(/^data\/[a-z0-9_-]+\.csv$/)
    .meta({
      description: "A timetable: a CSV file with the columns weekday, time and capacity.",
      examples: ["data/clinic_hours.csv"],
    }),
  for: name.optional().meta({
    description: "The question whose answer says whose times: also a column of the timetable.",
    examples: ["clinic"],
  }),
  ahead: z
    .string()
    .regex(AHEAD, `a time such as 14 days, of ${AHEAD_MAX} days at most`)
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
  ask: name.meta({
    description: "One typed answer. Also the answer's name.",
    examples: ["student_name"],
  }),
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
      examples: [3, "today"],
    }),
  max: z
    .union([z.int(), z.string().regex(/^(today([+-][0-9]+[dmy])?|\d{4}-\d{2}-\d{2})$/)])
    .optional()
    .meta({
      description: "Most letters of a text, greatest number, latest date.",
      examples: [40, "2009-12-31"],
    }),
  pattern: z
    .string()
    .max(200)
    .optional()
    .meta({
      description: "A regular expression (RE2) that the whole answer must match.",
      examples: ["[A-Z]{3}[0-9]{4}"],
    }),
  optional: z.boolean().optional().meta({ description: "May be passed over with the skip key." }),
});

/** A question of the channel, asked here; what stands beside `use` is said otherwise than there. */
export const use = z.strictObject({
  use: name.meta({
    description: "A question of channel.yaml, by its name; also the answer's.",
    examples: ["ward"],
  }),
  say: text.optional().meta({ description: "Other words than the channel's." }),
  label: text.optional().meta({ description: "Another short name." }),
  when: common.when,
  go: goesOn.go,
  wrong: question.wrong,
});
export type Use = z.infer<typeof use>;
