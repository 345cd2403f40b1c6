/** From the dial to "closed", with every SMS, in each language; and a dispute that reopens. */
import { beforeEach, expect, test } from "vitest";
import { Call, referenceIn, testWorld } from "../session/call.ts";
import { KEY, MENUS, type World } from "../world.ts";
import {
  copyOf,
  deadlinesOf,
  historyOf,
  officerAsks,
  officerMoves,
  requestOf,
  smsTo,
  statusOf,
} from "./office.ts";

const PHONE = "+254711000001";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: World;
let ids = 0;

beforeEach(async () => {
  world = await testWorld();
});

/** What is sent by SMS from the phone, through the gateway's own callback; the answers. */
async function write(text: string): Promise<string[]> {
  const fields = { from: PHONE, to: "20880", text, id: `in-${++ids}`, date: "2026-11-23 06:00:00" };
  const body = new URLSearchParams(fields).toString();
  const answered = await world.post(`/gateways/africastalking/${KEY}/sms/inbound`, body);
  expect([answered.status, await answered.text()]).toEqual([200, "OK"]);
  return smsTo(world, PHONE);
}

/** Language null: by somebody whose language is known. */
async function report(language: "1" | "2" | null, phone = PHONE): Promise<string> {
  const call = await new Call(world, { phone }).dial();
  const done = await call.type(
    ...(language ?? ""),
    "3",
    "2",
    "1",
    "1",
    "1",
    "Near the gate",
    "2",
    "1",
    "1",
  );
  return referenceIn(done);
}

test("in English, answered by SMS", async () => {
  const ref = await report("2");
  expect(await smsTo(world, PHONE)).toEqual([
    `Report ${ref} received: Water leak, Amani. We will tell you by SMS. Status: *384*99#. Free.`,
  ]);
  world.time.now += HOUR;
  expect(await officerMoves(world, ref, "assigned")).toBeNull();
  expect(await smsTo(world, PHONE)).toEqual([
    `Report ${ref} (Water leak, Amani) given to a team on 23 Nov 2026. Target: 2 working days. Status: *384*99#. Free.`,
  ]);
  await officerMoves(world, ref, "in_progress");
  expect(await smsTo(world, PHONE)).toEqual([]);
  await officerMoves(world, ref, "resolved");
  expect(await smsTo(world, PHONE)).toEqual([
    `Report ${ref}: the team says it is fixed. Is it? Reply 1 for YES or 2 for NO, or dial *384*99#. If NO it goes back first in line.`,
  ]);
  expect(await write("1")).toEqual([`Thank you. Problem report ${ref}: closed.`]);
  expect(await statusOf(world, ref)).toBe("closed");
  expect(await write("1")).toEqual([expect.stringContaining("No question is waiting")]);
});

test("in Kiswahili, answered by SMS, after a dispute that reopens it ahead of the queue", async () => {
  const ref = await report("1");
  expect(await smsTo(world, PHONE)).toEqual([
    `Ripoti ${ref} imepokelewa: Maji yanavuja, Amani. Tutakujulisha kwa SMS. Hali: *384*99#. Bure.`,
  ]);
  await officerMoves(world, ref, "assigned");
  expect(await smsTo(world, PHONE)).toEqual([
    `Ripoti ${ref} (Maji yanavuja, Amani) imekabidhiwa kikosi 23 Nov 2026. Lengo: siku 2 za kazi. Hali: *384*99#. Bure.`,
  ]);
  await officerMoves(world, ref, "resolved");
  expect(await smsTo(world, PHONE)).toEqual([
    `Ripoti ${ref}: mafundi wamesema wametatua. Je, ni kweli? Jibu 1 NDIYO au 2 LA, au piga *384*99#. Ukijibu LA itashughulikiwa kwanza.`,
  ]);
  expect((await requestOf(world, ref)).priority).toBe(0);
  expect(await write("LA")).toEqual([
    `Ripoti ${ref} imefunguliwa tena na itashughulikiwa kwanza. Hali: *384*99#. Bure.`,
  ]);
  expect(await requestOf(world, ref)).toMatchObject({ status: "reopened", priority: 1 });
  await officerMoves(world, ref, "in_progress");
  expect((await requestOf(world, ref)).priority).toBe(1);
  await officerMoves(world, ref, "resolved");
  expect(await smsTo(world, PHONE)).toHaveLength(1);
  expect(await write("ndiyo")).toEqual([`Asante. Ripoti ya tatizo ${ref}: imefungwa.`]);
  expect(await requestOf(world, ref)).toMatchObject({ status: "closed", priority: 0 });
});

