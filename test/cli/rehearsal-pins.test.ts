import { expect, test } from "vitest";
import { openRehearsalPins } from "../../src/cli/rehearsal-pins.ts";

const AT = Date.UTC(2026, 5, 1);

/** Somebody whose PIN is 5746. */
async function owner() {
  const pins = openRehearsalPins();
  const types = (hop: string, pin: string) => pins.tries({ person: "p", at: AT, pin, hop });
  await types("call 1", "5746");
  await types("call 2", "5746");
  return { types, state: () => pins.state("p", AT) };
}

test("a hop that is repeated once others have counted is the same try", async () => {
  const { types, state } = await owner();
  await types("a 1", "6859");
  await types("b 1", "6958");
  expect(await types("a 1", "6859")).toMatchObject({ is: "set", tried: { came: "wrong" } });
  expect(await state()).toEqual({ is: "set", left: 1 });
});

test("a first choice that is repeated is not taken for the second", async () => {
  const pins = openRehearsalPins();
  const types = (hop: string, pin: string) => pins.tries({ person: "p", at: AT, pin, hop });
  await types("a 1", "5746");
  await types("b 1", "6958");
  expect((await types("a 1", "5746")).tried?.came).toBe("kept");
  expect((await pins.state("p", AT)).is).toBe("none");
});
