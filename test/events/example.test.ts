/** The worked example of docs/events.md, against what is really sent. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { EVENT_TYPES } from "../../src/events/event.ts";
import { openAgency, report } from "./agency.ts";

const text = readFileSync("docs/events.md", "utf8");

type Read = (headers: object, body: string, secret: string, now: number) => unknown;

async function example(): Promise<Read> {
  const [, code = ""] = /```js\n([\s\S]+?)```/.exec(text) ?? [];
  const folder = mkdtempSync(join(tmpdir(), "njia-example-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "example.mjs");
  writeFileSync(file, code);
  return (await import(file)).readEvent;
}

test("the example takes what is sent, and neither a forgery nor an old recording", async () => {
  const readEvent = await example();
  const agency = await openAgency();
  const system = await agency.subscribe();
  const ref = await report(agency.world, "+254711000111");
  await agency.deliverer.drain();
  const [{ headers, body } = { headers: {}, body: "" }] = system.heard;
  const { now } = agency.world.time;
  const { secret } = system;
  expect(readEvent(headers, body, secret, now)).toMatchObject({ subject: ref });
  const other = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
  expect(readEvent(headers, body.replace("1.0", "1.1"), secret, now)).toBeNull();
  expect(readEvent(headers, body, other, now)).toBeNull();
  expect(readEvent(headers, body, secret, now + 301_000)).toBeNull();
  expect(readEvent({ ...headers, "webhook-id": "x" }, body, secret, now)).toBeNull();
  expect(readEvent({}, body, secret, now)).toBeNull();

  const [, shown = "{}"] = /```json\n([\s\S]+?)```/.exec(text) ?? [];
  const documented = JSON.parse(shown);
  const sent = JSON.parse(body);
  expect(Object.keys(documented)).toEqual(Object.keys(sent));
  expect(Object.keys(documented.data)).toEqual(Object.keys(sent.data));
});

test("docs/events.md names every type of event", () => {
  for (const type of Object.values(EVENT_TYPES)) expect(text).toContain(`\`${type}\``);
});
