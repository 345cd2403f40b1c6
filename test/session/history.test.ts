/** Which part of `text` is new: the vectors of docs/gateways.md, as raw bodies through the app. */
import { expect, test } from "vitest";
import type { Facts, Snapshot } from "../../src/menu/contract.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { screenOf } from "../../src/menu/screen.ts";
import { step } from "../../src/menu/step.ts";
import { SEQUENCES } from "../gateway/africastalking.bodies.ts";
import { CODE, GATEWAYS, MENUS, MORNING } from "../world.ts";
import { Call, testWorld } from "./call.ts";

const { release } = buildRelease(MENUS);
if (release === null) throw new Error("the example menus are broken");

const FACTS: Facts = {
  budget: { gsm7: 156, ucs2: 76 },
  code: { dial: CODE, start: "channel/main" },
  language: null,
  drafts: [],
  requests: [],
};

/** What the menus say to these inputs, without any gateway. */
function* screens(tokens: readonly string[]): Generator<string, never, string> {
  let snapshot: Snapshot | null = null;
  let text: string | { dial: readonly string[] } = { dial: tokens };
  for (;;) {
    if (release === null) throw new Error("no release");
    const mint = () => ({ id: "i", ref: "48210372" });
    const taken = step(release, snapshot, { text, at: MORNING, mint, facts: FACTS });
    if (taken.needs !== undefined) throw new Error(`needs ${JSON.stringify(taken.needs)}`);
    snapshot = taken.snapshot;
    const screen = screenOf(release, snapshot, FACTS);
    text = yield `${screen.end ? "END" : "CON"} ${screen.text}`;
  }
}

test.each(GATEWAYS.flatMap((gateway) => SEQUENCES.map((row) => ({ gateway, ...row }))))(
  "$what, from $gateway",
  async ({ gateway, texts, inputs }) => {
    const call = new Call(await testWorld(), { gateway });
    const expected = screens((texts[0] ?? "").split("*").filter((token) => token !== ""));
    const replies = new Map<string, string>();
    for (const [hop, text] of texts.entries()) {
      const shown = await call.send({ text });
      const input = inputs[hop];
      if (typeof input === "object" && input !== null) {
        expect(shown).toBe(replies.get(text));
        continue;
      }
      // A generator takes no value with its first `next`, which is the dial.
      expect(shown).toBe(expected.next(input ?? "").value);
      replies.set(text, shown);
    }
  },
);

test("a text that does not go on keeps the state, shows the screen again and is gone on from", async () => {
  const call = await new Call(await testWorld()).dial();
  const category = await call.type("2", "3", "2", "1");
  expect(category).toContain("What is wrong?");
  expect(await call.send({ text: "7*7*7*7*7*7" })).toBe(category);
  expect(await call.send({ text: "7*7*7*7*7*7*1" })).toContain("Which ward?");
});

test("a text that was cut short keeps the state too", async () => {
  const call = await new Call(await testWorld()).dial();
  const category = await call.type("2", "3", "2", "1");
  expect(await call.send({ text: "2*3*" })).toBe(category);
  expect(await call.send({ text: "2*3**1" })).toContain("Which ward?");
});