test("by dialling: is it fixed? No: it goes first in line", async () => {
  const ref = await report("2");
  await officerMoves(world, ref, "assigned");
  await officerMoves(world, ref, "resolved");
  await world.sms();
  const call = await new Call(world, { phone: PHONE }).dial();
  expect(await call.type("1", "1")).toBe(
    `CON Report ${ref} is marked fixed. Is it fixed?\n1. Yes\n2. No\n0. Back`,
  );
  const reopened = await call.type("2");
  expect(reopened).toBe(
    `CON Problem report ${ref}: opened again. Sent 23 Nov 2026.\nIt goes first in line.\n0. Back`,
  );
  // The same callback again changes nothing and is told nothing anew.
  expect(await call.send()).toBe(reopened);
  expect(await smsTo(world, PHONE)).toEqual([
    `Report ${ref} is open again and goes first in line. Status: *384*99#. Free.`,
  ]);
  expect(await requestOf(world, ref)).toMatchObject({ status: "reopened", priority: 1 });
  expect(await call.type("0")).toContain("opened again");
});

test("what was held for the morning is not told when it is not so any more", async () => {
  const ref = await report("2");
  await world.sms();
  world.time.now += 11 * HOUR; // 20:00
  await officerMoves(world, ref, "assigned");
  await officerMoves(world, ref, "resolved");
  await officerAsks(world, ref, "Which side of the gate?");
  expect(await smsTo(world, PHONE)).toEqual([]);
  expect(await write("2")).toEqual([expect.stringContaining("is open again")]);
  world.time.now += 12 * HOUR;
  expect(await smsTo(world, PHONE)).toEqual([]);
});

test("a question at night drops no status, and a second one takes its place", async () => {
  const ref = await report("2");
  await world.sms();
  world.time.now += 11 * HOUR; // 20:00
  await officerMoves(world, ref, "assigned");
  await officerAsks(world, ref, "Which gate?");
  await officerAsks(world, ref, "Which side of the gate?");
  world.time.now += 12 * HOUR;
  expect(await smsTo(world, PHONE)).toEqual([
    expect.stringContaining("given to a team"),
    `${ref}: Which side of the gate? Reply or dial *384*99#`,
  ]);
});

test("cancelled by dialling, while nobody has begun", async () => {
  const ref = await report("2");
  const call = await new Call(world, { phone: PHONE }).dial();
  expect(await call.type("1", "1")).toContain("1. Cancel the report\n0. Back");
  const sure = `CON Cancel the report?\nProblem report ${ref}\n1. Yes\n0. Back`;
  expect(await call.type("1")).toBe(sure);
  expect(await statusOf(world, ref)).toBe("received");
  expect(await call.type("0")).toContain("1. Cancel the report\n0. Back");
  expect(await call.type("1")).toBe(sure);
  expect(await call.type("1")).toContain(": cancelled.");
  expect(await statusOf(world, ref)).toBe("cancelled");
  expect(await call.type("0")).toContain("Your requests\n1. Problem report");
});

test("what is pressed on a screen that is out of date is not taken for something else", async () => {
  const ref = await report("2");
  const call = await new Call(world, { phone: PHONE }).dial();
  expect(await call.type("1", "1")).toContain("1. Cancel the report");
  await officerMoves(world, ref, "assigned");
  await officerMoves(world, ref, "resolved");
  // 1 is "Yes, it is fixed" by now, and was pressed for "Cancel".
  expect(await call.type("1")).toContain("Is it fixed?\n1. Yes");
  expect(await statusOf(world, ref)).toBe("resolved");
  await officerAsks(world, ref, "When was it mended?");
  expect(await call.type("2")).toContain("When was it mended?");
  expect((await historyOf(world, ref)).at(-1)?.action).toBe("ask");
});

test("a request keeps to the life cycle of its own release", async () => {
  const ref = await report("2");
  await officerMoves(world, ref, "assigned");
  await officerMoves(world, ref, "in_progress");
  const renamed = new Map(MENUS);
  const file = renamed.get("report.yaml") ?? "";
  renamed.set("report.yaml", file.replaceAll("in_progress", "under_way"));
  await world.publish(renamed);
  const call = await new Call(world, { phone: PHONE }).dial();
  expect(await call.type("1", "1")).toContain("being repaired");
  expect(await write(ref)).toContainEqual(expect.stringContaining("being repaired"));
});

test("what an officer has moved meanwhile cannot be cancelled any more, and the citizen sees why", async () => {
  const ref = await report("2");
  const call = await new Call(world, { phone: PHONE }).dial();
  await call.type("1", "1");
  await officerMoves(world, ref, "assigned");
  await officerMoves(world, ref, "in_progress");
  const screen = await call.type("1");
  expect(screen).toContain("being repaired");
  expect(await statusOf(world, ref)).toBe("in_progress");
});

