/**
 * Problems (RFC 9457): every way in which a call of the API can come to nothing, by its code.
 *
 * Owns the codes, their statuses and their words. Nothing that was sent ever stands in one: a field at
 * fault is named by its place, and what is wrong with it by a code of the schema's.
 */
import { z } from "@hono/zod-openapi";
import { answerOf, type Answer } from "./answer.ts";

export const PROBLEMS = {
  unreadable: { status: 400, title: "The call does not have the form it must have" },
  key_missing: { status: 400, title: "A change needs a header Idempotency-Key" },
  cursor_unknown: { status: 400, title: "The cursor is none of this list" },
  filter_unknown: { status: 400, title: "A filter names nothing that is known here" },
  no_token: { status: 401, title: "The call needs a token that has not ended" },
  not_your_role: { status: 403, title: "Your role may not do this" },
  not_found: { status: 404, title: "There is nothing here" },
  no_such_method: { status: 405, title: "The path has other methods: Allow names them" },
  move_refused: { status: 409, title: "The request cannot be moved so" },
  sent_already: { status: 409, title: "Another request holds what this one would hold again" },
  slot_taken: { status: 409, title: "No place is free at that time any more" },
  own_help: {
    status: 409,
    title: "The citizen objected: who helped them has no part in it any more",
  },
  closed: { status: 409, title: "The request is closed: an answer would lead nowhere" },
  not_in_doubt: { status: 409, title: "It is known already what became of the message" },
  no_such_officer: { status: 409, title: "It can be assigned only to an officer who works here" },
  ended: { status: 409, title: "The subscription has ended" },
  no_such_service: { status: 409, title: "There is no such service in the current menus" },
  too_many: { status: 409, title: "There are fifty subscriptions: end one first" },
  release_gone: { status: 409, title: "The menus the request was sent on are not in the store" },
  stale: { status: 412, title: "It has changed since you read it" },
  too_large: { status: 413, title: "The body is larger than 16 kB" },
  not_json: { status: 415, title: "The body must be application/json" },
  key_reused: { status: 422, title: "The Idempotency-Key was used for another call" },
  address_refused: { status: 422, title: "Events are not sent to such an address" },
  version_missing: {
    status: 428,
    title: "A change needs a header If-Match with the version you read",
  },
  not_opened: {
    status: 500,
    title: "What is sealed here opens with no key of this server: calling again does not help",
  },
  internal: { status: 500, title: "Something went wrong here: call again with the same key" },
  unwritten: { status: 503, title: "The store cannot write now: call again with the same key" },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

const TYPE = "urn:njia:problem:";

/** A field at fault: where it is, and a code of what is wrong with it. */
const fieldFault = z.object({
  at: z.string().openapi({ description: "JSON Pointer behind body, query or path" }),
  what: z.string(),
});

export const problemSchema = z
  .looseObject({
    type: z.enum(
      // The codes of a literal object are what its keys are typed as.
      Object.keys(PROBLEMS).map((code) => `${TYPE}${code}`) as [string, ...string[]],
    ),
    title: z.string(),
    status: z.int(),
    errors: z.array(fieldFault).optional(),
    reason: z
      .string()
      .optional()
      .openapi({ description: "move_refused, address_refused: why; a code" }),
    current: z.unknown().optional().openapi({ description: "stale: the request as it is now" }),
  })
  .openapi("Problem");

/** A problem as it stands in a body. `more` holds nothing that was sent. */
export function problemBody(code: ProblemCode, more: Readonly<Record<string, unknown>> = {}) {
  const { status, title } = PROBLEMS[code];
  return { type: TYPE + code, title, status, ...more };
}

/** A problem as an answer; `version` where it tells of a request. */
export function problem(
  code: ProblemCode,
  more: Readonly<Record<string, unknown>> = {},
  version: number | null = null,
): Answer {
  return answerOf(PROBLEMS[code].status, problemBody(code, more), version);
}

/** Where a body, a query or a path is at fault. Keys that nobody asked for are not named. */
export function faultsOf(target: string, { issues }: z.ZodError): z.infer<typeof fieldFault>[] {
  const part = { json: "body", param: "path" }[target] ?? target;
  return issues.map(({ path, code }) => ({
    at: [part, ...path.map(String)].join("/"),
    what: code,
  }));
}
