import { expect, test } from "vitest";
import { servedGateways } from "../../src/gateway/index.ts";
import { hopBody } from "../gateway/africastalking.bodies.ts";
import { CODE, KEY, openEdge, openLoopback, SECOND_KEY, USSD } from "./edge.ts";
import { rawAnswer } from "./wire.ts";

const BODY = hopBody({ serviceCode: CODE });

/** All that must look like a path that is not there. */
const STRANGE = [
  ["a wrong key", `/gateways/africastalking/${"x".repeat(32)}/ussd`],
  ["a key cut short", `/gateways/africastalking/${KEY.slice(1)}/ussd`],
  ["a wrong key for an event", `/gateways/africastalking/${"x".repeat(32)}/ussd/events`],
  ["an unknown gateway", `/gateways/nobody/${KEY}/ussd`],
  ["an unknown gateway and a wrong key", "/gateways/nobody/x/ussd"],
  ["a sandbox in production", `/gateways/sandbox/${KEY}/ussd`],
  ["an event of a sandbox in production", `/gateways/sandbox/${KEY}/ussd/events`],
  ["a key that is no UTF-8", "/gateways/africastalking/%ff%e0/ussd"],
  ["a name from the prototype", `/gateways/constructor/${KEY}/ussd`],
  ["a longer path", `${USSD}/more`],
] as const;

test.each(STRANGE)("%s looks like an unknown path", async (_, path) => {
  const edge = openEdge({ served: servedGateways(true) });
  const unknown = await edge.post("/nothing/here", BODY);
  const strange = await edge.post(path, BODY);
  expect(unknown.status).toBe(404);
  expect(strange.status).toBe(404);
  expect([...strange.headers]).toEqual([...unknown.headers]);
  expect(await strange.text()).toBe(await unknown.text());
  expect(edge.lines.all()).toEqual([]);
});

test("over the wire all of them are answered with the same bytes", async () => {
  const { port } = await openLoopback({ served: servedGateways(true) });
  const asked = async (path: string) =>
    rawAnswer(
      port,
      [
        `POST ${path} HTTP/1.1`,
        "host: localhost",
        "connection: close",
        `content-length: ${Buffer.byteLength(BODY)}`,
        "",
        BODY,
      ].join("\r\n"),
    );
  const unknown = await asked("/nothing/here");
  expect(unknown).toMatch(/^HTTP\/1\.1 404 /);
  for (const [, path] of STRANGE) expect(await asked(path)).toBe(unknown);
});

test("only POST is a callback", async () => {
  const { app } = openEdge();
  const unknown = await app.request("/nothing/here");
  const known = await app.request(USSD);
  expect(known.status).toBe(404);
  expect(await known.text()).toBe(await unknown.text());
});

test("every configured key is valid, for one is being replaced by the other", async () => {
  const edge = openEdge();
  const second = await edge.post(`/gateways/africastalking/${SECOND_KEY}/ussd`, BODY);
  expect(second.status).toBe(200);
  expect(await second.text()).toMatch(/^CON /);
});

test("outside production the terminal phone has its gateway", async () => {
  const edge = openEdge({ served: servedGateways(false) });
  const body = JSON.stringify({ session: "s", phone: "+254711000001", code: CODE, text: "" });
  const answered = await edge.post(`/gateways/sandbox/${KEY}/ussd`, body);
  expect(answered.status).toBe(200);
  expect(await answered.text()).toMatch(/^CON /);
});
