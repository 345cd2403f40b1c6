/** The words of the API about subscriptions and their deliveries. */
import { z } from "@hono/zod-openapi";
import { URL_MAX } from "../../base/address.ts";
import { REPLAY_MAX } from "../../events/queue.ts";
import { instant, PRINTED } from "./schemas.ts";

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const cursor = z.string().max(300);
/** An instant that a clock of ours may have written. */
const EARLIEST = Date.UTC(2000, 0, 1);

export const subscriptionParams = z.strictObject({ id });

export const subscribeBody = z.strictObject({
  name: z
    .string()
    .trim()
    .regex(PRINTED)
    .openapi({ description: "As colleagues know the system", pattern: PRINTED.source }),
  url: z.string().min(1).max(URL_MAX).openapi({
    description: "https, on port 443, at a public address; docs/events.md has the exceptions",
  }),
  service: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/)
    .nullable()
    .default(null)
    .openapi({ description: "Whose requests it is told of; null = those of every service" }),
});

export const nothingBody = z.strictObject({});

export const replayBody = z
  .strictObject({
    event: z.string().max(100).optional().openapi({ description: "The id of one event" }),
    since: instant
      .refine((text) => Date.parse(text) >= EARLIEST)
      .optional()
      .openapi({ description: `Up to ${REPLAY_MAX} events since then; go on with \`next\`` }),
    cursor: cursor.optional().openapi({ description: "`next` of the answer before" }),
  })
  .refine(({ event, since }) => (event === undefined) !== (since === undefined))
  .refine(({ since, cursor: after }) => after === undefined || since !== undefined);

const subscription = z.object({
  id: z.string(),
  name: z.string(),
  service: z.string().nullable(),
  host: z.string().nullable().openapi({
    description:
      "Of its address; null where that does not open. The rest may hold a key, and is shown to nobody",
  }),
  version: z.int().openapi({ description: "Its ETag, for If-Match" }),
  created_at: instant,
  failures: z.int().openapi({ description: "Deliveries that failed one after the other" }),
  paused_until: instant.nullable(),
  ended_at: instant.nullable(),
  ended_reason: z
    .enum(["by_staff", "gone"])
    .nullable()
    .openapi({ description: "`gone`: its system answered 410" }),
});

export const subscriptionSchema = subscription.openapi("Subscription");
export const subscriptionsSchema = z
  .object({ subscriptions: z.array(subscriptionSchema) })
  .openapi("Subscriptions");
export const secretSchema = z
  .object({
    ...subscription.shape,
    secret: z.string().openapi({ description: "Signs what is sent; shown this once" }),
  })
  .openapi("SubscriptionSecret");

export const deliveriesQuery = z.strictObject({
  state: z.enum(["failed", "pending", "delivered", "dropped"]).default("failed").openapi({
    description: "`failed`: given up after three days; `dropped`: the subscription has ended",
  }),
  cursor: cursor.optional(),
});

export const deliveriesSchema = z
  .object({
    deliveries: z.array(
      z.object({
        event: z.string().openapi({ description: "Its id, for a replay" }),
        ref: z.string(),
        type: z.string(),
        queued_at: instant,
        due_at: instant.openapi({ description: "When it was, or will be, tried" }),
        settled_at: instant.nullable(),
        attempts: z.int(),
        answer: z
          .string()
          .nullable()
          .openapi({ description: "The status of the last answer, or why there was none" }),
      }),
    ),
    next: z.string().nullable(),
  })
  .openapi("Deliveries");

export const replaySchema = z
  .object({
    queued: z.int(),
    next: z
      .string()
      .nullable()
      .openapi({ description: "Cursor of the events behind these; null when there are none" }),
  })
  .openapi("Replay");
