/** What the OpenAPI document says of a route, from the route's own declaration. */
import type { RouteConfig } from "@hono/zod-openapi";
import { PROBLEMS, problemSchema } from "./problem.ts";
import { problemsOf, type Route } from "./route.ts";

export const DOCUMENT = {
  openapi: "3.1.0",
  info: {
    title: "Njia: the officers' API",
    version: "1",
    description:
      "Requests, and what officers do with them. docs/api.md begins with the first calls.",
    license: { name: "Apache-2.0", identifier: "Apache-2.0" },
  },
  servers: [{ url: "/" }],
};

const TEXT = { type: "string" } as const;

const KEY_HEADER = {
  name: "Idempotency-Key",
  in: "header",
  required: true,
  description:
    "1 to 200 letters without spaces, fresh for each change: the same call with the same key is answered as the first time, for 24 hours",
  schema: TEXT,
} as const;

const MATCH_HEADER = {
  name: "If-Match",
  in: "header",
  required: true,
  description: 'The ETag of the request as it was read, such as "3" with its quotes',
  schema: TEXT,
} as const;

const ETAG = {
  ETag: { description: "The version of what is told of", schema: TEXT },
} as const;

/** The route as the document has it; its roles stand in `x-roles`. */
export function configOf(route: Route): RouteConfig {
  const { id, method, path, summary, roles, kind, params, query, body, answer } = route;
  const tells = kind === "change" || path.endsWith("}");
  return {
    operationId: id,
    method,
    path,
    summary,
    security: [{ token: [] }],
    "x-roles": [...roles],
    parameters: [
      ...(kind === "read" ? [] : [KEY_HEADER]),
      ...(kind === "change" ? [MATCH_HEADER] : []),
    ],
    request: {
      params,
      query,
      ...(body === null
        ? {}
        : { body: { required: true, content: { "application/json": { schema: body } } } }),
    },
    responses: {
      200: {
        description: "Done",
        content: { "application/json": { schema: answer } },
        ...(tells ? { headers: ETAG } : {}),
      },
      ...problemResponses(route),
    },
  };
}

/** Problems of one status stand together; each is named by its code. */
function problemResponses(route: Route): RouteConfig["responses"] {
  const codes = problemsOf(route);
  const statuses = new Set(codes.map((code) => PROBLEMS[code].status));
  return Object.fromEntries(
    [...statuses].map((status) => {
      const here = codes.filter((code) => PROBLEMS[code].status === status);
      const description = here.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join(". ");
      return [
        status,
        { description, content: { "application/problem+json": { schema: problemSchema } } },
      ];
    }),
  );
}
