/**
 * SMS as `channel.yaml` writes it: when they may be sent, which words are understood, and what is
 * answered.
 *
 * Owns the shape of `sms`. Called by `format`; `sms-compile` makes of it what runs.
 */
import { z } from "zod";
import { language, text, textsOf } from "./text-format.ts";

/** What a citizen's SMS can mean by a single word. */
export const SMS_MEANINGS = ["stop", "start", "help", "yes", "no"] as const;
export type SmsMeaning = (typeof SMS_MEANINGS)[number];

/** The answers that Njia makes by itself. */
export const SMS_TEXTS = {
  stopped: "After STOP: no more news, updates go on; {channel} {code}",
  started: "After START: news again; {channel} {code}",
  help: "After HELP, and to whatever is not understood; {channel} {code}",
  language: "After the name of a language, in that language; {channel} {code}",
  status: "To a reference of one's own; {service} {ref} {status} {next}",
  not_found: "To a reference that is none of this phone's; {ref} {code}",
  not_a_reference: "To digits of which the check digit is wrong; {ref} {code}",
  answered: "To yes or no where the new status has no words of its own; {service} {ref} {status}",
  asked: "An officer's question, answered by SMS or by dialling; {ref} {question} {code}",
  answer_taken: "After the answer to one; {service} {ref}",
  asked_several: "To words that could answer several questions; {code}",
  nothing_asked: "To yes or no when nothing is open; {code}",
} as const;
export type SmsText = keyof typeof SMS_TEXTS;

/** Those that came later than some channels: where one is missing, the other is said. */
export const LATER_SMS_TEXTS = {
  answer_taken: "help",
  asked_several: "nothing_asked",
} as const satisfies Partial<Record<SmsText, SmsText>>;

const time = z
  .string()
  .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'a time in quotes such as "19:00"');

const wordsOf = z.record(
  language,
  z.array(z.string().regex(/^\S{1,20}$/, "one word, at most 20 letters")).min(1),
);

export const sms = z
  .strictObject({
    quiet: z
      .strictObject({
        from: time.meta({ description: "When quiet begins.", examples: ["19:00"] }),
        to: time.meta({ description: "When it ends.", examples: ["07:00"] }),
      })
      .meta({ description: "Updates and news wait until it is over; answers do not." }),
    caps: z
      .strictObject({
        phone: z
          .int()
          .min(4)
          .max(1000)
          .meta({ description: "To one phone.", examples: [20] }),
        day: z
          .int()
          .min(10)
          .max(100_000_000)
          .meta({ description: "To all of them.", examples: [50000] }),
      })
      .meta({ description: "Parts a day: to one phone, and to all of them." }),
    balance_alarm: z
      .int()
      .min(1)
      .max(1_000_000_000)
      .optional()
      .meta({
        description:
          "Staff are told when less than this is left at the provider's, in its currency.",
        examples: [2000],
      }),
    blocked: text.optional().meta({
      description:
        "Above the main menu, once, to a phone whose owner or operator blocks these SMS; {channel} {code}",
    }),
    words: z
      .strictObject({
        stop: wordsOf.meta({
          description: "No more news.",
          examples: [{ sw: ["acha"], en: ["stop"] }],
        }),
        start: wordsOf.meta({
          description: "News again.",
          examples: [{ sw: ["anza"], en: ["start"] }],
        }),
        help: wordsOf.meta({
          description: "What can be done here.",
          examples: [{ sw: ["msaada"], en: ["help"] }],
        }),
        yes: wordsOf.meta({
          description: "Yes, to a question about a request.",
          examples: [{ sw: ["ndiyo"], en: ["yes", "1"] }],
        }),
        no: wordsOf.meta({
          description: "No, to one.",
          examples: [{ sw: ["la"], en: ["no", "2"] }],
        }),
        languages: wordsOf.meta({ description: "The names of each language, in any language." }),
      })
      .meta({ description: "What a citizen may write, in capitals or small letters." }),
    texts: textsOf(SMS_TEXTS, LATER_SMS_TEXTS).meta({ description: "What is answered to an SMS." }),
  })
  .meta({ description: "SMS. Without it nothing is answered to one." });
export type SmsFile = z.infer<typeof sms>;
