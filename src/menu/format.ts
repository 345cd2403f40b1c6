/**
 * The menu language, format 1: what a service file and `channel.yaml` may say.
 *
 * Owns the shape of both files, as Zod schemas: the parser, the editor's JSON Schema and the types
 * of the whole room come from here. Refuses every key it does not know. Called by `read` (parsing),
 * `schema` (editors) and `compile`.
 */
import { z } from "zod";
import { cel } from "./cel-format.ts";
import { connectors } from "./connector-format.ts";
import { gives } from "./given-format.ts";
import { calendar, reasons, status } from "./life-format.ts";
import { PERIOD } from "./period.ts";
import { pin } from "./pin-format.ts";
import { assist } from "./assist-format.ts";
import { ask, choose, screen, use, type ScreenSource } from "./screen-format.ts";
import { sms } from "./sms-format.ts";
import { systemTexts, wrongTexts } from "./system-texts.ts";
import { open } from "./window.ts";
import { keys } from "./keys-format.ts";
import { key, language, name, text } from "./text-format.ts";

const was = name.optional().meta({
  description: "What it was in the release before; left out where it was free.",
  examples: ["other"],
});
const is = name
  .optional()
  .meta({ description: "What it is now; left out where it is nothing.", examples: ["litter"] });

/** A number or a star that means something else than in the release before, and is meant to. */
const moved = z
  .union([
    z.strictObject({
      screen: name.meta({ description: "The screen whose number it is.", examples: ["category"] }),
      key,
      was,
      is,
    }),
    z.strictObject({
      star: z
        .int()
        .min(1)
        .max(9999)
        .meta({ description: "The star that moved.", examples: [31] }),
      was,
      is,
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

const period = z.string().regex(PERIOD, "a period such as 12h, 14d, 6m or 2y");

const privacy = z
  .strictObject({
    purpose: text.meta({ description: "What the answers are used for, in a few words." }),
    basis: z.enum(["public-task", "consent", "legal-obligation"]).meta({
      description: "Why the answers may be used: a duty of the agency, consent, or a law.",
    }),
    keep: period.meta({
      description: "How long request and answers are kept, from the sending on.",
      examples: ["2y"],
    }),
    shared_with: z.array(text).meta({
      description: "Who else gets the answers, as {shared_with} prints them; [] for nobody.",
      examples: [["Water department"]],
    }),
    automated: z.enum(["none", "ordering"]).meta({
      description: "What a machine decides alone: nothing, or only the order of a queue.",
    }),
  })
  .meta({ description: "What the law asks to be told. Mandatory where anything is asked." });

/** More answers than this do not make a request another one. */
const ONCE_MAX = 10;

const once = z
  .strictObject({
    by: z
      .array(name)
      .min(1)
      .max(ONCE_MAX)
      .meta({
        description:
          "Answers and computed values: of requests in which all are the same, one is open.",
        examples: [["school", "adm", "year"]],
      }),
    say: text.meta({ description: "What whoever sends a second one is told; nothing is lost." }),
  })
  .meta({ description: "A request with these answers exists once, until its status frees it." });

/** One service: `menus/<service>.yaml`. */
export const serviceFile = z.strictObject({
  format: z.literal(1).meta({ description: "The version of the language: always 1." }),
  service: name.meta({
    description: "The service's name, which is the file's.",
    examples: ["bursary"],
  }),
  title: text.meta({ description: "A short title: at most 20 letters." }),
  star: z
    .int()
    .min(1)
    .max(9999)
    .optional()
    .meta({
      description: "Dialled behind the code: star 21 is *384*99*21#. Never given away again.",
      examples: [21],
    }),
  moved: movedList,
  released: z.literal(false).optional().meta({
    description:
      "Written but not offered yet: checked and rehearsed as every service, and left out of releases.",
  }),
  privacy: privacy.optional(),
  anonymous: z.literal(true).optional().meta({
    description:
      "Its answers are only counted: nothing is kept by which a person and an answer can be joined.",
  }),
  assisted: z.boolean().optional().meta({
    description:
      "Whether officers may send it for somebody else. Without it they may, but where the basis is consent.",
  }),
  draft: period
    .default("14d")
    .meta({ description: "How long an unfinished application is kept.", examples: ["30d", "48h"] }),
  open: open.optional(),
  let: z
    .record(
      name,
      z.strictObject({
        be: cel,
        otherwise: z.union([z.string(), z.int(), z.boolean()]).meta({
          description: "Used where an answer is missing; says which kind of value it is.",
          examples: [0, "", false],
        }),
      }),
    )
    .optional()
    .meta({ description: "Computed values. `otherwise` is used where an answer is missing." }),
  once: once.optional(),
  screens: z
    .array(z.union([screen, use]))
    .min(1)
    .max(500)
    .meta({
      description:
        "Top to bottom: after each screen comes the one below, unless `go` says otherwise.",
    }),
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
  gives: gives.optional(),
});
/** As `read` gives it: a shared question stands where it is used. */
export type ServiceFile = Omit<z.infer<typeof serviceFile>, "screens" | "aside"> & {
  screens: ScreenSource[];
  aside?: ScreenSource[] | undefined;
};

const septetBudget = z.int().min(60).max(184);

/** What all services share has one file. */
export const CHANNEL_FILE = "channel.yaml";

/** The channel: `menus/channel.yaml`. */
export const channelFile = z.strictObject({
  format: z.literal(1).meta({ description: "The version of the language: always 1." }),
  channel: name.meta({ description: "The channel's name for machines.", examples: ["mfano"] }),
  name: text.meta({
    description: "Whose channel it is, as citizens read it; printed by {channel}.",
  }),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .meta({ description: "ISO 3166: how local numbers read.", examples: ["KE"] }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .meta({ description: "ISO 4217: the currency of `as: money`.", examples: ["KES"] }),
  time_zone: z
    .string()
    .min(1)
    .meta({
      description: "Where days begin and end, by its IANA name.",
      examples: ["Africa/Nairobi"],
    }),
  session: z
    .int()
    .min(30)
    .max(600)
    .optional()
    .meta({
      description: "Seconds that a network keeps a call open; 180 without it.",
      examples: [180],
    }),
  paid_by: z.enum(["agency", "citizen"]).optional().meta({
    description:
      "Who pays for calls and for SMS to the code. Without `agency` no text may say Free.",
  }),
  calendar: calendar.optional(),
  languages: z
    .array(
      z.strictObject({
        is: language.meta({ description: "Its code, as in ISO 639.", examples: ["sw", "en"] }),
        say: z
          .string()
          .min(1)
          .meta({ description: "Its name in itself.", examples: ["Kiswahili"] }),
        incomplete: z.boolean().optional().meta({
          description: "Still being translated: what is missing is said in the first language.",
        }),
      }),
    )
    .min(1)
    .max(9)
    .meta({ description: "In the order they are offered; the first one is spoken to strangers." }),
  codes: z
    .array(
      z.strictObject({
        dial: z
          .string()
          .regex(/^\*[0-9]+(\*[0-9]+)*#$/, "a code such as *384*99#")
          .meta({ description: "The code that citizens dial.", examples: ["*384*99#"] }),
        also: z
          .array(z.string())
          .optional()
          .meta({ description: "Other forms a gateway reports." }),
        start: name.optional().meta({
          description: "Its own main menu; `main` without it.",
          examples: ["main_health"],
        }),
      }),
    )
    .min(1)
    .meta({ description: "The numbers to dial, each with its main menu." }),
  budgets: z
    .record(z.string().regex(/^([0-9]{5,6}|other|ucs2)$/), septetBudget)
    .meta({ description: "Septets a screen may have, by network code; `other` for the rest." }),
  moved: movedList,
  keys,
  words: z.record(name, text).optional().meta({ description: "Shared words: { word: yes }." }),
  texts: systemTexts.meta({ description: "The texts of the screens that Njia makes by itself." }),
  wrong: wrongTexts.meta({
    description: "Why an answer was not taken: line one above the same question.",
  }),
  sms: sms.optional(),
  pin: pin.optional(),
  assist: assist.optional(),
  connectors: connectors.optional(),
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
