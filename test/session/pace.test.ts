import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import type { Agency, Said } from "../../src/session/agency.ts";
import { CALLS_MAX, openPace } from "../../src/session/pace.ts";
import { edited, type Edit } from "../menu/edited.ts";
import { another, BUSY, caller, found, GOOD, KNOWN, phoneIn, UNKNOWN } from "./shop.ts";

const MINUTE = 60_000;

test("so many calls at once, and a place for each that is over", () => {
  const pace = openPace();
  for (let calls = 0; calls < CALLS_MAX; calls++) expect(pace.enter("a", 0)).toBe(0);
  expect(pace.enter("a", 0)).toBeGreaterThan(0);
  expect(pace.enter("b", 0)).toBe(0);
  pace.leave("a", { failed: false, at: 0 });
  expect(pace.enter("a", 0)).toBe(0);
});

test("a system that failed three times rests, then is tried by one call, and is as ever once it answers", () => {
  const pace = openPace();
  for (let failures = 0; failures < 3; failures++) {
    expect(pace.enter("a", 0)).toBe(0);
    pace.leave("a", { failed: true, at: 0 });
  }
  expect(pace.enter("a", 0)).toBe(30_000);
  expect(pace.enter("a", 29_999)).toBe(1);
  expect(pace.enter("a", 30_000)).toBe(0);
  expect(pace.enter("a", 30_000)).toBeGreaterThan(0);
  pace.leave("a", { failed: true, at: 31_000 });
  expect(pace.enter("a", 31_000)).toBe(60_000);
  expect(pace.enter("a", 91_000)).toBe(0);
  pace.leave("a", { failed: false, at: 91_000 });
  expect(pace.enter("a", 91_000)).toBe(0);
  expect(pace.enter("a", 91_000)).toBe(0);
});

test("nothing is put off for longer than a quarter of an hour, wherever the clock goes", () => {
  const moves = fc.array(fc.tuple(fc.nat(1e13), fc.boolean()), { maxLength: 40 });
  fc.assert(
    fc.property(moves, fc.nat(1e13), (calls, now) => {
      const pace = openPace();
      for (const [at, failed] of calls) {
        if (pace.enter("a", at) === 0) pace.leave("a", { failed, at });
      }
      const rests = pace.enter("a", now);
      expect(rests).toBeGreaterThanOrEqual(0);
      expect(rests).toBeLessThanOrEqual(15 * MINUTE);
    }),
  );
});

const TWO: Edit[] = [
  ["channel.yaml", "    cache: 10m\n", ""],
  [
    "channel.yaml",
    "connectors:\n",
    `connectors:
  other:
    url: "https://other.example/{id}"
    repeat: safe
    fields: { owner: { at: owner, as: text, max: 9 } }
    test: [{ with: { id: 48210372 }, gives: { owner: A } }]
`,
  ],
  [
    "shop.yaml",
    "  - show: dear",
    `  - look_up: holder
    in: other
    with: { id: number }
    none: { say: "No holder", go: number }
    broken: { say: "No register now" }
    late: { say: "We will send an SMS", sms: "Dial {code}", failed: "Dial {code} again" }
  - show: dear`,
  ],
];

test("a system that hangs holds up the answers of no other one", async () => {
  const system: Agency = {
    ask: ({ name }, { id }) =>
      Promise.resolve<Said>(name === "other" || id === UNKNOWN ? { is: "late" } : found(3000)),
  };
  const { world } = await caller({ agency: system, menus: edited(GOOD, TWO) });
  const promised = async (phone: string, id: string) => {
    const one = phoneIn(world, phone);
    await one.dial("88");
    expect(await one.reply("2", "1", id)).toBe("END We will send an SMS");
  };
  await promised("+254711000201", KNOWN);
  const called: string[] = [];
  const hanging: Agency = {
    ask: ({ name }, _, { signal }) => {
      called.push(name);
      return name === "register"
        ? Promise.resolve(found(3000))
        : new Promise((resolve) => signal.addEventListener("abort", () => resolve(BUSY)));
    },
  };
  const late = another(world, hanging);
  onTestFinished(() => late.close());
  void late.drain();
  await expect.poll(() => called).toEqual(["other"]);
  await promised("+254711000202", UNKNOWN);
  void late.drain();
  await expect.poll(() => called).toEqual(["other", "register"]);
  await expect.poll(() => world.sms()).toEqual([{ to: "+254711000202", text: "Dial *1#" }]);
});
