import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ENDPOINTS } from "../../src/console/api/api.ts";
import { PROBLEMS } from "../../src/console/api/problem.ts";
import { problemsOf } from "../../src/console/api/route.ts";
import { ROLES } from "../../src/staff/roles.ts";
import { openOffice } from "./office.ts";

async function document() {
  const { api } = await openOffice();
  const answered = await api.request("/openapi.json");
  expect(answered.status).toBe(200);
  return JSON.parse(await answered.text());
}

test("the document is of OpenAPI 3.1, names every route and nothing else, and needs no token", async () => {
  const { openapi, info, paths, components } = await document();
  expect(openapi).toBe("3.1.0");
  expect(info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  expect(components.securitySchemes.token).toMatchObject({ type: "http", scheme: "bearer" });
  const named = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method} ${path}`),
  );
  const declared = ENDPOINTS.map(({ route }) => `${route.method} ${route.path}`);
  expect(named.toSorted()).toEqual(declared.toSorted());
  const ids = ENDPOINTS.map(({ route }) => route.id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("every route says who may call it, what it needs, and every problem it may come to", async () => {
  const { paths } = await document();
  for (const { route } of ENDPOINTS) {
    const operation = paths[route.path][route.method];
    expect(operation["x-roles"]).toEqual([...route.roles]);
    expect(operation.security).toEqual([{ token: [] }]);
    expect(operation.operationId).toBe(route.id);
    const headers = (operation.parameters ?? [])
      .filter((each: { in: string }) => each.in === "header")
      .map(({ name, required }: { name: string; required: boolean }) => [name, required]);
    const wanted = {
      read: [],
      change: ["Idempotency-Key", "If-Match"],
      changes: ["Idempotency-Key"],
    };
    expect(headers).toEqual(wanted[route.kind].map((name) => [name, true]));
    expect(operation.requestBody?.required === true).toBe(route.body !== null);
    for (const code of problemsOf(route)) {
      const response = operation.responses[PROBLEMS[code].status];
      expect(response.description).toContain(`\`${code}\``);
      expect(response.content["application/problem+json"].schema).toEqual({
        $ref: "#/components/schemas/Problem",
      });
    }
    expect(operation.responses[200].content["application/json"].schema).toBeDefined();
  }
});

test("every reference within the document leads somewhere, and bodies take no unknown field", async () => {
  const whole = await document();
  const text = JSON.stringify(whole);
  const names = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
    ([, name]) => name,
  );
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(whole.components.schemas).toHaveProperty(name ?? "");
  for (const { route } of ENDPOINTS) {
    if (route.body === null) continue;
    const { schema } = whole.paths[route.path].post.requestBody.content["application/json"];
    expect(schema.additionalProperties).toBe(false);
  }
});

test("every problem there is belongs to some route, but for that of a method that is no route", () => {
  const used = new Set(ENDPOINTS.flatMap(({ route }) => problemsOf(route)));
  used.add("no_such_method");
  expect([...used].toSorted()).toEqual(Object.keys(PROBLEMS).toSorted());
});

test("docs/api.md names every route, every problem and every role", () => {
  const text = readFileSync("docs/api.md", "utf8");
  for (const { route } of ENDPOINTS) {
    expect(text).toContain(route.path.replace("/api/v1", ""));
  }
  for (const word of [...Object.keys(PROBLEMS), ...ROLES]) expect(text).toContain(`\`${word}\``);
});
