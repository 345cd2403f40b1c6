import { expect, test } from "vitest";
import { endBody, hopBody } from "../gateway/africastalking.bodies.ts";
import { CODE, EVENTS, openEdge, USSD } from "./edge.ts";

const END = endBody({ serviceCode: CODE });

test("the end of a session closes it", async () => {
  const edge = openEdge();
  expect(await edge.hop("")).toMatch(/^CON /);
  const ended = await edge.post(EVENTS, END);
  expect(ended.status).toBe(200);
  expect(await edge.hop("1")).toBe("END closed");
  expect(edge.lines.of("session_end")).toMatchObject([
    { gateway: "africastalking", status: "abandoned" },
  ]);
});

test("an end for another phone's session closes nothing", async () => {
  const edge = openEdge();
  await edge.hop("");
  const ended = await edge.post(EVENTS, endBody({ phoneNumber: "+254711000002" }));
  expect(ended.status).toBe(200);
  expect(await edge.hop("1")).toMatch(/^CON /);
});

test("an end says nothing about what was done: the stored reply is still given", async () => {
  const edge = openEdge();
  const first = await edge.hop("");
  await edge.post(EVENTS, endBody({ serviceCode: CODE, status: "Failed" }));
  expect(await edge.hop("")).toBe(first);
});

test.each([
  ["no session", "status=Success"],
  ["a doubled field", `${END}&status=Success`],
  ["garbage", "%%%"],
  ["too large", `${END}&filler=${"x".repeat(20_000)}`],
])("an event that cannot be read is noted and answered: %s", async (_, body) => {
  const edge = openEdge();
  await edge.hop("");
  expect((await edge.post(EVENTS, body)).status).toBe(200);
  expect(edge.lines.of("session_end")).toMatchObject([
    { status: "unreadable", unreadable: expect.stringMatching(/^[a-z_]+$/) },
  ]);
  expect(await edge.hop("1")).toMatch(/^CON /);
});

test("an event for a session nobody knows is answered", async () => {
  const edge = openEdge();
  expect((await edge.post(EVENTS, END)).status).toBe(200);
});

test("what the citizen typed and saw is dropped unread", async () => {
  const edge = openEdge();
  await edge.post(USSD, hopBody({ serviceCode: CODE }));
  const typed = "1*4711*secret-answer";
  const saw = "CON secret-screen";
  await edge.post(EVENTS, endBody({ input: typed, lastAppResponse: saw, hopsMetadata: "secret" }));
  expect(edge.lines.of("session_end")).toHaveLength(1);
  expect(edge.lines.text()).not.toMatch(/4711\*|secret/);
});
