import { expect, test } from "vitest";
import { runAdd, runEnd, runEndPhone, runList, runPhone } from "../../src/cli/staff.ts";
import type { Phone } from "../../src/base/phone.ts";
import { officerOn, requireTelephone, SILENT_MS } from "../../src/staff/phones.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

const AT = Date.UTC(2026, 10, 23);
const DAY = 86_400_000;
const PHONE = "+254711000111" as Phone;
const OTHER = "+254711000222" as Phone;
const vault = testVault();

/** Two officers and an administrator, and the command that gives them telephones. */
async function openOffice() {
  const { store, raw, stored } = openTestStore();
  const time = { now: AT };
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const needs = { store, vault, print, clock: () => time.now };
  for (const name of ["officer one", "officer two"]) await runAdd(needs, { name, role: "officer" });
  await runAdd(needs, { name: "administrator one", role: "administrator" });
  const [one = "", two = ""] = lines.flatMap((line) => /^officer .*: (\S+)$/.exec(line)?.[1] ?? []);
  lines.length = 0;
  const on = (phone: Phone, at = time.now) => officerOn(store, vault, { phone, at });
  return { store, raw, stored, time, lines, needs, one, two, on };
}

test("an officer has one telephone, which only its last digits are shown of", async () => {
  const { needs, lines, one, on, stored } = await openOffice();
  await runPhone(needs, "officer one", OTHER);
  await runPhone(needs, "officer one", PHONE);
  expect([await on(PHONE), await on(OTHER)]).toEqual([one, null]);
  lines.length = 0;
  await runList(needs);
  expect(lines.join("\n")).toContain("telephone …111  since 2026-11-23, last used 2026-11-23");
  expect(lines.join("\n")).not.toContain("0711000");
  expect((await stored()).includes("254711000")).toBe(false);
});

test("it is nobody's once it is ended, or its officer works here no more", async () => {
  const { needs, lines, one, two, on } = await openOffice();
  await runPhone(needs, one, PHONE);
  await runEndPhone(needs, one);
  expect(await on(PHONE)).toBeNull();
  await runPhone(needs, two, PHONE);
  expect(lines.join("\n")).not.toContain("warning");
  await runEnd(needs, two);
  expect(await on(PHONE)).toBeNull();
  // Free for whoever gets it next, and of whom nobody is left to decide on what they send.
  await runPhone(needs, one, PHONE);
  expect(lines.at(-1)).toContain("warning: no other officer works here");
  expect(await on(PHONE)).toBe(one);
});

test("what cannot be done says what can, and changes nothing", async () => {
  const { needs, on, one } = await openOffice();
  await runPhone(needs, one, PHONE);
  await expect(runPhone(needs, "officer two", PHONE)).rejects.toThrow("a colleague has this");
  await expect(runPhone(needs, one, "0711000222")).rejects.toThrow("write it as +254700000001");
  await expect(runPhone(needs, "administrator one", OTHER)).rejects.toThrow("only officers");
  await expect(runPhone(needs, "nobody", OTHER)).rejects.toThrow("nobody who works here");
  await expect(runEndPhone(needs, "officer two")).rejects.toThrow("has no telephone");
  expect([await on(PHONE), await on(OTHER)]).toEqual([one, null]);
});

test("one that has helped nobody for 90 days opens nothing: its number may be another's by now", async () => {
  const { store, needs, time, one, on } = await openOffice();
  await runPhone(needs, one, PHONE);
  const use = async () =>
    store.commit([
      await requireTelephone(store, vault, { staff: one, phone: PHONE, at: time.now }),
    ]);
  time.now += 89 * DAY;
  expect(await use()).toEqual({ done: true });
  time.now += 89 * DAY;
  expect(await on(PHONE)).toBe(one);
  time.now = AT + 89 * DAY + SILENT_MS;
  expect(await on(PHONE)).toBeNull();
  expect(await use()).toEqual({ done: false, why: "refused", code: "no_assistant" });
});

test("only its own officer may use it, and only while they are one", async () => {
  const { store, needs, one, two } = await openOffice();
  await runPhone(needs, one, PHONE);
  const refused = { done: false, why: "refused", code: "no_assistant" };
  const use = async (staff: string, phone: Phone) =>
    store.commit([await requireTelephone(store, vault, { staff, phone, at: AT + 1 })]);
  expect(await use(two, PHONE)).toEqual(refused);
  expect(await use(one, OTHER)).toEqual(refused);
  expect(await use(one, PHONE)).toEqual({ done: true });
  await runEnd(needs, one);
  expect(await use(one, PHONE)).toEqual(refused);
});
