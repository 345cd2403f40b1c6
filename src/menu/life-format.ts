/**
 * What becomes of a request, as service files write it; and the calendar that its deadlines keep to.
 *
 * Owns the shape of `life`, `reasons` and `calendar`. Called by `format`; `life-compile` and
 * `calendar` make of it what runs.
 */
import { z } from "zod";
import { cel } from "./cel-format.ts";
import { name, text } from "./text-format.ts";

/** An SMS has room for no more. */
const GIVES_MAX = 6;

/** `12 hours`, `7 days`, `3 working days`. */
export const WITHIN = /^([1-9][0-9]{0,2}) (hour|day|working day)s?$/;

/** `until slot`, `until 1 day before slot`, `until 4 hours after slot`. */
export const UNTIL =
  /^until (?:([1-9][0-9]{0,2} (?:hour|day|working day)s?) (before|after) )?([a-z][a-z0-9_]{0,39})$/;
/** `2 hours before slot`. */
export const BEFORE =
  /^([1-9][0-9]{0,2} (?:hour|day|working day)s?) before ([a-z][a-z0-9_]{0,39})$/;

const move = z.strictObject({
  to: name.meta({ description: "The status it leads to.", examples: ["resolved"] }),
  by: z.enum(["officer", "citizen"]).meta({
    description: "Who may make it. What the clock does stands under `late`.",
  }),
  reasons: z
    .array(name)
    .min(1)
    .optional()
    .meta({ description: "The codes of `reasons` of which an officer must give one." }),
  gives: z
    .array(name)
    .min(1)
    .max(GIVES_MAX)
    .optional()
    .meta({ description: "The values of `gives` that an officer gives with it, all of them." }),
  say: text.optional().meta({ description: "A citizen's option on the phone: Cancel it." }),
  until: z
    .string()
    .regex(BEFORE, "a time such as 2 hours before slot")
    .optional()
    .meta({
      description: "Until when a citizen may make it, reckoned from an appointment.",
      examples: ["2 hours before slot"],
    }),
  asks: name.optional().meta({
    description: "A `book` that is asked again: the citizen chooses another time with this move.",
    examples: ["slot"],
  }),
});

/** What is told, by what was answered: the first that holds. */
const telling = z.strictObject({
  when: cel.optional(),
  say: text.optional().meta({ description: "Without it, nothing is sent." }),
});
const CHOICES_MAX = 10;
const sms = z.union([text, z.array(telling).min(1).max(CHOICES_MAX)]);
export type SmsChoice = z.infer<typeof sms>;

const late = z
  .strictObject({
    // oxlint-disable-next-line unicorn/no-thenable -- a key of menu files: its value is a name, which awaiting does not call
    then: name.meta({
      description:
        "`escalate` (it stays, goes ahead of the queue and staff are told), or a status.",
      examples: ["escalate", "closed"],
    }),
    sms: sms.optional().meta({ description: "With `escalate`: what the citizen is told." }),
  })
  .meta({ description: "What happens when `within` has passed; without it, `escalate`." });

const question = z
  .strictObject({
    say: text.meta({ description: "The question: Is it fixed?" }),
    yes: name.meta({ description: "The status after a yes.", examples: ["closed"] }),
    no: name.meta({ description: "The status after a no.", examples: ["reopened"] }),
  })
  .meta({ description: "A question to the citizen, whose answer moves the request." });

const period = z
  .string()
  .regex(WITHIN, "a time such as 12 hours, 7 days or 3 working days")
  .optional();
const PERIODS = ["12 hours", "7 days", "3 working days"];

/** More to one status is a nuisance, and each is paid for. */
const REMINDERS_MAX = 3;

const reminder = z.strictObject({
  before: period.meta({
    description: "So long before `within` is over: 2 days. Either this or `after`.",
    examples: PERIODS,
  }),
  after: period.meta({
    description: "So long after the request came into the status.",
    examples: PERIODS,
  }),
  sms: sms.meta({ description: "What the citizen is reminded of." }),
});

export const status = z.strictObject({
  say: text.meta({ description: "The status in a few plain words, as 'My requests' shows it." }),
  next: text.optional().meta({ description: "What happens next, in plain words." }),
  sms: sms.optional().meta({
    description:
      "Sent when a request comes into this status. Or a list of { when, say }: the first that holds; one without `say` sends nothing.",
  }),
  at_least_once: z.boolean().optional().meta({
    description:
      "An SMS of this status of which nobody knows whether it was sent is sent once more.",
  }),
  within: z
    .union([
      z.string().regex(WITHIN, "a time such as 12 hours, 7 days or 3 working days"),
      z.string().regex(UNTIL, "`until slot`, `until 4 hours after slot`"),
    ])
    .optional()
    .meta({
      description: "By when it is to leave this status: a time, or reckoned from an appointment.",
      examples: [...PERIODS, "until 4 hours after slot"],
    }),
  late: late.optional(),
  remind: z
    .array(reminder)
    .min(1)
    .max(REMINDERS_MAX)
    .optional()
    .meta({ description: "SMS to the citizen while the request stays in this status." }),
  may_become: z
    .array(move)
    .min(1)
    .max(50)
    .optional()
    .meta({ description: "The moves onward. A status without any is an end." }),
  question: question.optional(),
  refusal: z.boolean().optional().meta({
    description: "What was asked is refused: only an officer can do so, and gives a reason.",
  }),
  frees: z.boolean().optional().meta({
    description:
      "A request that comes into this status gives back what it held: its appointment, its `once`.",
  }),
  priority: z.boolean().optional().meta({
    description: "A request that comes into this status goes ahead of the queue.",
  }),
  resolved: z.boolean().optional().meta({
    description:
      "Whether reports count what was asked as done. Left out: in a status with a question, and in an end an officer chose.",
  }),
});
export type StatusFile = z.infer<typeof status>;

export const reasons = z.record(name, text).meta({
  description: "Why officers may refuse or return a request; {reason} prints it in an SMS.",
});

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** A leap year's list for decades: more is no list of holidays. */
const HOLIDAYS_MAX = 1000;

export const calendar = z
  .strictObject({
    working_days: z
      .array(z.enum(DAYS))
      .min(1)
      .optional()
      .meta({ description: "The days on which offices work; mon to fri if left out." }),
    closes: z
      .string()
      .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'a time in quotes such as "17:00"')
      .optional()
      .meta({
        description: "When a working day ends; at midnight if left out.",
        examples: ["17:00"],
      }),
    holidays: z
      .array(z.iso.date("a day of the calendar such as 2026-12-12"))
      .max(HOLIDAYS_MAX)
      .optional()
      .meta({ description: "Days on which nobody works, each with its year." }),
  })
  .meta({ description: "Which days count in deadlines of working days." });
export type CalendarFile = z.infer<typeof calendar>;
