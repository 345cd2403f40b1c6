/** What officers give with a bursary's moves reaches the citizen: in SMS, on the phone, by SMS on demand. */
import { beforeEach, expect, test } from "vitest";
import { Call, referenceIn, testWorld } from "../session/call.ts";
import { KEY, type World } from "../world.ts";
import { deadlinesOf, historyOf, officerMoves, requestOf, smsTo } from "./office.ts";

const PHONE = "+254711000001";
const DAY = 86_400_000;
const FORM = ["2", "1", "1", "1", "1", "Test Student", "umoja", "1", "12345", "12345678", "1", "2"];

let world: World;

beforeEach(async () => {
  world = await testWorld();
});

async function apply(language: "1" | "2"): Promise<string> {
  const call = await new Call(world, { phone: PHONE }).dial();
  const ref = referenceIn(await call.type(language, ...FORM, "18500", "1", "1", "1"));
  await smsTo(world, PHONE);
  await officerMoves(world, ref, "vetting");
  await officerMoves(world, ref, "committee");
  return ref;
}

const AWARD = { amount: 5000, by_date: "2027-03-20" };

test("awarded and paid, in English", async () => {
  const ref = await apply("2");
  expect(await officerMoves(world, ref, "awarded")).toBe("gives_wrong");
  expect(await officerMoves(world, ref, "awarded", null, { ...AWARD, amount: 10_001 })).toBe(
    "gives_wrong",
  );
  expect(await smsTo(world, PHONE)).toEqual([]);
  expect(await officerMoves(world, ref, "awarded", null, AWARD)).toBeNull();
  expect(await smsTo(world, PHONE)).toEqual([
    `Ref ${ref}: the committee awarded KES 5,000. It is paid to Umoja Boys High, not to you. Expected by 20 Mar 2027. Nobody may ask you for a fee.`,
  ]);
  const call = await new Call(world, { phone: PHONE }).dial();
  expect(await call.type("1", "1")).toContain(
    "KES 5,000 is paid to the school, not to you. Expected by 20 Mar 2027.",
  );
  const paid = { sent_on: "2026-11-23", cheque: "00417" };
  expect(await officerMoves(world, ref, "paid", null, paid)).toBeNull();
  expect(await smsTo(world, PHONE)).toEqual([
    `Ref ${ref}: KES 5,000 was sent to Umoja Boys High on 23 Nov 2026, cheque 00417. Ask the school for a receipt. Not received? Dial *384*99#.`,
  ]);
  const fields = { from: PHONE, to: "20880", text: ref, id: "in-1", date: "2026-11-23 06:00:00" };
  await world.post(
    `/gateways/africastalking/${KEY}/sms/inbound`,
    new URLSearchParams(fields).toString(),
  );
  expect(await smsTo(world, PHONE)).toEqual([
    expect.stringContaining("KES 5,000 was sent to the school on 23 Nov 2026, cheque 00417."),
  ]);
  // The clock gives nothing, and takes nothing away.
  world.time.now += 40 * DAY;
  expect(await deadlinesOf(world)).toBe(1);
  expect((await requestOf(world, ref)).status).toBe("closed");
  expect((await historyOf(world, ref)).map(({ given }) => given).filter(Boolean)).toHaveLength(2);
});

test("not awarded, with the ranks, and awarded after a review, in Kiswahili", async () => {
  const ref = await apply("1");
  const ranks = { last_rank: 412, rank: 530 };
  expect(await officerMoves(world, ref, "unfunded", "funds_finished", ranks)).toBeNull();
  expect(await smsTo(world, PHONE)).toEqual([
    `Kumb ${ref}: hukupata mwaka huu. Sababu: fedha ziliisha nafasi ya 412; yako ni 530. Unaweza kukata rufaa kufikia 23 Des 2026: *384*99#.`,
  ]);
  const call = await new Call(world, { phone: PHONE }).dial();
  expect(await call.type("1", "1")).toContain(
    "Fedha ziliisha nafasi ya 412; yako ni 530. Rufaa: kufikia 23 Des 2026.",
  );
  expect(await call.type("1", "1")).toContain("rufaa inasikilizwa");
  await smsTo(world, PHONE);
  await officerMoves(world, ref, "awarded", null, { ...AWARD, amount: 4000 });
  expect(await smsTo(world, PHONE)).toEqual([
    `Kumb ${ref}: kamati imeidhinisha KES 4,000. Zitalipwa Umoja Boys High, si kwako. Tarajia kufikia 20 Mac 2027. Usilipe mtu yeyote ada.`,
  ]);
});
