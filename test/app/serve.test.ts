import { once } from "node:events";
import { Agent } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { ListenFault } from "../../src/listen.ts";
import { KEY } from "./edge.ts";
import { beginHop, dial, openTrial, TRIAL_CODE, TRIAL_NAME } from "./trial.ts";
import { send } from "./wire.ts";

test("a server that has opened answers a dial", async () => {
  const trial = await openTrial();
  expect(trial.code).toBe(TRIAL_CODE);
  expect(trial.url).toBe(`http://127.0.0.1:${trial.port}`);
  expect((await send(trial.port, { method: "GET", path: "/health/ready" })).status).toBe(200);
  await dial(trial.port, "s1");
  const { status, body } = await dial(trial.port, "s1", "1");
  expect(status).toBe(200);
  expect(body).toContain(TRIAL_NAME);
  expect(trial.lines.of("started")).toMatchObject([
    {
      url: trial.url,
      release: expect.stringMatching(/^[0-9a-f]{64}$/),
      gateways: ["africastalking", "sandbox"],
    },
  ]);
});

test("the log tells sessions apart by a mark that is not their id", async () => {
  const trial = await openTrial();
  await dial(trial.port, "session-one");
  await dial(trial.port, "session-one", "1");
  await dial(trial.port, "session-two");
  const [first, second, third] = trial.lines.of("hop").map(({ session }) => session);
  expect(first).toMatch(/^[\w-]{12}$/);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
  expect(trial.lines.text()).not.toContain("session-one");
});

test("commits reach the metrics", async () => {
  const trial = await openTrial();
  await dial(trial.port, "s1");
  const { body } = await send(trial.port, { method: "GET", path: "/metrics" });
  const count = Number(/^njia_commit_batch_size_count (\d+)$/m.exec(body)?.[1]);
  expect(count).toBeGreaterThanOrEqual(2);
  expect(body).toMatch(/^njia_commit_seconds_count \d+$/m);
});

test("a session goes on after the server was stopped and started again", async () => {
  const first = await openTrial();
  await dial(first.port, "s1");
  await first.stop();
  const second = await openTrial({ folder: first.folder });
  const { body } = await dial(second.port, "s1", "1");
  expect(body).toContain(TRIAL_NAME);
});

test("a taken port is told with what to do, and leaves nothing open", async () => {
  const trial = await openTrial();
  const other = openTrial({ port: trial.port });
  await expect(other).rejects.toThrow(ListenFault);
  await expect(other).rejects.toThrow(`Port ${trial.port} is taken`);
});

test("a stop answers the hops in flight, closes idle connections and refuses new ones", async () => {
  const trial = await openTrial();
  const agent = new Agent({ keepAlive: true });
  const finish = await Promise.all(["s1", "s2", "s3"].map((id) => beginHop(trial.port, id)));
  const idle = await send(trial.port, { method: "GET", path: "/health/ready", agent });
  expect(idle.status).toBe(200);

  const stopped = trial.stop();
  await expect(dial(trial.port, "s4")).rejects.toThrow(/ECONNREFUSED/);
  for (const answer of await Promise.all(finish.map((each) => each()))) {
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain("\r\n\r\nCON ");
  }
  await stopped;
  expect(Object.keys(agent.freeSockets)).toEqual([]);
  expect(trial.lines.of("hop")).toHaveLength(3);
  agent.destroy();

  const again = await openTrial({ folder: trial.folder });
  expect((await dial(again.port, "s1")).body).toMatch(/^CON /);
  expect(again.lines.of("hop")).toMatchObject([{ outcome: "repeat" }]);
});

test("while it stops, a balancer that asks on an open connection is told to send nobody", async () => {
  const trial = await openTrial();
  const finish = await beginHop(trial.port, "s1");
  const asking = connect(trial.port, "127.0.0.1");
  const ask = "GET /health/ready HTTP/1.1\r\nhost: localhost\r\n\r\n";
  // The answer to the first tells that half of the second has arrived: the connection is not idle.
  asking.write(ask + ask.slice(0, 20));
  const [first] = await once(asking, "data");
  expect(String(first)).toMatch(/^HTTP\/1\.1 200 /);
  const stopped = trial.stop();
  let answer = "";
  asking.on("data", (chunk) => (answer += chunk.toString()));
  const closed = once(asking, "close");
  asking.write(ask.slice(20));
  await closed;
  expect(answer).toMatch(/^HTTP\/1\.1 503 /);
  expect(answer.toLowerCase()).toContain("\r\nconnection: close\r\n");
  expect(await finish()).toContain("\r\n\r\nCON ");
  await stopped;
});

test("a stop waits for nobody who has asked for nothing", async () => {
  const trial = await openTrial();
  const silent = connect(trial.port, "127.0.0.1");
  const half = connect(trial.port, "127.0.0.1");
  const cutOff = Promise.all([once(silent, "close"), once(half, "close")]);
  await Promise.all([once(silent, "connect"), once(half, "connect")]);
  half.write("POST /gateways/some/");
  // Answered after both were accepted.
  expect((await dial(trial.port, "s1")).status).toBe(200);
  await trial.stop();
  await cutOff;
  const again = await openTrial({ folder: trial.folder });
  expect((await dial(again.port, "s1")).body).toMatch(/^CON /);
});

test("the key in the address is all that a gateway needs", async () => {
  const trial = await openTrial();
  expect((await dial(trial.port, "s1", "", KEY)).status).toBe(200);
  expect((await dial(trial.port, "s1", "", "x".repeat(32))).status).toBe(404);
});
