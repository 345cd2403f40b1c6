/**
 * The menu language: what screens of several kinds may say, and where they may lead.
 *
 * Called by `screen-format` and `question-format`.
 */
import { z } from "zod";
import { cel } from "./cel-format.ts";
import { name, text, words } from "./text-format.ts";

/** Where one goes: a name, or a list of ways. As a text, it leaves the description to each key. */
export const target = z
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
    examples: ["ward", [{ when: "balance > 0", to: "family" }, { to: "check" }]],
  });
export type Target = z.infer<typeof target>;

export const common = {
  say: text.meta({
    description:
      "What the screen says: one text per language, or { word: name } from channel.yaml.",
  }),
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
export const goesOn = {
  ...common,
  go: target.optional().meta({
    description:
      "The next screen; without it, the one below. Or a list of { when, to }: the first that holds.",
  }),
};
/** Screens that may be kept behind the caller's PIN. */
export const guarded = {
  pin: z.literal(true).optional().meta({
    description: "The caller's PIN is asked for, once in a call, before this is shown.",
  }),
};
