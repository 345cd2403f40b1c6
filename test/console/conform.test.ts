/** What the document says of answers, held against answers. */
import { expect, test } from "vitest";
import { z } from "zod";
import { ENDPOINTS } from "../../src/console/api/api.ts";
import type { Route } from "../../src/console/api/route.ts";
import { ROLES } from "../../src/staff/roles.ts";
import { LOST, openOffice, type Call, type Office } from "./office.ts";

interface Operation {
  responses: Record<string, { content: Record<string, { schema: object }>; headers?: object }>;
  requestBody?: { content: Record<string, { schema: object }> };
  parameters?: { name: string; in: string; required: boolean }[];
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

async function documentOf({ api }: Office): Promise<Document> {
  return JSON.parse(await (await api.request("/openapi.json")).text());
}

/** A schema of the document, with those it refers to. */
function schemaOf({ components }: Document, schema: object): z.ZodType {
  const whole = JSON.stringify({ ...schema, $defs: components.schemas });
  return z.fromJSONSchema(JSON.parse(whole.replaceAll("#/components/schemas/", "#/$defs/")));
}

const schemas = new Map<string, z.ZodType>();

/** As `schemaOf`, made once for each answer of a route. */
function knownSchema(document: Document, what: string, schema: object): z.ZodType {
  const found = schemas.get(what) ?? schemaOf(document, schema);
  schemas.set(what, found);
  return found;
}

/** Makes a call, and holds what it answers against what the document says of that status. */
async function held(office: Office, document: Document, route: Route, ref: string, call: Call) {
  const path = route.path.replaceAll("{ref}", ref).replace(/\{\w+\}/g, "unknown");
  const answered = await office.call(route.method.toUpperCase(), path, call);
  const what = `${route.id} ${answered.status}`;
  const described = document.paths[route.path]?.[route.method]?.responses[answered.status];
  expect(described, what).toBeDefined();
  const type = answered.headers.get("content-type") ?? "";
  const schema = described?.content[type]?.schema;
  expect(schema, `${what} ${type}`).toBeDefined();
  const body: unknown = JSON.parse(await answered.text());
  const read = knownSchema(document, what, schema ?? {}).safeParse(body);
  expect(read.error?.issues ?? [], what).toEqual([]);
  if (answered.status === 200) {
    // Nothing that is not described, at any depth.
    expect(route.answer.parse(body), what).toEqual(body);
    expect("headers" in (described ?? {}), what).toBe(answered.headers.has("etag"));
  }
  return answered.status;
}

const routeOf = (id: string): Route => {
  const found = ENDPOINTS.find(({ route }) => route.id === id);
  if (found === undefined) throw new Error(`no route ${id}`);
  return found.route;
};

test("every route answers every role as the document says, asked well or badly", async () => {
  const office = await openOffice();
  const document = await documentOf(office);
  const ref = await office.open();
  const statuses = new Set<number>();
  for (const { route } of ENDPOINTS) {
    for (const role of ROLES) {
      for (const call of [{}, { match: 1 }, { match: 1, body: {} }, { match: 1, body: "{" }]) {
        for (const asked of [ref, "10000007", "x"]) {
          const { body, ...rest } = call as Call;
          const given = route.body === null || body === undefined ? rest : { ...rest, body };
          statuses.add(await held(office, document, route, asked, { role, ...given }));
        }
      }
    }
    statuses.add(await held(office, document, route, ref, { token: null }));
  }
  for (const status of [200, 400, 401, 403, 404, 428]) expect(statuses).toContain(status);
});

test("a request's whole life is told as the document says, and its bodies are those of the document", async () => {
  const office = await openOffice();
  const document = await documentOf(office);
  const ref = await office.open();
  const lost = await office.open();
  const steps: [id: string, call: Call, status: number][] = [
    ["assignRequest", { match: 1, body: { to: "officer2" } }, 200],
    ["assignRequest", { match: 1, body: { to: null } }, 412],
    ["assignRequest", { match: 2, body: { to: "auditor" } }, 409],
    ["noteRequest", { match: 2, body: { note: "Leta ngazi, 日本語" }, key: "k-1" }, 200],
    ["noteRequest", { match: 2, body: { note: "another" }, key: "k-1" }, 422],
    ["askCitizen", { match: 3, body: { question: "Which gate?" } }, 200],
    ["readRequest", {}, 200],
    ["readRequest", { role: "auditor" }, 200],
    ["moveRequest", { match: 4, body: { to: "mended" } }, 409],
    ["moveRequest", { match: 4, body: { to: "assigned" } }, 200],
    ["moveRequest", { match: 5, body: { to: "mended", reason: null, note: "done" } }, 200],
    ["listRequests", {}, 200],
    ["listMessages", {}, 200],
    ["noteRequest", { match: 6, body: { note: "x".repeat(17_000) } }, 413],
    ["noteRequest", { match: 6, body: "n", headers: { "content-type": "text/plain" } }, 415],
  ];
  for (const [id, call, status] of steps) {
    const route = routeOf(id);
    expect(await held(office, document, route, ref, call), id).toBe(status);
    const schema =
      document.paths[route.path]?.[route.method]?.requestBody?.content["application/json"]?.schema;
    if (status !== 200 || schema === undefined) continue;
    expect(schemaOf(document, schema).safeParse(call.body).error?.issues ?? [], id).toEqual([]);
  }
  await office.raw("update requests set answers = ? where ref = ?", LOST, lost);
  const requests = [lost, ref, "20000006"].map((each) => ({ ref: each, version: 6 }));
  requests[0] = { ref: lost, version: 1 };
  const bulk = { body: { to: "reopened", requests } };
  expect(await held(office, document, routeOf("moveRequests"), ref, bulk)).toBe(200);
  expect(await held(office, document, routeOf("readRequest"), lost, {})).toBe(200);
  const move = { match: 1, body: { to: "assigned" } };
  expect(await held(office, document, routeOf("moveRequest"), lost, move)).toBe(500);
});

/** Every object within a value, itself included. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return;
  yield value as Record<string, unknown>; // no array's keys are asked for
  for (const each of Object.values(value)) yield* objectsIn(each);
}

test("the document is of 3.1 to its leaves: patterns without flags, no word of 3.0, parameters of their path", async () => {
  const document = await documentOf(await openOffice());
  const patterns = [...objectsIn(document)].flatMap(({ pattern }) =>
    typeof pattern === "string" ? [pattern] : [],
  );
  expect(patterns.length).toBeGreaterThan(5);
  for (const pattern of patterns) {
    expect(() => new RegExp(pattern, "u"), pattern).not.toThrow();
    // A regular expression as JavaScript writes it, flags and all, would match nothing.
    expect(pattern).not.toMatch(/\/[a-z]+$/);
  }
  expect(
    new RegExp(patterns.find((each) => each.includes("{1,80}")) ?? "", "u").test("umoja"),
  ).toBe(true);
  for (const each of objectsIn(document)) {
    expect(each).not.toHaveProperty("nullable");
    expect(typeof each["exclusiveMinimum"]).not.toBe("boolean");
  }
  for (const [path, methods] of Object.entries(document.paths)) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters = [], responses } of Object.values(methods)) {
      const declared = parameters.filter((each) => each.in === "path");
      expect(declared.map(({ name }) => name)).toEqual(inPath);
      expect(declared.every(({ required }) => required)).toBe(true);
      const places = parameters.map((each) => `${each.in} ${each.name}`);
      expect(new Set(places).size).toBe(places.length);
      expect(Object.keys(responses).every((status) => /^[2-5]\d\d$/.test(status))).toBe(true);
    }
  }
});
