/** Whoever was helped says by SMS that they had not agreed. */
import { beforeAll, expect, test } from "vitest";
import { seededRandom } from "../../src/base/ids.ts";
import type { Phone } from "../../src/base/phone.ts";
import { checkDigit } from "../../src/base/reference.ts";
import { pageOfRequests } from "../../src/requests/page.ts";
import { openRequest } from "../../src/requests/requests.ts";
import { openInbox, type Inbox } from "../../src/session/inbox.ts";
import { openReleasesOnce } from "../once.ts";
import { deadlinesOf, historyOf, officerMoves, requestOf, smsTo } from "../life/office.ts";
import { testVault } from "../store/vault.ts";
import { openWorld, type World } from "../world.ts";
import { addOfficer, helping, OFFICER } from "./assisting.ts";
import { Call, REPORT, referenceIn } from "./call.ts";

const [, ...FORM] = REPORT;
const DAY = 86_400_000;
const NOTED =
  "We noted that you did not agree to request REF. An officer other than the sender looks at it first. Questions: dial *384*99#.";

let world: World;
let inbox: Inbox;
let ids = 0;
beforeAll(async () => {
  world = await openWorld();
  await addOfficer(world, "s1", OFFICER);
  const clock = () => world.time.now;
  const releases = await openReleasesOnce(world.store(), clock);
  const needs = { store: world.store(), vault: testVault(), clock, random: seededRandom(5) };
  inbox = openInbox({ ...needs, releases });
  return () => world.close();
});

/** An SMS from a phone: what it was taken for, and what is answered. */
async function write(from: string, text: string): Promise<[meaning: string, answers: string[]]> {
  const phone = from as Phone;
  const message = { gateway: "africastalking", id: `in-${++ids}`, from: phone, to: "20880" };
  const meaning = await inbox.message({ ...message, text, sentAt: null });
  return [meaning, await smsTo(world, from)];
}

/** Somebody new, for whom the officer has sent a report in English; its reference. */
async function helped(): Promise<{ phone: string; ref: string }> {
  const phone = `+2547110003${String(++ids).padStart(2, "0")}`;
  const call = await helping(world, { typed: phone });
  const ref = referenceIn(await call.type(...FORM, "1"));
  await world.sms();
  return { phone, ref };
}

test("with the reference: noted, first in line, in the history, and answered", async () => {
  const { phone, ref } = await helped();
  const before = await requestOf(world, ref);
  expect(await write(phone, `NO ${ref}`)).toEqual(["objection", [NOTED.replace("REF", ref)]]);
  const request = await requestOf(world, ref);
  expect(request).toMatchObject({ status: before.status, priority: 2, version: 2 });
  expect(request.objectedAt).toBe(world.time.now);
  const lines = await historyOf(world, ref);
  expect(lines.map(({ action, actor }) => [action, actor])).toEqual([
    ["submit", "staff:s1"],
    ["object", `person:${request.person}`],
  ]);
  const { requests } = await pageOfRequests(world.store(), testVault(), {
    filters: {},
    after: null,
    limit: 1,
  });
  expect(requests).toMatchObject([{ ref: request.ref, assistedBy: "s1" }]);
});

test("in either language, however it is written, and the word alone where nothing else is asked", async () => {
  for (const words of ["la", "Hapana.", "no"]) {
    const { phone, ref } = await helped();
    expect((await write(phone, words))[0]).toBe("objection");
    expect((await requestOf(world, ref)).objectedAt).not.toBeNull();
  }
  for (const before of ["LA ", "hapana: ", "No."]) {
    const { phone, ref } = await helped();
    expect((await write(phone, before + ref.replace(" ", "")))[0]).toBe("objection");
    expect((await requestOf(world, ref)).objectedAt).not.toBeNull();
  }
});

test("twice is noted once, and answered again", async () => {
  const { phone, ref } = await helped();
  await write(phone, `no ${ref}`);
  const { version } = await requestOf(world, ref);
  world.time.now += 1_000;
  expect(await write(phone, `no ${ref}`)).toEqual(["objection", [NOTED.replace("REF", ref)]]);
  expect((await requestOf(world, ref)).version).toBe(version);
  // There is no other that a no alone could mean.
  expect((await write(phone, "no"))[0]).toBe("no");
});

test("of nobody else's request, nor of one that they sent themselves, nor by a 2", async () => {
  const { phone, ref } = await helped();
  const other = await helped();
  expect(await write(other.phone, `no ${ref}`)).toEqual([
    "no_to",
    [`There is no request ${ref} from this phone. Your requests: dial *384*99#.`],
  ]);
  expect((await write("+254711000999", `no ${ref}`))[1]).toHaveLength(1);
  expect((await write(phone, "2"))[0]).toBe("no");
  expect((await requestOf(world, ref)).objectedAt).toBeNull();
  const own = await new Call(world, { phone: "+254711000998" }).dial();
  const mine = referenceIn(await own.type("2", ...FORM, "1"));
  await world.sms();
  expect((await write("+254711000998", `no ${mine}`))[1]).toEqual([
    expect.stringContaining(`Problem report ${mine}: received`),
  ]);
  expect((await write("+254711000998", "no"))[1]).toEqual([
    "No question is waiting for your answer. Your requests: dial *384*99#.",
  ]);
  expect(await requestOf(world, mine)).toMatchObject({ objectedAt: null, priority: 0 });
});

