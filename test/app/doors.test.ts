/** Connections that wait to be let in. */
import { connect } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { ListenFault, listen } from "../../src/listen.ts";
import { openLoopback, USSD, CODE } from "./edge.ts";
import { hopBody } from "../gateway/africastalking.bodies.ts";
import { send } from "./wire.ts";

const CALLERS = 200;
/** One in a turn of the event loop, where a system has but one door. */
const TURNS = process.platform === "linux" ? 40 : CALLERS + 10;

test("of many who come at once, many are let in at once", async () => {
  let asked = 0;
  const listening = await listen(
    () => {
      asked++;
      return new Response("x");
    },
    { host: "127.0.0.1", port: 0 },
  );
  onTestFinished(() => listening.close());
  const sockets = Array.from({ length: CALLERS }, () => connect(listening.port, "127.0.0.1"));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  for (const socket of sockets) socket.write("GET / HTTP/1.1\r\n\r\n");
  // The system opens a connection without asking anybody: all of them wait now.
  for (let turns = 0; turns < TURNS; turns++) await turn();
  expect(asked).toBe(CALLERS);
});

test("a port with many doors is one port: nobody else gets it, and all are shut", async () => {
  const edge = await openLoopback();
  const { port } = edge;
  const at = { host: "127.0.0.1", port };
  const other = listen(() => new Response("x"), at);
  await expect(other).rejects.toThrow(ListenFault);
  await expect(other).rejects.toThrow(`Port ${port} is taken`);
  // Whichever door it is.
  for (let n = 0; n < 50; n++) {
    const body = hopBody({ serviceCode: CODE, sessionId: `s${n}` });
    expect((await send(port, { path: USSD, body })).body).toMatch(/^CON /);
  }
});

test("after a close every door is shut", async () => {
  const listening = await listen(() => new Response("x"), { host: "127.0.0.1", port: 0 });
  const { port } = listening;
  await listening.close();
  const again = await listen(() => new Response("y"), { host: "127.0.0.1", port });
  for (let n = 0; n < 50; n++) {
    const reply = await fetch(`http://127.0.0.1:${port}`);
    expect(await reply.text()).toBe("y");
  }
  await again.close();
});
