/** The drawn screen: what it shows, and the room it says is left. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { networkOf, type Network } from "../../src/cli/networks.ts";
import { drawScreen, plainPaint } from "../../src/cli/screen-box.ts";

function draw(text: string, { end = false, network = "Safaricom", label = "channel/main" } = {}) {
  const on: Network = networkOf(network) ?? expect.fail(`${network} is no network`);
  const frame = { code: "*384*99#", phone: "+254700000001", network: on };
  return drawScreen({ text, end, label }, frame, plainPaint);
}

test("a screen is drawn with what it cost, its step, network and phone below", () => {
  expect(draw("Where is the water leak, and how bad is it?\n1. Umoja\n\n0. Back")).toBe(`\
  ╭─ *384*99# ───────────────────────╮
  │ Where is the water leak, and how │
  │ bad is it?                       │
  │ 1. Umoja                         │
  │                                  │
  │ 0. Back                          │
  ╰──────────────────────────────────╯
   ▰▰▰▰▱▱▱▱▱▱ 61 of 156 septets, 95 left
   channel/main · Safaricom · +254700000001
`);
});

test("the end of a call stands in the frame", () => {
  expect(draw("Bye", { end: true, network: "none", label: "" })).toBe(`\
  ╭─ *384*99# ───────────────────────╮
  │ Bye                              │
  ╰──────────────────────────── END ─╯
   ▰▱▱▱▱▱▱▱▱▱ 3 of 156 septets, 153 left
   no network · +254700000001
`);
});

test.each([
  ["x".repeat(156), "Safaricom", "156 of 156 septets, 0 left"],
  ["x".repeat(157), "Safaricom", "157 of 156 septets, 1 too many"],
  ["x".repeat(157), "airtel", "157 of 180 septets, 23 left"],
  ["x".repeat(157), "63907", "157 of 156 septets, 1 too many"],
  ["€", "none", "2 of 156 septets, 154 left"],
  ["ĩ".repeat(77), "Safaricom", "77 of 76 UCS-2 letters, 1 too many"],
])("the room of %j on %s", (text, network, room) => {
  expect(draw(text, { network })).toContain(room);
});

test("any text stays in its frame, loses no letter, and steers no terminal", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), fc.string(), (text, label) => {
      const drawn = draw(text, { label });
      expect(drawn.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
      const rows = drawn.split("\n").filter((row) => row.startsWith("  │"));
      expect(rows.filter((row) => [...row].length !== 38)).toEqual([]);
      const letters = (of: string) => of.replace(/[\s·│\p{Cc}\p{Cf}]/gu, "");
      expect(letters(rows.join(""))).toBe(letters(text));
    }),
  );
});
