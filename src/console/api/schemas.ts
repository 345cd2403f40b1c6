/** The words of the API: what it takes and what it gives. Instants are ISO 8601, in UTC. */
import { z } from "@hono/zod-openapi";
import { septets } from "../../base/gsm7.ts";
import { GIVEN_TYPES } from "../../menu/given-format.ts";
import { maySay } from "../../menu/staff-words.ts";
import { PAGE_MAX } from "../../requests/page.ts";
import { ROLES } from "../../staff/roles.ts";
import { HIDDEN } from "./opened.ts";
import { problemSchema } from "./problem.ts";

/** Letters of a note, at most. */
const NOTE_MAX = 1_000;
/** Septets of a question, at most: one screen on every network, with room for what stands around it. */
const QUESTION_MAX = 120;
/** Requests in one bulk move: each is a commit, and a hundred are one or two batches. */
const BULK_MAX = 100;

const name = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
export const instant = z.iso.datetime();
const ref = z
  .string()
  .regex(/^[1-9][0-9]{7}([0-9]{2})?$/)
  .openapi({
    description: "The reference as the citizen was told it, without spaces",
    example: "48210372",
  });
const version = z.int().min(1).max(2_147_483_647);

// A pattern of JSON Schema has no flags, and the library would write ours into it: whoever uses one of these
// gives its `source` to the document.

/** A name, or an id that is one. */
export const PRINTED = /^[^\p{C}]{1,80}$/u;
/** Lines may be broken; other letters that do not print have no place in a note. */
const NOTE = /^(?:[^\p{Cc}\p{Cf}\p{Cs}]|[\n\t])*$/u;

const note = z
  .string()
  .trim()
  .min(1)
  .max(NOTE_MAX)
  .regex(NOTE)
  .openapi({ description: "For colleagues; the citizen never sees it", pattern: NOTE.source });

export const refParams = z.strictObject({ ref });

export const langQuery = z.strictObject({
  lang: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .optional()
    .openapi({ description: "Language of labels; the channel's first one without it" }),
});

export const listQuery = z.strictObject({
  service: name.optional(),
  status: name.optional(),
  ward: z
    .string()
    .regex(PRINTED)
    .optional()
    .openapi({ description: "Id of the ward", pattern: PRINTED.source }),
  assigned: id.optional().openapi({ description: "Id of an officer, `me`, or `nobody`" }),
  overdue: z.enum(["true"]).optional(),
  limit: z
    .string()
    .regex(/^[1-9][0-9]{0,2}$/)
    .transform(Number)
    .pipe(z.int().max(PAGE_MAX))
    .default(50)
    .openapi({ type: "integer", minimum: 1, maximum: PAGE_MAX, default: 50 }),
  cursor: z
    .string()
    .max(200)
    .optional()
    .openapi({ description: "`next` of the page before; keep the filters as they were" }),
});

export const assignBody = z.strictObject({
  to: id.nullable().openapi({ description: "Id of an officer; null = nobody" }),
});

const move = {
  to: name.openapi({ description: "The status it is to come into" }),
  reason: name.nullable().default(null).openapi({ description: "A code of the service's reasons" }),
  note: note.nullable().default(null),
  gives: z
    .record(name, z.union([z.string().max(200), z.int()]))
    .default({})
    .openapi({
      description:
        "What the move takes beside it, by name: see `gives` of the request's `moves`. Money and numbers are integers, a day is 2027-03-20",
      example: { amount: 5000, by_date: "2027-03-20" },
    }),
};
export const moveBody = z.strictObject(move);

export const bulkBody = z.strictObject({
  ...move,
  requests: z
    .array(z.strictObject({ ref, version }))
    .min(1)
    .max(BULK_MAX)
    .refine((all) => new Set(all.map((one) => one.ref)).size === all.length),
});

export const askBody = z.strictObject({
  question: z
    .string()
    .trim()
    .min(1)
    .refine((text) => (septets(text) ?? Number.POSITIVE_INFINITY) <= QUESTION_MAX)
    .refine(maySay)
    .openapi({ description: `At most ${QUESTION_MAX} letters that every phone shows` }),
});

export const noteBody = z.strictObject({ note });

const member = z.object({ id: z.string(), name: z.string() });

export const meSchema = z.object({ ...member.shape, role: z.enum(ROLES) }).openapi("Me");

export const staffSchema = z
  .object({
    staff: z.array(z.object({ ...meSchema.shape, ended_at: instant.nullable() })),
  })
  .openapi("Staff");

