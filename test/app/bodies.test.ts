import { connect } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { BODY_BYTES_MAX } from "../../src/gateway/contract.ts";
import { hopBody } from "../gateway/africastalking.bodies.ts";
import { CODE, KEY, openEdge, openLoopback, USSD } from "./edge.ts";
import { send } from "./wire.ts";

const HOP = hopBody({ serviceCode: CODE });
/** A hop with an unknown field that fills it up to so many bytes. */
const filled = (bytes: number) => `${HOP}&filler=`.padEnd(bytes, "x");

/** What no gateway should send, and the code the log has for it. */
const BROKEN: readonly [string, string | Uint8Array<ArrayBuffer>, string][] = [
  ["an empty body", "", "session_id"],
  ["letters that mean nothing", "hello", "session_id"],
  ["bytes that are no text", Uint8Array.from([0xff, 0xfe, 0x00, 0x80]), "session_id"],
  ["a doubled field", `${HOP}&text=1`, "doubled_field"],
  ["JSON", JSON.stringify({ sessionId: "a", text: "" }), "session_id"],
  ["a byte too many", filled(BODY_BYTES_MAX + 1), "too_large"],
  ["a hundred times too many", filled(100 * BODY_BYTES_MAX), "too_large"],
];

test.each(BROKEN)("%s is answered with END and an apology", async (_, body, code) => {
  const edge = openEdge();
  const answered = await edge.post(USSD, body);
  const text = await answered.text();
  expect(answered.status).toBe(200);
  expect(text).toMatch(/^END Sorry \d{4}$/);
  expect(edge.lines.of("hop")).toMatchObject([
    { outcome: "unreadable", unreadable: code, code: text.slice(-4), session: null },
  ]);
});

test.each(["with a length", "in chunks"])("over the wire it is the same, %s", async (how) => {
  const edge = await openLoopback();
  for (const [, body, code] of BROKEN) {
    const answered = await send(edge.port, { path: USSD, body, chunked: how === "in chunks" });
    expect(answered).toMatchObject({ status: 200, body: expect.stringMatching(/^END /) });
    expect(edge.lines.of("hop").at(-1)).toMatchObject({ unreadable: code });
  }
});

test.each([
  ["exactly as long as allowed", filled(BODY_BYTES_MAX), {}],
  ["with a foreign content type", HOP, { "content-type": "application/json" }],
  ["with a content type that is none", HOP, { "content-type": ";;;" }],
  ["announced as a file", HOP, { "content-type": "multipart/form-data; boundary=x" }],
  ["with unknown fields", `${HOP}&__proto__=1&colour=blue`, {}],
])("a hop %s is taken", async (_, body, headers) => {
  const edge = await openLoopback();
  const here = await edge.post(USSD, body, headers);
  expect(await here.text()).toMatch(/^CON /);
  for (const chunked of [false, true]) {
    const answered = await send(edge.port, { path: USSD, body, headers, chunked });
    expect(answered).toMatchObject({ status: 200, body: expect.stringMatching(/^CON /) });
  }
});

test("a sender that hangs up in the middle of the body is noted, and the next one is served", async () => {
  const edge = await openLoopback();
  const noted = edge.lines.next("hop");
  const socket = connect(edge.port, "127.0.0.1");
  const head = `POST ${USSD} HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${HOP.length}\r\n\r\n`;
  socket.write(head + HOP.slice(0, 20), () => socket.destroy());
  expect(await noted).toMatchObject({ outcome: "unreadable", unreadable: "broken_off" });
  const next = await send(edge.port, { path: USSD, body: HOP });
  expect(next.body).toMatch(/^CON /);
});

test("any bytes are answered with 200 and CON or END", async () => {
  const edge = openEdge();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("africastalking", "sandbox"),
      fc.uint8Array({ maxLength: 400 }),
      async (gateway, bytes) => {
        const answered = await edge.post(`/gateways/${gateway}/${KEY}/ussd`, new Uint8Array(bytes));
        expect(answered.status).toBe(200);
        expect(await answered.text()).toMatch(/^(CON|END) ./s);
      },
    ),
  );
});

test("any text of any session is answered with 200 and CON or END", async () => {
  const edge = openEdge();
  const sessions = fc.constantFrom("s1", "s2", "");
  await fc.assert(
    fc.asyncProperty(sessions, fc.string({ unit: "binary" }), async (sessionId, text) => {
      // A lone surrogate cannot be encoded, so no sender can send one.
      const body = hopBody({ serviceCode: CODE, sessionId, text: text.toWellFormed() });
      const answered = await edge.post(USSD, body);
      expect(answered.status).toBe(200);
      expect(await answered.text()).toMatch(/^(CON|END) ./s);
    }),
  );
});