test("a move that was confirmed too late is refused, and recorded as such", async () => {
  const ref = await report("2");
  const call = await new Call(world, { phone: PHONE }).dial();
  expect(await call.type("1", "1", "1")).toContain("Cancel the report?");
  await officerMoves(world, ref, "assigned");
  // It can still be cancelled: shown anew, and nothing is refused.
  expect(await call.type("1")).toContain("given to a team");
  expect((await historyOf(world, ref)).at(-1)?.action).toBe("move");
  expect(await call.type("1")).toContain("Cancel the report?");
  await officerMoves(world, ref, "in_progress");
  const screen = await call.type("1");
  expect(screen).toContain("being repaired");
  expect(await call.send()).toBe(screen);
  expect((await historyOf(world, ref)).slice(-2)).toMatchObject([
    { action: "move", to: "in_progress" },
    { action: "refuse", from: "in_progress", to: "cancelled", reason: "not_allowed" },
  ]);
  expect((await historyOf(world, ref)).at(-1)?.actor).toMatch(/^person:/);
});

test("a refusal needs a reason, and tells it", async () => {
  const ref = await report("2");
  await world.sms();
  expect(await officerMoves(world, ref, "out_of_scope")).toBe("reason_missing");
  expect(await officerMoves(world, ref, "out_of_scope", "because")).toBe("reason_unknown");
  expect(await officerMoves(world, ref, "closed")).toBe("not_allowed");
  expect(await smsTo(world, PHONE)).toEqual([]);
  expect(await statusOf(world, ref)).toBe("received");
  expect(await officerMoves(world, ref, "out_of_scope", "private_land")).toBeNull();
  expect(await smsTo(world, PHONE)).toEqual([
    `Report ${ref} was closed. Reason: it is on private land. Amani ward office can tell you where to turn. Status: *384*99#.`,
  ]);
});

test("who says nothing in a week is taken to agree; the clock closes it, once for all nodes", async () => {
  const ref = await report("2");
  await officerMoves(world, ref, "assigned");
  await officerMoves(world, ref, "resolved");
  await world.sms();
  world.time.now += 7 * DAY;
  expect(await deadlinesOf(world)).toBe(0);
  world.time.now += DAY;
  await world.restart();
  const acted = await Promise.all([deadlinesOf(world), deadlinesOf(world)]);
  expect(acted[0] + acted[1]).toBe(1);
  expect(await statusOf(world, ref)).toBe("closed");
  expect(await deadlinesOf(world)).toBe(0);
});

test("a deadline that passes is escalated once, and told in the morning", async () => {
  const ref = await report("2");
  await officerMoves(world, ref, "assigned");
  await world.sms();
  // Two working days from Monday the 23rd end at 16:00 on Wednesday; nobody looks before 20:00.
  world.time.now = Date.UTC(2026, 10, 25, 12, 59);
  expect(await deadlinesOf(world)).toBe(0);
  world.time.now = Date.UTC(2026, 10, 25, 17);
  expect(await deadlinesOf(world)).toBe(1);
  expect(await deadlinesOf(world)).toBe(0);
  expect(await requestOf(world, ref)).toMatchObject({ status: "assigned", priority: 1 });
  expect(await smsTo(world, PHONE)).toEqual([]);
  world.time.now = Date.UTC(2026, 10, 26, 4);
  expect(await smsTo(world, PHONE)).toEqual([
    `Report ${ref} is late. It now goes first in line. We are sorry. Status: *384*99#. Free.`,
  ]);
});

test("requests that cannot be acted on hold up none behind them", async () => {
  const first = await report("2");
  for (let n = 0; n < 100; n++) await copyOf(world, first, `poisoned-${n}`);
  world.time.now += HOUR;
  const good = await report("2", "+254711000002");
  await world.sms();
  world.time.now += 3 * DAY;
  const faults: unknown[] = [];
  expect(await deadlinesOf(world, (error) => faults.push(error))).toBe(2);
  expect(faults).toHaveLength(100);
  expect((await requestOf(world, good)).priority).toBe(1);
});

