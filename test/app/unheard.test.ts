/** A server whose log nobody takes. */
import { closeSync, existsSync, openSync } from "node:fs";
import { Agent } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { hopBody } from "../gateway/africastalking.bodies.ts";
import { startUnheard } from "./child.ts";
import { KEY, USSD } from "./edge.ts";
import { dial, TRIAL_CODE, trialFolder } from "./trial.ts";
import { send } from "./wire.ts";

const get = (port: number, path: string) => send(port, { method: "GET", path });

test.skipIf(!existsSync("/dev/full"))(
  "with its log on a full disk it serves, counts what is lost, and stops",
  async () => {
    const full = openSync("/dev/full", "w");
    onTestFinished(() => closeSync(full));
    const main = startUnheard(trialFolder(), full);
    const { port, key } = await main.open();
    expect((await dial(port, "s1", "", key)).body).toMatch(/^CON /);
    expect((await dial(port, "s1", "1", key)).body).toMatch(/^CON /);
    expect((await get(port, "/health/live")).status).toBe(200);
    const { body } = await get(port, "/metrics");
    const lost = /^njia_log_lines_dropped_total (\d+)$/m.exec(body)?.[1];
    // The release, the start and the two hops.
    expect(Number(lost)).toBe(4);
    main.kill("SIGTERM");
    expect(await main.ended).toBe(0);
  },
);

test("with a log that nobody reads it serves thousands of hops, and stops", async () => {
  const main = startUnheard(trialFolder(), "pipe");
  const { port, key } = await main.open();
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const body = hopBody({ serviceCode: TRIAL_CODE });
  // More lines than a pipe and both ends of it hold: about 200 kB.
  const hops = Array.from({ length: 3_000 }, () =>
    send(port, { path: USSD.replace(KEY, key), body, agent }),
  );
  for (const answer of await Promise.all(hops)) expect(answer.body).toMatch(/^CON /);
  agent.destroy();
  expect((await get(port, "/health/live")).status).toBe(200);
  main.kill("SIGTERM");
  expect(await main.ended).toBe(0);
});
