import { expect, test } from "vitest";
import { z } from "zod";
import { ENDPOINTS } from "../../src/console/api/api.ts";
import { endpoint, NOTHING, type Route } from "../../src/console/api/route.ts";
import { ROLES, type Role } from "../../src/staff/roles.ts";
import { endStaff } from "../../src/staff/staff.ts";
import { endToken, listTokens } from "../../src/staff/tokens.ts";
import { expectProblem, openOffice } from "./office.ts";

/** Who may do what, written down once more by hand: a slip in a declaration is seen here. */
const ALLOWED: Readonly<Record<string, readonly Role[]>> = {
  me: ["officer", "operator", "administrator", "auditor"],
  listServices: ["officer", "operator", "administrator", "auditor"],
  listStaff: ["officer", "administrator", "auditor"],
  listMessages: ["officer", "operator", "administrator", "auditor"],
  settleMessage: ["officer", "administrator"],
  listRequests: ["officer", "administrator", "auditor"],
  readRequest: ["officer", "administrator", "auditor"],
  assignRequest: ["officer", "administrator"],
  moveRequest: ["officer"],
  moveRequests: ["officer"],
  askCitizen: ["officer"],
  noteRequest: ["officer"],
  listSubscriptions: ["administrator", "auditor"],
  readSubscription: ["administrator", "auditor"],
  subscribe: ["administrator"],
  rotateSecret: ["administrator"],
  endSubscription: ["administrator"],
  listDeliveries: ["administrator", "auditor"],
  replayEvents: ["administrator"],
};

/** Empty bodies, which no change takes: whoever is let in is told so, and nothing changes. */
const knock = (route: Route) => ({
  path: route.path.replaceAll("{ref}", "10000007").replaceAll("{id}", "nobody"),
  method: route.method.toUpperCase(),
  call: { match: 1, ...(route.body === null ? {} : { body: {} }) },
});

test("every role at every route is let in or sent away as its declaration says", async () => {
  const office = await openOffice();
  for (const { route } of ENDPOINTS) {
    const { path, method, call } = knock(route);
    for (const role of ROLES) {
      const answered = await office.call(method, path, { ...call, role });
      if (route.roles.includes(role)) {
        expect([200, 400, 404], `${role} at ${route.id}`).toContain(answered.status);
      } else {
        await expectProblem(answered, 403, "not_your_role");
      }
    }
  }
});

test("the declarations are those that were decided on, and every route has one", () => {
  const declared = Object.fromEntries(ENDPOINTS.map(({ route }) => [route.id, [...route.roles]]));
  expect(declared).toEqual(ALLOWED);
});

test("no route is mounted beside the declarations", async () => {
  const { api } = await openOffice();
  const declared = ENDPOINTS.map(
    ({ route }) => `${route.method.toUpperCase()} ${route.path.replace(/\{(.+?)\}/g, ":$1")}`,
  );
  const mounted = new Set(api.routes.map(({ method, path }) => `${method} ${path}`));
  expect([...mounted].toSorted()).toEqual([...declared, "GET /openapi.json"].toSorted());
});

test("a route that nobody may call cannot be declared", () => {
  const route = {
    id: "nobody",
    method: "get",
    path: "/api/v1/nobody",
    summary: "",
    roles: [],
    kind: "read",
    params: NOTHING,
    query: NOTHING,
    body: null,
    answer: z.unknown(),
    problems: [],
  } as const;
  expect(() => endpoint(route, () => Promise.reject(new Error("called")))).toThrow("nobody");
});

test("no token, no token of ours, an ended one, one whose owner has left: 401, on every route alike", async () => {
  const office = await openOffice();
  const ended = office.tokens.get("officer2") ?? "";
  const left = office.tokens.get("auditor") ?? "";
  const tokens = await listTokens(office.store);
  const hash = tokens.find(({ staff }) => staff === "officer2")?.hash ?? "";
  await office.store.commit([
    endToken({ hash, at: office.time.now }),
    ...endStaff({ id: "auditor", at: office.time.now }),
  ]);
  for (const { route } of ENDPOINTS) {
    const { path, method, call } = knock(route);
    for (const token of [null, "", "x", `njia_${"A".repeat(43)}`, hash, ended, left]) {
      const answered = await office.call(method, path, { ...call, token });
      expect(answered.headers.get("www-authenticate")).toBe("Bearer");
      await expectProblem(answered, 401, "no_token");
    }
  }
  const basic = { authorization: `Basic ${office.tokens.get("officer")}` };
  await expectProblem(await office.call("GET", "/api/v1/me", { headers: basic }), 401, "no_token");
});

test("a caller without the right to a route learns nothing of what is behind it", async () => {
  const office = await openOffice();
  const ref = await office.open();
  for (const path of [`/api/v1/requests/${ref}`, "/api/v1/requests/10000007"]) {
    const said = await office.call("GET", path, { role: "operator" });
    expect(await expectProblem(said, 403, "not_your_role")).not.toHaveProperty("errors");
  }
});