test("an officer's question is told by SMS and answered by dialling, once", async () => {
  const ref = await report("2");
  await world.sms();
  await officerAsks(world, ref, "Which side of the gate?");
  expect(await smsTo(world, PHONE)).toEqual([
    `${ref}: Which side of the gate? Reply or dial *384*99#`,
  ]);
  const call = await new Call(world, { phone: PHONE }).dial();
  expect(await call.type("1", "1")).toBe(
    `CON Problem report ${ref}:\nWhich side of the gate?\n0. Back`,
  );
  const answered = await call.type("The left one");
  expect(answered).toBe(
    `CON Thank you, the officer has your answer. Problem report ${ref}: received.\n0. Back`,
  );
  expect(await call.send()).toBe(answered);
  expect(await historyOf(world, ref)).toMatchObject([
    { action: "submit" },
    { action: "ask", actor: "staff:one", note: "Which side of the gate?" },
    { action: "answer", note: "The left one" },
  ]);
  expect(await call.type("0", "1")).toContain("1. Cancel the report");
});

test("an officer's question is answered by SMS, in the citizen's own words, in Kiswahili too", async () => {
  const ref = await report("1");
  await world.sms();
  await officerAsks(world, ref, "Upande gani wa lango?");
  expect(await smsTo(world, PHONE)).toEqual([
    `${ref}: Upande gani wa lango? Jibu hapa au piga *384*99#`,
  ]);
  expect(await write("Upande wa kushoto, karibu na duka")).toEqual([
    `Asante, afisa amepata jibu lako kuhusu Ripoti ya tatizo ${ref}.`,
  ]);
  expect((await historyOf(world, ref)).at(-1)).toMatchObject({
    action: "answer",
    note: "Upande wa kushoto, karibu na duka",
  });
  // It is answered: what is written now is nobody's answer.
  expect(await write("Asante sana")).toEqual([
    expect.stringContaining("jibu nambari ya kumbukumbu"),
  ]);
  expect((await historyOf(world, ref)).filter(({ action }) => action === "answer")).toHaveLength(1);
  const call = await new Call(world, { phone: PHONE }).dial();
  expect(await call.type("1", "1")).toContain("1. Ghairi ripoti");
});

test("by dialling 0 goes back from an officer's question, as the screen says; by SMS it is an answer", async () => {
  const ref = await report("2");
  await officerAsks(world, ref, "How many lamps are out?");
  await world.sms();
  const call = await new Call(world, { phone: PHONE }).dial();
  expect(await call.type("1", "1")).toContain("How many lamps are out?\n0. Back");
  expect(await call.type("0")).toContain("Your requests");
  expect((await historyOf(world, ref)).at(-1)?.action).toBe("ask");
  expect(await write("0")).toEqual([expect.stringContaining("the officer has your answer")]);
  expect((await historyOf(world, ref)).at(-1)).toMatchObject({ action: "answer", note: "0" });
});

test("whoever has many requests reaches those that ask something first, however old", async () => {
  const old = await report("2");
  world.time.now += HOUR;
  const fixed = await report(null);
  await officerMoves(world, fixed, "assigned");
  await officerMoves(world, fixed, "resolved");
  for (let n = 0; n < 21; n++) {
    world.time.now += HOUR;
    const ref = await report(null);
    await officerMoves(world, ref, "duplicate");
  }
  world.time.now += HOUR;
  await officerAsks(world, old, "Which side of the gate?");
  const call = await new Call(world, { phone: PHONE }).dial();
  const list = await call.type("1");
  expect(list).toContain(`1. Problem report ${fixed}: marked as fixed\n2. Problem report ${old}:`);
  expect(await call.type("2")).toContain("Which side of the gate?");
  expect(await call.type("The left one")).toContain("the officer has your answer");
  await write("1");
  expect(await statusOf(world, fixed)).toBe("closed");
});

test("a question that is withdrawn meanwhile is not answered", async () => {
  const ref = await report("2");
  await officerAsks(world, ref, "Which side of the gate?");
  const call = await new Call(world, { phone: PHONE }).dial();
  await call.type("1", "1");
  await officerMoves(world, ref, "duplicate");
  expect(await call.type("The left one")).toContain("joined to another");
  expect((await historyOf(world, ref)).map(({ action }) => action)).toEqual([
    "submit",
    "ask",
    "move",
  ]);
});

test("a receipt comes in by the gateway's callback, and finds its message", async () => {
  await report("2");
  await world.sms();
  const body = new URLSearchParams({
    id: "world-1",
    status: "Success",
    phoneNumber: PHONE,
    networkCode: "63902",
  }).toString();
  const answered = await world.post(`/gateways/africastalking/${KEY}/sms/delivery`, body);
  expect(answered.status).toBe(200);
  expect(await world.receipts()).toEqual(["success"]);
});

test("a wrong key is a path that is not there", async () => {
  for (const kind of ["inbound", "delivery", "opt-out"]) {
    const answered = await world.post(`/gateways/africastalking/${"x".repeat(32)}/sms/${kind}`, "");
    expect(answered.status).toBe(404);
  }
});
