/**
 * What an officer gives with a move, as service files write it: an amount, a day, a number on a list.
 *
 * Called by `format`; `given` makes of it what runs.
 */
import { z } from "zod";
import { name, text } from "./text-format.ts";

export const GIVEN_TYPES = ["money", "number", "date", "text", "code"] as const;
export type GivenType = (typeof GIVEN_TYPES)[number];

const limit = z.union([
  z.int(),
  z.string().regex(/^(today([+-][0-9]+[dmy])?|\d{4}-\d{2}-\d{2})$/, "a number or a day"),
]);

export const given = z.strictObject({
  as: z
    .enum(GIVEN_TYPES)
    .meta({ description: "What officers type: an amount, a number, a day.", examples: ["money"] }),
  label: text.meta({ description: "Its short name, as officers read it." }),
  min: limit.optional().meta({
    description: "Fewest letters, smallest number, earliest day (2027-01-31, today, today+6m).",
    examples: [1, "today"],
  }),
  max: limit.optional().meta({
    description: "Most letters, greatest number, latest day. A text or a code must have it.",
    examples: [90000, "today+1y"],
  }),
});
export type GivenFile = z.infer<typeof given>;

export const gives = z.record(name, given).meta({
  description: "What officers give with a move that names it; texts print it as {name}.",
});
