/**
 * Assisted mode as `channel.yaml` writes it: an officer's option in the main menu, and the words around it.
 *
 * Owns the shape of `assist`. Called by `format` and `compile`.
 */
import { z } from "zod";
import { key, textsOf } from "./text-format.ts";

/** What stands on screens, each with where it is used. */
export const ASSIST_TEXTS = {
  option:
    "The option of the main menu that only officers see: for somebody else. Also behind an SMS that leads on with it",
  phone: "Asks for the number of whoever is helped",
  own: "Line one where it is the officer's own",
  abroad: "Line one where it is another country's",
  agreed: "Shows the number, asks whether they agree, and for the language of their SMS; {phone}",
  helping:
    "Line one of the main menu and of check screens while somebody is helped, and before the SMS of a late answer, with its last digits; {phone}",
  alone: "Instead of what people can only do on their own phone",
  many: "Instead of one more, after as many people or requests as a day allows",
  over: "On a telephone that may help nobody any more",
  objection: "Under My requests, with what an officer sent: they had not agreed to it",
  noted: "After that was chosen",
  noted_decided: "The same where no officer can decide on it any more",
} as const;
export type AssistText = keyof typeof ASSIST_TEXTS;

/** Those that came later than some channels: where one is missing, the other is said. */
export const LATER_ASSIST_TEXTS = {
  abroad: "alone",
  noted_decided: "noted",
} as const satisfies Partial<Record<AssistText, AssistText>>;

/** What is sent, each with when. */
export const ASSIST_SMS = {
  told: "To whoever was helped, beside the service's own words; {channel} {code} {ref}",
  done: "To the officer; {channel} {code} {ref}",
  objected: "To whoever says that they did not agree; {channel} {code} {ref}",
  objected_decided: "The same where no officer can decide on it any more; {channel} {code} {ref}",
} as const;
export type AssistSms = keyof typeof ASSIST_SMS;

/** As `LATER_ASSIST_TEXTS`. */
export const LATER_ASSIST_SMS = {
  objected_decided: "objected",
} as const satisfies Partial<Record<AssistSms, AssistSms>>;

export const assist = z
  .strictObject({
    key: key.meta({
      description: "The option's number in the main menu, such as 7: one that no other has.",
      examples: [7],
    }),
    day: z
      .int()
      .min(1)
      .max(1000)
      .meta({
        description:
          "How many requests one officer may send for others in 24 hours, and how many people they may help: each request is an SMS to both.",
        examples: [40],
      }),
    texts: textsOf(ASSIST_TEXTS, LATER_ASSIST_TEXTS).meta({ description: "What officers read." }),
    sms: textsOf(ASSIST_SMS, LATER_ASSIST_SMS).meta({ description: "What both are sent." }),
  })
  .meta({
    description:
      "Officers may dial for somebody else, from a telephone that is registered for it. Without it nobody can.",
  });
export type AssistFile = z.infer<typeof assist>;

export const ASSIST_KEYS = {
  texts: Object.keys(ASSIST_TEXTS) as AssistText[], // Object.keys forgets them
  sms: Object.keys(ASSIST_SMS) as AssistSms[], // as above
};
