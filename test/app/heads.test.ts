/** What the head of a callback may look like. */
import { expect, test } from "vitest";
import { hopBody } from "../gateway/africastalking.bodies.ts";
import { CODE, openLoopback, USSD } from "./edge.ts";
import { rawAnswer } from "./wire.ts";

const BODY = hopBody({ serviceCode: CODE });

/** A callback with this first line and these headers. */
const callback = (first: string, ...headers: string[]) =>
  [first, ...headers, "connection: close", `content-length: ${BODY.length}`, "", BODY].join("\r\n");

test.each([
  ["in HTTP/1.0 without a host", `POST ${USSD} HTTP/1.0`, []],
  ["without a host", `POST ${USSD} HTTP/1.1`, []],
  ["with an empty host", `POST ${USSD} HTTP/1.1`, ["host:"]],
  ["with a port there is not", `POST ${USSD} HTTP/1.1`, ["host: EXAMPLE.com:99999"]],
  ["with a host that is no name", `POST ${USSD} HTTP/1.1`, ["host: a b"]],
  ["with a host that is a path", `POST ${USSD} HTTP/1.1`, ["host: a/../b?c#d"]],
  ["with a host in no alphabet of hosts", `POST ${USSD} HTTP/1.1`, ["host: m\u00fcnchen.de"]],
  ["with another host in its address", `POST http://other${USSD} HTTP/1.1`, ["host: njia"]],
  ["with two hosts", `POST ${USSD} HTTP/1.1`, ["host: a", "host: b"]],
  ["with an expectation nobody knows", `POST ${USSD} HTTP/1.1`, ["host: a", "expect: much"]],
  ["that offers another protocol", `POST ${USSD} HTTP/1.1`, ["host: a", "upgrade: h2c"]],
])("a callback %s is taken", async (_, first, headers) => {
  const { port } = await openLoopback();
  const answer = await rawAnswer(port, callback(first, ...headers));
  expect(answer).toMatch(/^HTTP\/1\.[01] 200 OK\r\n/);
  expect(answer).toContain("\r\n\r\nCON ");
});