test("of several a no alone means none", async () => {
  const { phone, ref } = await helped();
  await (await helping(world, { typed: phone })).type(...FORM, "1");
  await world.sms();
  expect((await write(phone, "no"))[0]).toBe("no");
  expect((await requestOf(world, ref)).objectedAt).toBeNull();
});

test("the clock makes nothing of it and tells nothing, until an officer has moved it", async () => {
  const { phone, ref } = await helped();
  const left = await helped();
  for (const each of [ref, left.ref]) await officerMoves(world, each, "assigned", null, {}, "s2");
  await world.sms();
  world.time.now += 1_000;
  await write(phone, `no ${ref}`);
  world.time.now += 30 * DAY;
  expect(await deadlinesOf(world)).toBeGreaterThan(1);
  // The other one is late too, and told so.
  const told = (await world.sms()).filter(({ to }) => [phone, left.phone].includes(to));
  expect(told).toEqual([{ to: left.phone, text: expect.stringContaining("late") as string }]);
  expect(await requestOf(world, ref)).toMatchObject({ status: "assigned", priority: 2 });
  world.time.now += 1_000;
  expect(await officerMoves(world, ref, "resolved", null, {}, "s1")).toBe("own_help");
  expect(await officerMoves(world, ref, "resolved", null, {}, "s2")).toBeNull();
  expect(await smsTo(world, phone)).toHaveLength(1);
  // From then on it goes its way: nobody says that it is not mended.
  world.time.now += 30 * DAY;
  await deadlinesOf(world);
  expect(await requestOf(world, ref)).toMatchObject({ status: "closed" });
});

test("under My requests too, and once", async () => {
  const { phone, ref } = await helped();
  const call = await new Call(world, { phone }).dial();
  expect(await call.type("1")).toContain(`1. Problem report ${ref}: received`);
  expect(await call.type("1")).toContain("\n2. I did not agree to this\n0. Back");
  expect(await call.type("2")).toBe(
    `CON I did not agree to this?\nProblem report ${ref}\n1. Yes\n0. Back`,
  );
  expect(await call.type("0")).toContain("2. I did not agree to this");
  const noted = "CON We noted that you did not agree. Another officer looks at it first.";
  expect(await call.type("2", "1")).toContain(noted);
  expect(await call.send()).toContain(noted);
  expect(await requestOf(world, ref)).toMatchObject({ priority: 2, version: 2 });
  const lines = await historyOf(world, ref);
  expect(lines.map(({ action }) => action)).toEqual(["submit", "object"]);
  expect(await call.type("0")).not.toContain("I did not agree");
  expect(await smsTo(world, phone)).toEqual([]);
});

test("who says so twice at once, by SMS while the screen still asks, is noted once", async () => {
  const { phone, ref } = await helped();
  const call = await new Call(world, { phone }).dial();
  expect(await call.type("1", "1", "2")).toContain("I did not agree to this?");
  await write(phone, "no");
  expect(await call.type("1")).not.toContain("We noted");
  expect((await historyOf(world, ref)).map(({ action }) => action)).toEqual(["submit", "object"]);
});

test("what a status has asked since is answered by a no with the reference, and by no objection", async () => {
  const { phone, ref } = await helped();
  await officerMoves(world, ref, "assigned", null, {}, "s2");
  await officerMoves(world, ref, "resolved", null, {}, "s2");
  await world.sms();
  world.time.now += 1_000;
  await write(phone, `no ${ref}`);
  expect(await requestOf(world, ref)).toMatchObject({ status: "reopened", objectedAt: null });
  // On the phone both can be said, and each is what it says.
  await officerMoves(world, ref, "assigned", null, {}, "s2");
  await officerMoves(world, ref, "resolved", null, {}, "s2");
  const call = await new Call(world, { phone }).dial();
  const seen = await call.type("1", "1");
  expect(seen).toContain("Is it fixed?");
  const key = /(\d)\. I did not agree/.exec(seen)?.[1] ?? "?";
  expect(await call.type(key, "1")).toContain("It has been decided already.");
  expect(await requestOf(world, ref)).toMatchObject({ status: "resolved" });
  expect((await requestOf(world, ref)).objectedAt).toBe(world.time.now);
});

test("in the status that it was sent into, whoever says no as they were told objects", async () => {
  const { phone, ref } = await helped();
  const { person, release } = await requestOf(world, ref);
  const intent = { id: "clinic-1", ref: `3000000${checkDigit("3000000")}` };
  const at = world.time.now;
  const opening = { intent, person, service: "clinic", status: "booked", at, release };
  const more = { answers: {}, keepUntil: at * 2, helper: "s1" };
  await world.store().commit(openRequest({ ...opening, ...more }));
  expect((await write(phone, `no ${intent.ref}`))[0]).toBe("objection");
  expect(await requestOf(world, intent.ref)).toMatchObject({ status: "booked", objectedAt: at });
});

test("by SMS after the end: noted, and told that it is decided", async () => {
  const { phone, ref } = await helped();
  await officerMoves(world, ref, "out_of_scope", "not_county", {}, "s2");
  await world.sms();
  const [meaning, answers] = await write(phone, `no ${ref}`);
  expect(meaning).toBe("objection");
  expect(answers).toEqual([
    `We noted that you did not agree to request ${ref}. It has been decided already. Appeals or questions: any ward office.`,
  ]);
  expect(await requestOf(world, ref)).toMatchObject({ priority: 0, objectedAt: world.time.now });
});
