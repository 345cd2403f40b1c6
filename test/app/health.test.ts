import { expect, test } from "vitest";
import { endBody, hopBody } from "../gateway/africastalking.bodies.ts";
import { CODE, EVENTS, openEdge, USSD } from "./edge.ts";

test("it says that it lives, and whether it wants callbacks", async () => {
  const edge = openEdge();
  const asked = async (path: string) => (await edge.app.request(path)).status;
  expect(await asked("/health/live")).toBe(200);
  expect(await asked("/health/ready")).toBe(200);
  edge.state.ready = false;
  expect(await asked("/health/ready")).toBe(503);
  expect(await asked("/health/live")).toBe(200);
});

test("a hop that is still on its way is answered by a server that is no longer ready", async () => {
  const edge = openEdge();
  edge.state.ready = false;
  expect(await edge.hop("")).toMatch(/^CON /);
});

test("metrics count hops by gateway, service and outcome, and how long they took", async () => {
  const edge = openEdge();
  await edge.hop("");
  await edge.hop("1");
  await edge.hop("1");
  await edge.post(USSD, "garbage");
  await edge.post(EVENTS, endBody({ serviceCode: CODE, status: "Success" }));
  edge.metrics.batch(7, 2);
  const answered = await edge.app.request("/metrics");
  expect(answered.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await answered.text()).split("\n");
  const hops = lines.filter((line) => line.startsWith("njia_hops_total{"));
  expect(hops).toEqual(
    expect.arrayContaining([
      'njia_hops_total{gateway="africastalking",service="none",outcome="start"} 1',
      'njia_hops_total{gateway="africastalking",service="none",outcome="repeat"} 1',
      'njia_hops_total{gateway="africastalking",service="none",outcome="unreadable"} 1',
    ]),
  );
  expect(hops.map((line) => Number(line.split(" ").at(-1))).reduce((a, b) => a + b)).toBe(4);
  expect(lines).toContain('njia_hop_seconds_count{gateway="africastalking"} 4');
  expect(lines).toContain("njia_commit_batch_size_sum 7");
  expect(lines).toContain('njia_session_ends_total{status="completed"} 1');
});

test("nothing that a sender may choose becomes a label", async () => {
  const edge = openEdge();
  const chosen = { serviceCode: "*999#", networkCode: "12345", sessionId: "chosen-by-sender" };
  await edge.post(USSD, hopBody(chosen));
  await edge.post(EVENTS, endBody({ ...chosen, status: "chosen-by-sender" }));
  const text = await (await edge.app.request("/metrics")).text();
  expect(text).toContain('outcome="unknown_code"');
  const labels = [...text.matchAll(/"([^"]*)"/g)].map(([, label]) => label).join(" ");
  expect(labels).not.toMatch(/chosen-by-sender|999|12345/);
});
