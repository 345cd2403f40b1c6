/** Several codes on one channel, each with a main menu of its own. */
import { beforeEach, expect, test } from "vitest";
import { edited } from "../menu/edited.ts";
import { MENUS, type World } from "../world.ts";
import { Call, referenceIn, REPORT, testWorld } from "./call.ts";

const OTHER = "*384*98#";
const WORKS = [
  "screens:\n",
  `screens:
  - menu: works
    say: { sw: "Kazi za kaunti. Bure.", en: "County works. Free." }
    options:
      - { key: 1, say: { sw: "Ripoti", en: "Report" }, go: report }
      - { key: 2, say: { sw: "Maombi yangu", en: "My requests" }, go: my_requests }
      - { key: 11, say: { sw: "Zaidi", en: "More" }, go: more_works }
      - { key: 8, say: { sw: "Msaada", en: "Help" }, go: help }
      - { key: 9, say: "Lugha / Language", go: language }
  - menu: more_works
    say: { sw: "Zaidi", en: "More works" }
    options:
      - { key: 1, say: { sw: "Basari", en: "Bursary" }, go: bursary }
`,
] as const;
const HOME = "County works. Free.";

let world: World;

beforeEach(async () => {
  const menus = edited(MENUS, [
    ["channel.yaml", ...WORKS],
    ["channel.yaml", "\nbudgets:", `\n  - { dial: "${OTHER}", start: works }\n\nbudgets:`],
  ]);
  world = await testWorld({ menus });
});

const dialled = (code: string, text = "", phone = "+254711000001") =>
  new Call(world, { code, text, phone });

test("a stranger chooses a language first, and comes to the menu of the code", async () => {
  const call = await dialled(OTHER).dial();
  expect(await call.type("2")).toMatch(/^CON County works\. Free\.\n1\. Report\n2\. My requests\n/);
  const next = dialled("*384*99#");
  expect(await next.send()).toContain("Mfano County. Free.\n1. My requests");
  expect(await dialled(OTHER).send()).toContain(HOME);
});

test("back, the main menu, a language and three wrong answers lead to the code's own menu", async () => {
  const call = await dialled(OTHER).dial();
  await call.type("2");
  expect(await call.type("1", "0")).toContain(HOME);
  expect(await call.type("11", "0")).toContain(HOME);
  expect(await call.type("11", "1", "00")).toContain(HOME);
  expect(await call.type("9", "2")).toContain(HOME);
  expect(await call.type("1", "2", "1", "7", "7", "7")).toContain("1. Try again");
  expect(await call.type("00")).toContain(HOME);
  expect(await call.type("8")).toMatch(/^END Free help/);
});

test("numbers behind a code choose in its own menu; stars are the same for all", async () => {
  const ready = await dialled(OTHER).dial();
  await ready.type("2");
  expect(await dialled(OTHER, "11").send()).toContain("More works");
  expect(await dialled(OTHER, "11*1").send()).toContain("Ward bursary, closes");
  expect(await dialled("*384*99#", "11").send()).toContain("Mfano County. Free.");
  expect(await dialled(OTHER, "21").send()).toContain("Ward bursary, closes");
  expect(await dialled("*384*99#", "21").send()).toContain("Ward bursary, closes");
});

test("a draft begun on one code goes on by another; what was sent is there on both", async () => {
  const call = await dialled(OTHER).dial();
  await call.type("2", "1", "2", "1", "1");
  const resumed = dialled("*384*99#");
  expect(await resumed.send()).toContain("You stopped at step 2 of 5: Problem report.");
  await resumed.type("00");
  const again = dialled(OTHER);
  expect(await again.send()).toContain("You stopped at step 2");
  const done = await again.type("1", "1", "Near the gate", "2", "1", "1");
  const ref = referenceIn(done);
  expect(done).toContain(`Status: ${OTHER}`);
  expect(await dialled(OTHER).send()).toContain(`${ref} was received`);
  world.time.now += 3_600_000;
  for (const [code, key] of [
    [OTHER, "2"],
    ["*384*99#", "1"],
  ] as const) {
    const mine = await dialled(code).dial();
    expect(await mine.type(key)).toContain(`Problem report ${ref}: received`);
    expect(await mine.type("0")).toMatch(code === OTHER ? /County works/ : /Mfano County/);
  }
});

test("a call stays on the code it began with", async () => {
  const call = await dialled(OTHER).dial();
  await call.type(REPORT[0]);
  expect((await call.send({ code: "*384*99#", text: "2*1" })).slice(0, 3)).toBe("END");
});
