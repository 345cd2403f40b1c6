import { expect, test } from "vitest";
import { asked, BROKEN, caller, found, KNOWN, scripted, UNKNOWN } from "./shop.ts";

test("what was found is an answer like those before it", async () => {
  const phone = await asked();
  expect(await phone.reply(KNOWN)).toMatch(/^CON MFANO KIOSK, 31 Dec 2026: 3200\n1\. send/);
  expect(await phone.reply("1")).toMatch(/^END Ref \d{4} \d{4}$/);
});

test("back leads past it, and the same number again is not asked again", async () => {
  const { agency, inputs } = scripted(found(3000));
  const phone = await asked({ agency });
  await phone.reply(KNOWN);
  expect(await phone.reply("0")).toContain("Business ID?");
  expect(await phone.reply(KNOWN)).toContain("MFANO KIOSK, -: 3200");
  expect(inputs).toEqual([{ id: KNOWN }]);
});

test("another number has nothing of the first one's", async () => {
  const { agency } = scripted(found(3000), { is: "none" });
  const phone = await asked({ agency });
  await phone.reply(KNOWN, "0");
  const shown = await phone.reply(UNKNOWN);
  expect(shown).toBe("CON No business 3002 7112\n1. stuck_retry\n0. Back");
});

test("where nothing is found the number leads to the question, asked anew", async () => {
  const phone = await asked();
  expect(await phone.reply(UNKNOWN)).toContain("No business 3002 7112");
  expect(await phone.reply("1")).toContain("Business ID?");
  expect(await phone.reply(KNOWN)).toContain("MFANO KIOSK");
});

test("the third unknown number ends the call", async () => {
  const phone = await asked();
  await phone.reply(UNKNOWN, "0", "30027120", "0");
  expect(await phone.reply("30027136")).toBe("END No business 3002 7136");
});

test("where the system is broken it can be asked once more, if that is safe", async () => {
  const { agency, inputs } = scripted({ is: "broken", why: "http_500" }, found(3000));
  const phone = await asked({ agency });
  expect(await phone.reply(KNOWN)).toBe("CON No register now\n1. stuck_retry\n0. Back");
  expect(await phone.reply("1")).toContain("MFANO KIOSK");
  expect(inputs).toHaveLength(2);
});

test("a made-up answer may be a broken one", async () => {
  const phone = await asked();
  expect(await phone.reply(BROKEN)).toContain("No register now");
});

test("a repeat of the callback asks nothing", async () => {
  const { agency, inputs } = scripted(found(3000));
  const phone = await asked({ agency });
  const shown = await phone.reply(KNOWN);
  expect(await phone.repeat()).toBe(shown);
  expect(inputs).toHaveLength(1);
});

test("a changed number is looked up again", async () => {
  const { agency } = scripted(found(3000), found(4000));
  const phone = await asked({ agency });
  await phone.reply(KNOWN);
  expect(await phone.reply("2")).toContain("Number: 4821 0372");
  expect(await phone.reply("1", UNKNOWN)).toContain("MFANO KIOSK, -: 4200");
});

test("a condition on what was found opens a way", async () => {
  const { agency } = scripted(found(9000));
  const phone = await asked({ agency });
  expect(await phone.reply(KNOWN)).toContain("MFANO KIOSK: dear");
});

test("a deep link asks nothing, whatever stands in it", async () => {
  const { agency, inputs } = scripted(found(3000));
  const phone = await caller({ agency });
  await phone.dial(`88*2*1*${KNOWN}`);
  await phone.dial(`3*88*${KNOWN}`);
  expect(inputs).toEqual([]);
});

test("a draft keeps what was found for a day, and then it is asked again", async () => {
  const { agency, inputs } = scripted(found(3000), found(3500));
  const phone = await asked({ agency });
  await phone.reply(KNOWN);
  await phone.dial();
  expect(await phone.reply("1")).toContain(": 3200");
  phone.world.time.now += 25 * 3_600_000;
  await phone.dial();
  expect(await phone.reply("1")).toContain(": 3700");
  expect(inputs).toHaveLength(2);
});
