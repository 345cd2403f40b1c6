/** What became of SMS: above all those of which nobody knows whether they were sent. */
import { z } from "@hono/zod-openapi";
import { listMessages } from "../../messages/list.ts";
import { answerOf } from "./answer.ts";
import { endpoint, NOTHING } from "./route.ts";
import { instant } from "./schemas.ts";
import { instantOf } from "./show.ts";

const STATES = [
  "ambiguous",
  "pending",
  "sending",
  "accepted",
  "refused",
  "given_up",
  "dropped",
] as const;

const messagesQuery = z.strictObject({
  state: z
    .enum(STATES)
    .default("ambiguous")
    .openapi({ description: "`ambiguous`: it may have been sent, and is not sent again" }),
});

const messagesSchema = z
  .object({
    messages: z.array(
      z.object({
        id: z.string(),
        class: z.string(),
        template: z.string().openapi({ description: "Whose words: `report/resolved`" }),
        ref: z.string().nullable().openapi({ description: "The request it is about" }),
        reason: z.string().nullable(),
        created_at: instant,
        sent_at: instant.nullable(),
        due_at: instant,
        attempts: z.int(),
        receipt: z.string().nullable().openapi({ description: "What the provider says of it" }),
      }),
    ),
  })
  .openapi("Messages");

export const messagesRoute = endpoint(
  {
    method: "get",
    kind: "read",
    params: NOTHING,
    body: null,
    id: "listMessages",
    path: "/api/v1/messages",
    summary: "The newest hundred SMS in a state; neither numbers nor words",
    roles: ["officer", "administrator", "auditor"],
    query: messagesQuery,
    answer: messagesSchema,
    problems: [],
  },
  async ({ store }, { query }) => {
    const messages = await listMessages(store, query);
    return answerOf(200, {
      messages: messages.map(({ createdAt, sentAt, dueAt, class: kind, ...told }) => ({
        ...told,
        class: kind,
        created_at: instantOf(createdAt),
        sent_at: sentAt === null ? null : instantOf(sentAt),
        due_at: instantOf(dueAt),
      })),
    });
  },
);