const reason = z.object({ code: z.string(), says: z.string() });
const limit = z.union([z.int(), z.string(), z.null()]);
const moveOption = z.object({
  to: z.string(),
  says: z.string(),
  reasons: z.array(reason).openapi({ description: "One of them must be given; empty = none" }),
  gives: z
    .array(
      z.object({
        name: z.string(),
        label: z.string(),
        as: z.enum(GIVEN_TYPES),
        min: limit.openapi({ description: "Letters, a number, or the earliest day" }),
        max: limit.openapi({ description: "Letters, a number, or the latest day" }),
      }),
    )
    .openapi({ description: "Values the move takes, all of them; empty = none" }),
});

export const servicesSchema = z
  .object({
    services: z.array(
      z.object({
        service: z.string(),
        title: z.string(),
        statuses: z.array(
          z.object({
            status: z.string(),
            says: z.string(),
            end: z.boolean(),
            moves: z.array(moveOption),
          }),
        ),
      }),
    ),
  })
  .openapi("Services");

export const summarySchema = z
  .object({
    ref,
    service: z.string(),
    status: z.string(),
    status_at: instant,
    opened_at: instant,
    priority: z.int().openapi({ description: "Above 0: ahead of the queue" }),
    version: version.openapi({ description: "Its ETag, for If-Match" }),
    assigned: z.string().nullable().openapi({ description: "Id of the officer" }),
    deadline: instant.nullable(),
    overdue: z.boolean().openapi({ description: "The deadline has passed" }),
    late: instant.nullable().openapi({
      description:
        "When that was acted on: where officers have a move it is ahead of the queue since, and `late` is in its history",
    }),
    assisted_by: z.string().nullable().openapi({
      description: "Id of the officer who sent it for the citizen, and does not decide on it",
    }),
    objected: instant.nullable().openapi({
      description:
        "When the citizen said that they had not agreed to that: since then it is ahead of the queue",
    }),
  })
  .openapi("RequestSummary");

export const pageSchema = z
  .object({
    requests: z.array(summarySchema),
    next: z
      .string()
      .nullable()
      .openapi({ description: "Cursor of the next page; null on the last" }),
  })
  .openapi("RequestPage");

const answer = z.object({
  name: z.string(),
  label: z.string().nullable(),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  says: z.string().nullable().openapi({ description: "The value as its giver would say it" }),
  sensitive: z.boolean().openapi({ description: "Show it only where it is needed" }),
});

const givenValue = z.object({
  name: z.string(),
  label: z.string(),
  value: z.union([z.string(), z.number()]),
  says: z.string().openapi({ description: "As the citizen was told it" }),
});

const hidden = z.enum(HIDDEN).nullable().openapi({
  description:
    "`withheld`: not for your role, or against the citizen's word. `unreadable`: no key of this server opens it. null: nothing is hidden",
});

const line = z.object({
  seq: z.int(),
  at: instant,
  by: z.object({
    kind: z.enum(["citizen", "staff", "clock"]),
    id: z.string().nullable(),
    name: z.string().nullable(),
  }),
  action: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  reason: z.string().nullable(),
  assigned: z.string().nullable().openapi({ description: "assign: id of the officer" }),
  note: z.string().nullable(),
  given: z.array(givenValue).openapi({ description: "move: what the officer gave with it" }),
  hidden,
});

export const requestSchema = z
  .object({
    ...summarySchema.shape,
    title: z.string().openapi({ description: "Of the service" }),
    status_says: z.string(),
    phone: z
      .string()
      .nullable()
      .openapi({ description: "For officers, where the citizen did not hide it" }),
    sms: z
      .enum(["open", "blocked"])
      .openapi({ description: "`blocked`: the citizen's phone refuses our SMS" }),
    question: z.string().nullable().openapi({ description: "Asked, and not answered yet" }),
    answers: z.array(answer),
    given: z
      .array(givenValue)
      .openapi({ description: "What officers gave with moves, the last of each" }),
    hidden: z.object({ answers: hidden, question: hidden, phone: hidden, given: hidden }),
    moves: z.array(moveOption).openapi({
      description:
        "What an officer may make of it now; none for the one who sent it for its citizen",
    }),
    history: z.array(line),
  })
  .openapi("Request");

export const bulkSchema = z
  .object({
    results: z.array(
      z.object({
        ref,
        status: z.int().openapi({ description: "As the same move alone would be answered" }),
        // As unions: `nullable` of a named schema is written as all of it and null, which nothing is.
        request: z.union([summarySchema, z.null()]),
        problem: z.union([problemSchema, z.null()]),
      }),
    ),
  })
  .openapi("BulkResult");
