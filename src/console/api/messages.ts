/**
 * What became of SMS: above all those of which nobody knows whether they were sent.
 *
 * No role sees a number or words here. An operator, who keeps the menus, sees which texts fail and why, and
 * learns no reference. Officers and administrators settle what nobody knows.
 */
import { z } from "@hono/zod-openapi";
import { settle } from "../../actions/settle.ts";
import {
  cursorOf,
  findMessage,
  pageOfMessages,
  readCursor,
  type ListedMessage,
} from "../../messages/list.ts";
import { resolved, RESOLUTIONS } from "../../messages/resolve.ts";
import { ROLES, type Role } from "../../staff/roles.ts";
import { answerOf, etagOf } from "./answer.ts";
import { calledOf, once, unchanged } from "./change.ts";
import { problem } from "./problem.ts";
import { endpoint, NOTHING } from "./route.ts";
import { instant, listQuery, refParams } from "./schemas.ts";
import { instantOf, instantOrNull } from "./show.ts";

const STATES = [
  "ambiguous",
  "pending",
  "claimed",
  "sending",
  "accepted",
  "refused",
  "given_up",
  "dropped",
] as const;

const messagesQuery = z.strictObject({
  state: z.enum(STATES).optional().openapi({
    description:
      "`ambiguous`, the default without a request: it may have been sent, and is not sent again by itself",
  }),
  request: refParams.shape.ref.optional(),
  limit: listQuery.shape.limit,
  cursor: listQuery.shape.cursor,
});

const messageSchema = z
  .object({
    id: z.string(),
    class: z.string(),
    template: z.string().openapi({ description: "Whose words: `report/resolved`" }),
    state: z.enum(STATES),
    ref: z
      .string()
      .nullable()
      .openapi({ description: "The request it is about; null for operators" }),
    reason: z.string().nullable(),
    created_at: instant,
    sent_at: instant.nullable(),
    due_at: instant,
    attempts: z.int(),
    parts: z.int().openapi({ description: "As billed, where the provider said so" }),
    receipt: z.string().nullable().openapi({ description: "What the provider says of it" }),
    sms: z.enum(["open", "blocked"]).openapi({ description: "`blocked`: its phone refuses SMS" }),
    version: z.int().min(1).openapi({ description: "Its ETag, for If-Match" }),
    settled_by: z.string().nullable().openapi({ description: "Id of whoever settled it" }),
    settled_at: instant.nullable(),
  })
  .openapi("Message");

const messagesSchema = z
  .object({
    messages: z.array(messageSchema),
    next: z
      .string()
      .nullable()
      .openapi({ description: "Cursor of the next page; null on the last" }),
  })
  .openapi("Messages");

function showMessage(message: ListedMessage, role: Role): z.infer<typeof messageSchema> {
  const { id, class: kind, template, state, ref, reason, attempts, parts, receipt } = message;
  return {
    id,
    class: kind,
    template,
    state,
    ref: role === "operator" ? null : ref,
    reason,
    created_at: instantOf(message.createdAt),
    sent_at: instantOrNull(message.sentAt),
    due_at: instantOf(message.dueAt),
    attempts,
    parts,
    receipt,
    sms: message.blocked ? "blocked" : "open",
    version: message.version,
    settled_by: message.settledBy,
    settled_at: instantOrNull(message.settledAt),
  };
}

export const messagesRoute = endpoint(
  {
    method: "get",
    kind: "read",
    params: NOTHING,
    body: null,
    id: "listMessages",
    path: "/api/v1/messages",
    summary: "SMS, the newest first, a page at a time; neither numbers nor words",
    roles: ROLES,
    query: messagesQuery,
    answer: messagesSchema,
    problems: ["cursor_unknown"],
  },
  async ({ store }, { query, staff: { role } }) => {
    const { request: ref, limit, cursor } = query;
    // Whose request it is about is nobody's business who may read none.
    if (ref !== undefined && role === "operator") return problem("not_your_role");
    const after = cursor === undefined ? null : readCursor(cursor);
    if (cursor !== undefined && after === null) return problem("cursor_unknown");
    const state = query.state ?? (ref === undefined ? "ambiguous" : undefined);
    const filters = { ...(state !== undefined && { state }), ...(ref !== undefined && { ref }) };
    const page = await pageOfMessages(store, { filters, after, limit });
    return answerOf(200, {
      messages: page.messages.map((message) => showMessage(message, role)),
      next: page.next === null ? null : cursorOf(page.next),
    });
  },
);

const settleParams = z.strictObject({
  // As it was listed: a gateway's own id may stand in it.
  id: z.string().regex(/^[\x21-\x7e]{1,200}$/),
});

const settleBody = z.strictObject({
  as: z.enum(RESOLUTIONS).openapi({
    description:
      "`delivered` and `not_delivered` end it; `send_again` sends it a second time, which the citizen may get twice",
  }),
});

export const settleRoute = endpoint(
  {
    method: "post",
    kind: "change",
    params: settleParams,
    query: NOTHING,
    body: settleBody,
    id: "settleMessage",
    path: "/api/v1/messages/{id}/settle",
    summary: "Say what became of an SMS of which nobody knows whether it was sent",
    roles: ["officer", "administrator"],
    answer: messageSchema,
    problems: ["not_in_doubt"],
  },
  (need, asked) => {
    const { params, body, staff, at } = asked;
    const called = calledOf(asked);
    return once(need, called, async () => {
      const message = await findMessage(need.store, params);
      if (message === null) return unchanged(problem("not_found"));
      const current = showMessage(message, staff.role);
      if (called.match !== etagOf(message.version)) {
        return unchanged(problem("stale", { current }, message.version));
      }
      if (message.state !== "ambiguous") {
        return unchanged(problem("not_in_doubt", { current }, message.version));
      }
      const resolving = { as: body.as, by: staff.id, at };
      const next = { ...message, ...resolved(message, resolving) };
      const answer = answerOf(200, showMessage(next, staff.role), next.version);
      return { answer, writes: settle(message, resolving), keep: true };
    });
  },
);
