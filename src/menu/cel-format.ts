/** An expression over answers, as menu files write it. Called by the formats of screens and of a life. */
import { z } from "zod";

export const cel = z
  .string()
  .min(1)
  .max(500)
  .meta({
    description: "A CEL expression over the answers so far.",
    examples: ["level == 'university'", "balance > 0"],
  });
