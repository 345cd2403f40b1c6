/**
 * The menu language: connectors, which look something up in an agency's system.
 *
 * Called by `format`, for `connectors` of channel.yaml, and by `schema`.
 */
import { z } from "zod";
import { name } from "./text-format.ts";

export const FIELD_TYPES = ["text", "number", "money", "date", "yes_no"] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

const field = z.strictObject({
  at: z
    .string()
    .max(200)
    .regex(/^[^.\s]+(\.[^.\s]+)*$/, "where it stands in the JSON, such as business.name")
    .meta({
      description: "Where it stands in the JSON: names with a dot between; lists count from 0.",
      examples: ["business.name", "permits.0.ends"],
    }),
  as: z
    .enum(FIELD_TYPES)
    .meta({ description: "What it is, as of a question.", examples: ["text", "money"] }),
  max: z
    .int()
    .min(1)
    .max(999_999_999_999_999)
    .optional()
    .meta({
      description:
        "Most letters of a text (it is cut there); greatest number (beyond it the answer is broken).",
      examples: [20],
    }),
  optional: z
    .literal(true)
    .optional()
    .meta({ description: "May be missing; it then prints as a hyphen." }),
});
export type FieldFile = z.infer<typeof field>;

const plainValue = z.union([z.string(), z.number(), z.boolean()]);
const gives = z.record(name, z.union([plainValue, z.null()])).meta({
  description: "The fields of the answer.",
  examples: [{ name: "Njeri Kiosk", fee: 3000 }],
});
const withInputs = z
  .record(name, plainValue)
  .meta({ description: "Asked with these; others find nothing.", examples: [{ id: "12345672" }] });

/** An answer that is made up, for rehearsals and journeys; no server ever gives one. */
const canned = z.union([
  z.strictObject({
    with: withInputs,
    gives,
    is: z
      .literal("late")
      .optional()
      .meta({ description: "It comes too late.", examples: ["late"] }),
  }),
  z.strictObject({
    with: withInputs,
    is: z.enum(["none", "broken", "late"]).meta({
      description: "Nothing is found, the system is broken, or it is late.",
      examples: ["none"],
    }),
  }),
]);
export type CannedFile = z.infer<typeof canned>;

export const connector = z.strictObject({
  url: z
    .string()
    .min(1)
    .max(500)
    .meta({
      description:
        "The address; {id} is an input. It may begin with a variable of the environment whose name " +
        "begins with CONNECTOR_.",
      examples: [
        "https://register.example/v1/businesses/{id}",
        "{CONNECTOR_REGISTER}/farmers/{id}",
      ],
    }),
  method: z.enum(["GET", "POST"]).optional().meta({ description: "GET without it." }),
  body: z
    .record(z.string().min(1).max(80), name)
    .optional()
    .meta({ description: "Of a POST: a JSON object, each key with the input it holds." }),
  headers: z
    .record(
      z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}$/, "a header's name"),
      z.string().max(1_000),
    )
    .optional()
    .meta({
      description: "Sent with every call; {CONNECTOR_…} stands for a variable of the environment.",
      examples: [
        { "X-Road-Client": "KE/GOV/1234/njia", Authorization: "Bearer {CONNECTOR_TOKEN}" },
      ],
    }),
  deadline: z
    .enum(["1s", "2s", "3s", "4s"])
    .optional()
    .meta({ description: "So long a citizen waits; 3s without it." }),
  cache: z
    .string()
    .regex(/^([1-9]|[1-5][0-9]|60)m$/, "1m to 60m")
    .optional()
    .meta({
      description: "What was found is kept so long, in memory, and given again.",
      examples: ["10m"],
    }),
  repeat: z.literal("safe").optional().meta({
    description: "Asking twice does no harm: a late call may be made again. Without it, it is not.",
  }),
  fields: z.record(name, field).meta({ description: "What is taken from the answer." }),
  test: z.array(canned).max(200).optional().meta({
    description: "Made-up answers for rehearsals and journeys. A server never gives one.",
  }),
});
export type ConnectorFile = z.infer<typeof connector>;

export const connectors = z.record(name, connector).meta({
  description: "Look-ups in agencies' systems, by name; a screen says `look_up: … in: name`.",
});
