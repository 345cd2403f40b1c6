/** The routes that change nothing. */
import type { z } from "@hono/zod-openapi";
import { isBlocked } from "../../messages/preferences.ts";
import { listHistory } from "../../requests/history.ts";
import { cursorOf, pageOfRequests, readCursor, type Filters } from "../../requests/page.ts";
import { findByRef } from "../../requests/state.ts";
import { ROLES } from "../../staff/roles.ts";
import { listStaff } from "../../staff/staff.ts";
import { answerOf } from "./answer.ts";
import { unknownIn } from "./known.ts";
import { openFor } from "./opened.ts";
import { problem } from "./problem.ts";
import { endpoint, NOTHING } from "./route.ts";
import {
  langQuery,
  listQuery,
  meSchema,
  pageSchema,
  refParams,
  requestSchema,
  servicesSchema,
  staffSchema,
} from "./schemas.ts";
import { instantOrNull, showRequest, showServices, summaryOf } from "./show.ts";

const read = { method: "get", kind: "read", params: NOTHING, query: NOTHING, body: null } as const;

export const meRoute = endpoint(
  {
    ...read,
    id: "me",
    path: "/api/v1/me",
    summary: "Whose token this is",
    roles: ROLES,
    answer: meSchema,
    problems: [],
  },
  async (_need, { staff: { id, name, role } }) => answerOf(200, { id, name, role }),
);

export const staffRoute = endpoint(
  {
    ...read,
    id: "listStaff",
    path: "/api/v1/staff",
    summary: "Who works here, and who did: whom to assign to, and whom a history names",
    roles: ["officer", "administrator", "auditor"],
    answer: staffSchema,
    problems: [],
  },
  async ({ store }) => {
    const staff = (await listStaff(store)).map(({ id, name, role, endedAt }) => ({
      id,
      name,
      role,
      ended_at: instantOrNull(endedAt),
    }));
    return answerOf(200, { staff });
  },
);

export const servicesRoute = endpoint(
  {
    ...read,
    id: "listServices",
    path: "/api/v1/services",
    summary:
      "The services of the current release, with their statuses and what officers may make of them",
    roles: ROLES,
    query: langQuery,
    answer: servicesSchema,
    problems: [],
  },
  async ({ releases }, { query }) => answerOf(200, showServices(releases.current(), query.lang)),
);

export const listRoute = endpoint(
  {
    ...read,
    id: "listRequests",
    path: "/api/v1/requests",
    summary: "Requests, the most pressing first and then the oldest, a page at a time",
    roles: ["officer", "administrator", "auditor"],
    query: listQuery,
    answer: pageSchema,
    problems: ["cursor_unknown", "filter_unknown"],
  },
  async (need, { query, staff, at }) => {
    const { store, vault } = need;
    const after = query.cursor === undefined ? null : readCursor(query.cursor);
    if (query.cursor !== undefined && after === null) return problem("cursor_unknown");
    const filters = filtersOf(query, staff.id, at);
    const page = await pageOfRequests(store, vault, { filters, after, limit: query.limit });
    if (page.requests.length === 0) {
      const unknown = await unknownIn(need, filters);
      const errors = unknown.map((name) => ({ at: `query/${name}`, what: "unknown" }));
      if (errors.length > 0) return problem("filter_unknown", { errors });
    }
    return answerOf(200, {
      requests: page.requests.map((request) => summaryOf(request, at)),
      next: page.next === null ? null : cursorOf(page.next),
    });
  },
);

function filtersOf(query: z.infer<typeof listQuery>, me: string, at: number): Filters {
  const { service, status, ward, assigned, overdue } = query;
  const whose = { me, nobody: null }[assigned ?? ""];
  return {
    ...(service === undefined ? {} : { service }),
    ...(status === undefined ? {} : { status }),
    ...(ward === undefined ? {} : { ward }),
    ...(assigned === undefined ? {} : { assigned: whose === undefined ? assigned : whose }),
    ...(overdue === undefined ? {} : { overdueAt: at }),
  };
}

export const requestRoute = endpoint(
  {
    ...read,
    id: "readRequest",
    path: "/api/v1/requests/{ref}",
    summary: "One request with its answers and its history; its version is the ETag",
    roles: ["officer", "administrator", "auditor"],
    params: refParams,
    query: langQuery,
    answer: requestSchema,
    problems: ["not_found"],
  },
  async (need, { params, query, staff: { id: reader, role }, at }) => {
    const { store, releases } = need;
    // Asked for in one turn, so that they are of one moment.
    const [request, history, staff] = await Promise.all([
      findByRef(store, params),
      listHistory(store, params),
      listStaff(store),
    ]);
    if (request === null) return problem("not_found");
    const [release, opened, blocked] = await Promise.all([
      releases.get(request.release),
      openFor(need, role, request, history),
      isBlocked(store, request),
    ]);
    const { lang } = query;
    const shown = showRequest({ request, release, opened, blocked, staff, reader, lang, at });
    return answerOf(200, shown, request.version);
  },
);
