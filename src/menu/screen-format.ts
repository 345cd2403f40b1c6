/**
 * The menu language: the kinds of screens, and what each may say.
 *
 * Called by `format`, for both files, by `read`, which reads one screen at a time, and by `schema`.
 */
import { z } from "zod";
import { cel } from "./cel-format.ts";
import { ask, book, choose } from "./question-format.ts";
import { common, goesOn, guarded, target } from "./screen-keys-format.ts";
import { key, name, text } from "./text-format.ts";

export { ANSWER_TYPES, ask, choose, use, type AnswerType, type Use } from "./question-format.ts";
export type { Target } from "./screen-keys-format.ts";

const link = z.strictObject({
  key: key.optional(),
  say: text.meta({ description: "The line behind the number." }),
  when: cel.optional(),
  go: target.meta({
    description:
      "Where to go: a screen of this file, a shared screen of channel.yaml, or a service. " +
      "Or a list of { when, to }, the first that holds; the last one has no `when`.",
  }),
});

const menu = z.strictObject({
  menu: name.meta({
    description: "Navigation: numbers that lead elsewhere. Asks nothing.",
    examples: ["main"],
  }),
  ...common,
  ...guarded,
  options: z.array(link).min(1).max(50).meta({ description: "Numbers, and where each leads." }),
});

const show = z.strictObject({
  show: name.meta({ description: "Information. Long texts page themselves.", examples: ["hours"] }),
  ...goesOn,
  ...guarded,
  end: z.boolean().optional().meta({ description: "The session ends with this screen." }),
  sms: text.optional().meta({ description: "Sent to the caller when they come to this screen." }),
});

const verify = z.strictObject({
  verify: name.meta({
    description: "Tells anybody about a request by its reference: whether a permit is valid.",
    examples: ["verify"],
  }),
  ...common,
  of: name
    .optional()
    .meta({ description: "The service; this one if left out.", examples: ["permit"] }),
  found: z
    .array(
      z.strictObject({
        status: name.meta({ description: "A status of the service.", examples: ["issued"] }),
        say: text.meta({ description: "What is told in this status." }),
      }),
    )
    .min(1)
    .max(20)
    .meta({ description: "What is told in which status; in any other one nothing is." }),
  not_found: text.meta({
    description: "What is told where no request has the reference, or none in these statuses.",
  }),
});

const { say: _, ...unsaid } = common;

const mine = z.strictObject({
  mine: name.meta({
    description: "Tells callers about a request of their own: the newest in one of these statuses.",
    examples: ["code"],
  }),
  ...unsaid,
  ...guarded,
  of: name
    .optional()
    .meta({ description: "The service; this one if left out.", examples: ["permit"] }),
  found: z
    .array(
      z.strictObject({
        status: name.meta({ description: "A status of the service.", examples: ["issued"] }),
        say: text.meta({ description: "What is told in this status." }),
        becomes: name.optional().meta({
          description: "The status the request comes into because its owner has seen this.",
          examples: ["code_shown"],
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
  say: text.meta({ description: "What the screen then says." }),
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
    examples: ["business"],
  }),
  in: name.meta({
    description: "The connector, by its name in channel.yaml.",
    examples: ["businesses"],
  }),
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
  notice: name.meta({
    description: "Tells, once per application, what the answers are used for.",
    examples: ["privacy"],
  }),
  ...goesOn,
  say: text.optional().meta({ description: "Without it, `texts.notice` of channel.yaml." }),
});

const confirm = z.strictObject({
  confirm: name.meta({
    description: "The check screen. Only here can a request be opened.",
    examples: ["check"],
  }),
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
  requests: name.meta({
    description: "The caller's own requests and their status.",
    examples: ["mine"],
  }),
  ...common,
  ...guarded,
  of: name.optional().meta({ description: "Only those of this service.", examples: ["bursary"] }),
});

const languageScreen = z.strictObject({
  language: name.meta({
    description: "Chooses the language, kept for the next dial.",
    examples: ["language"],
  }),
  ...common,
});

const help = z.strictObject({
  help: name.meta({
    description: "Tells where to get help and ends. The draft is kept.",
    examples: ["help"],
  }),
  ...common,
});

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
