/** What only Africa's Talking brings: secrets that come back in the end event, and dates in UTC. */
import { expect, onTestFinished, test, vi } from "vitest";
import { africastalking } from "../../src/gateway/africastalking/africastalking.ts";
import { endBody } from "./africastalking.bodies.ts";
import { inboundBody } from "./sms.bodies.ts";

test("nothing of what the citizen typed or saw survives the reading of an end event", () => {
  const canary = "7391-PIN-canary";
  const body = endBody({ input: canary, lastAppResponse: canary, hopsMetadata: canary });
  expect(body).toContain(canary);
  expect(JSON.stringify(africastalking.readEnd(body))).not.toContain(canary);
});

test("the fields of an end event that repeat a dialogue are never asked for", () => {
  const asked = vi.spyOn(URLSearchParams.prototype, "getAll");
  africastalking.readEnd(endBody({ input: "1*2" }));
  const names = asked.mock.calls.map(([name]) => name);
  asked.mockRestore();
  expect(names).toContain("status");
  expect(names).not.toContain("input");
  expect(names).not.toContain("lastAppResponse");
  expect(names).not.toContain("hopsMetadata");
});

test("a date is the same instant wherever the server stands", () => {
  vi.stubEnv("TZ", "Africa/Nairobi");
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(new Date(0).getHours()).toBe(3);
  for (const date of ["2017-05-03T06:04:45Z", "2017-05-03 06:04:45"]) {
    const sentAt = Date.UTC(2017, 4, 3, 6, 4, 45);
    expect(africastalking.sms?.readInbound(inboundBody({ date }))).toMatchObject({ sentAt });
  }
});
