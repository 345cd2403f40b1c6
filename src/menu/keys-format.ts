/** The keys that mean the same on every screen. Called by `format`. */
import { z } from "zod";
import { key } from "./text-format.ts";

const leads = (where: string, example: string) =>
  key.meta({ description: `The digits that lead ${where}.`, examples: [example] });

export const keys = z
  .strictObject({
    back: leads("to the screen before", "0"),
    home: leads("to the main menu", "00"),
    more: leads("to the next page of a long screen", "98"),
    skip: leads("past a question that is optional", "97"),
  })
  .partial()
  .optional()
  .meta({
    description: "The keys that are the same on every screen.",
    examples: [{ back: "0", home: "00", more: "98", skip: "97" }],
  });
