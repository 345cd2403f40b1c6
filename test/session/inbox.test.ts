import { beforeEach, describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/ids.ts";
import type { Phone } from "../../src/base/phone.ts";
import { checkDigit } from "../../src/base/reference.ts";
import { findPerson, REMEMBERED_MS } from "../../src/people/people.ts";
import { openInbox, type Inbox } from "../../src/session/inbox.ts";
import { openReleasesOnce } from "../once.ts";
import { historyOf, officerAsks, officerMoves, requestOf } from "../life/office.ts";
import { readPreferences } from "../messages/preferences.ts";
import { testVault } from "../store/vault.ts";
import type { World } from "../world.ts";
import { Call, referenceIn, REPORT, testWorld } from "./call.ts";

const PHONE = "+254711000001" as Phone;
const STRANGER = "+254711000077" as Phone;
const MINUTE = 60_000;

let world: World;
let inbox: Inbox;
let ids = 0;

beforeEach(async () => {
  world = await testWorld();
  const clock = () => world.time.now;
  const releases = await openReleasesOnce(world.store(), clock);
  const needs = { store: world.store(), vault: testVault(), clock, random: seededRandom(5) };
  inbox = openInbox({ ...needs, releases });
});

/** An SMS from a phone: what it was taken for, and what is answered. */
async function write(text: string, from: Phone | null = PHONE, id = `in-${++ids}`) {
  const message = { gateway: "africastalking", id, from, to: "20880", text, sentAt: null };
  const meaning = await inbox.message(message);
  const answers = await world.sms();
  expect(answers.every(({ to }) => to === from)).toBe(true);
  return { meaning, answers: answers.map((sms) => sms.text) };
}

/** `again`: by somebody whose language is known. */
async function report(phone = PHONE, again = false) {
  const call = await new Call(world, { phone }).dial();
  const done = await call.type(...REPORT.slice(again ? 1 : 0), "1");
  const reference = referenceIn(done);
  const told = await world.sms();
  expect(told.map((sms) => sms.text)).toEqual([expect.stringContaining(reference)]);
  return reference;
}

test("what is sent by dialling is told by SMS, in the citizen's language, once", async () => {
  const call = await new Call(world).dial();
  const done = await call.type(...REPORT, "1");
  expect(await call.send()).toBe(done);
  const told = await world.sms();
  expect(told).toEqual([{ to: PHONE, text: expect.stringContaining(referenceIn(done)) as string }]);
  expect(told[0]?.text).toMatch(/^Report \d{4} \d{4} received: Water leak, /);
  expect(await world.sms()).toEqual([]);
});

test("a reference alone tells its status, however it is written", async () => {
  const reference = await report();
  const digits = reference.replace(" ", "");
  for (const typed of [
    reference,
    digits,
    `ref ${digits}`,
    ` ${digits}. `,
    `${digits.slice(0, 4)}-${digits.slice(4)}`,
  ]) {
    const { meaning, answers } = await write(typed);
    expect([typed, meaning]).toEqual([typed, "reference"]);
    expect(answers).toEqual([expect.stringMatching(`^Problem report ${reference}: received`)]);
  }
});

test("a reference of somebody else and one of nobody are answered with the same words", async () => {
  const foreign = await report(STRANGER);
  const nobody = "7310224";
  const none = `${nobody}${checkDigit(nobody)}`;
  await new Call(world).dial();
  const [first] = (await write(foreign)).answers;
  const [second] = (await write(none)).answers;
  expect(first).toContain(foreign);
  expect(first?.replace(foreign, "X")).toBe(second?.replace(/\d{4} \d{4}/, "X"));
});

test("a typo in a reference is told as one", async () => {
  const reference = await report();
  const last = Number(reference.at(-1));
  const typo = `${reference.slice(0, -1)}${(last + 1) % 10}`;
  const { meaning, answers } = await write(typo);
  expect(meaning).toBe("not_a_reference");
  expect(answers).toEqual([expect.stringContaining("a digit is wrong")]);
});

test.each([
  ["STOP", "stop", "You will get no more news", true],
  ["stop.", "stop", "You will get no more news", true],
  ["Acha", "stop", "Hutapokea tena", true],
  ["SIMAMA", "stop", "Hutapokea tena", true],
  ["Stop sending me this!", "stop", "You will get no more news", true],
  ["ANZA", "start", "Utapokea SMS za habari", false],
  ["Msaada", "help", "jibu nambari ya kumbukumbu", false],
  ["help", "help", "reply with a reference number", false],
  ["yes", "yes", "No question is waiting", false],
])("a stranger's %s is %s, in the language of the word", async (text, meant, words, stopped) => {
  const { meaning, answers } = await write(text, STRANGER);
  expect(meaning).toBe(meant);
  expect(answers).toEqual([expect.stringContaining(words)]);
  const kept = await readPreferences(world.store(), testVault(), STRANGER);
  expect(kept.stopped).toBe(stopped);
});

test("START takes back STOP", async () => {
  await write("STOP");
  await write("START");
  const kept = await readPreferences(world.store(), testVault(), PHONE);
  expect(kept).toMatchObject({ wantsNews: true, stopped: false });
});

test("a word in another language is understood, and answered in the citizen's own", async () => {
  await report();
  const { meaning, answers } = await write("ACHA");
  expect(meaning).toBe("stop");
  expect(answers).toEqual([expect.stringContaining("You will get no more news")]);
});

test("updates on a request survive STOP", async () => {
  await write("STOP");
  expect(await report()).toMatch(/^\d{4} \d{4}$/);
});

test("the name of a language changes it, for a stranger too", async () => {
  const { answers } = await write("English", STRANGER);
  expect(answers).toEqual([expect.stringContaining("we write to you in English")]);
  const screen = await new Call(world, { phone: STRANGER }).send();
  expect(screen).toContain("My requests");
  expect((await write("kiswahili", STRANGER)).answers).toEqual([
    expect.stringContaining("Kuanzia sasa"),
  ]);
  expect(await new Call(world, { phone: STRANGER }).send()).toContain("Maombi yangu");
});

test("who chooses a language by SMS is remembered for a year from then", async () => {
  await write("English", STRANGER);
  world.time.now += 360 * 24 * 60 * MINUTE;
  await write("Kiswahili", STRANGER);
  const known = await findPerson(world.store(), testVault(), STRANGER);
  expect(known?.forgetAt).toBe(world.time.now + REMEMBERED_MS);
});

test("the same message posted again is taken once", async () => {
  const first = await write("STOP", PHONE, "again");
  const second = await write("STOP", PHONE, "again");
  expect(first.answers).toHaveLength(1);
  expect(second).toEqual({ meaning: "heard_before", answers: [] });
});

test("a sender that is no phone is noted and not answered", async () => {
  expect(await write("Win a prize: STOP to end", null)).toEqual({
    meaning: "no_phone",
    answers: [],
  });
});

test.each([[""], ["🙂🙂"], ["x".repeat(1_530)], ["123"], ["what is this"], ["١٢٣٤"]])(
  "what nobody understands (%#) gets one short help",
  async (text) => {
    const { meaning, answers } = await write(text);
    expect(meaning).toBe("unknown");
    expect(answers).toHaveLength(1);
  },
);

test("a machine that answers ours is not answered again", async () => {
  let answers = 0;
  let said = "Thank you for your message, we will be in touch.";
  for (let n = 0; n < 50; n++) {
    const heard = await write(said);
    answers += heard.answers.length;
    said = heard.answers[0] ?? said;
    world.time.now += 10_000;
  }
  expect(answers).toBe(1);
});

test("a phone is answered ten times an hour; STOP counts all the same", async () => {
  for (let n = 0; n < 10; n++) expect((await write("help")).answers).toHaveLength(1);
  expect(await write("STOP")).toEqual({ meaning: "throttled", answers: [] });
  expect(await readPreferences(world.store(), testVault(), PHONE)).toMatchObject({ stopped: true });
  expect((await write("help", STRANGER)).answers).toHaveLength(1);
  world.time.now += 61 * MINUTE;
  expect((await write("help")).answers).toHaveLength(1);
});

test("a burst is answered as one after the other would be", async () => {
  const burst = Array.from({ length: 30 }, (_, n) =>
    inbox.message({
      gateway: "africastalking",
      id: `burst-${n}`,
      from: PHONE,
      to: "20880",
      text: `nonsense ${n}`,
      sentAt: null,
    }),
  );
  const meanings = await Promise.all(burst);
  expect(meanings.filter((meaning) => meaning === "unknown")).toHaveLength(1);
  expect(await world.sms()).toHaveLength(1);
});

test("START tells that the block at the provider is over", async () => {
  await inbox.optOut({ gateway: "africastalking", phone: PHONE, senderId: "MFANO" });
  await write("START");
  const kept = await readPreferences(world.store(), testVault(), PHONE);
  expect(kept).toMatchObject({ blockedAt: null, wantsNews: true });
});

test("a citizen's words are kept nowhere", async () => {
  await write("my PIN is 4711, please help");
  expect((await world.stored()).includes("4711")).toBe(false);
  expect(world.log.join("\n")).not.toContain("4711");
});

const optOut = (phone = PHONE) =>
  inbox.optOut({ gateway: "africastalking", phone, senderId: "MFANO" });
const BLOCKED = "Your phone blocks our SMS. Your network can allow them.";

/** A dial by somebody known, and what stands on its first screen. */
async function dials(phone = PHONE): Promise<string> {
  // Behind `CON `.
  return (await new Call(world, { phone }).send()).slice(4);
}

test("who is blocked at the provider is told so at the next dial, once, and keeps the whole menu", async () => {
  await report();
  await optOut();
  // What was sent shortly before is more pressing.
  expect(await dials()).not.toContain(BLOCKED);
  world.time.now += 31 * MINUTE;
  const call = new Call(world, { phone: PHONE });
  const told = (await call.send()).slice(4);
  expect(told.split("\n").slice(0, 2)).toEqual([BLOCKED, "Mfano County. Free."]);
  // What the line takes the room of is on the next page.
  const whole = told + (await call.type("98"));
  for (const option of ["1. My requests", "9. Lugha / Language"]) expect(whole).toContain(option);
  expect(await dials()).not.toContain(BLOCKED);
  // Blocked all the same: nothing new to tell.
  await optOut();
  expect(await dials()).not.toContain(BLOCKED);
});

test("after START, or an SMS that came through, a new block is told anew", async () => {
  await report();
  world.time.now += 31 * MINUTE;
  await optOut();
  expect(await dials()).toContain(BLOCKED);
  await write("START");
  await optOut();
  expect(await dials()).toContain(BLOCKED);
  const receipt = { gateway: "africastalking", providerId: "P9", said: "", reason: null } as const;
  const about = { ...receipt, phone: PHONE, network: null };
  await inbox.receipt({ ...about, status: "failed", optedOut: true });
  expect(await dials()).not.toContain(BLOCKED);
  await inbox.receipt({ ...about, status: "success", optedOut: false });
  expect(await dials()).not.toContain(BLOCKED);
  await inbox.receipt({ ...about, status: "rejected", optedOut: true });
  expect(await dials()).toContain(BLOCKED);
});

test("a phone that nobody blocked, and one that deep-links past the menu, are told nothing", async () => {
  await report();
  await report(STRANGER);
  world.time.now += 31 * MINUTE;
  await optOut();
  expect(await dials(STRANGER)).not.toContain(BLOCKED);
  const deep = await new Call(world, { phone: PHONE, text: "3" }).send();
  expect(deep).not.toContain(BLOCKED);
  expect(await dials()).toContain(BLOCKED);
});

test("a provider's opt-out is kept", async () => {
  expect(await optOut()).toBe("opted_out");
  const kept = await readPreferences(world.store(), testVault(), PHONE);
  expect(kept.blockedAt).toBe(world.time.now);
});

describe("what is written while an officer asks", () => {
  test.each([
    ["The left one", "The left one"],
    ["00", "00"],
    ["2", "2"],
    ["Yes!", "Yes!"],
    [" 0712 345 678 ", "0712 345 678"],
    ["12345678", "12345678"],
    [`ok \u2013 \u201cgate B\u201d`, 'ok - "gate B"'],
    ["x".repeat(1_530), "x".repeat(320)],
  ])("answers it (%#), as it was written", async (text, note) => {
    const ref = await report();
    await officerAsks(world, ref, "Which side of the gate?");
    await world.sms();
    expect(await write(text)).toEqual({
      meaning: "answer",
      answers: [`Thank you, the officer has your answer about Problem report ${ref}.`],
    });
    const lines = await historyOf(world, ref);
    expect(lines.at(-1)).toMatchObject({ action: "answer", note });
    expect(lines.at(-1)?.actor).toMatch(/^person:/);
    expect((await requestOf(world, ref)).question).toBeNull();
  });

  test.each([
    ["STOP", "stop"],
    ["stop asking me", "stop"],
    ["msaada", "help"],
    ["English", "language"],
    ["", "unknown"],
  ])("%j keeps its meaning", async (text, meant) => {
    const ref = await report();
    await officerAsks(world, ref, "Which side of the gate?");
    await world.sms();
    expect((await write(text)).meaning).toBe(meant);
    expect((await historyOf(world, ref)).at(-1)?.action).toBe("ask");
  });

  test("a reference of one's own tells its status, and the question stays open", async () => {
    const ref = await report();
    await officerAsks(world, ref, "Which side of the gate?");
    await world.sms();
    expect((await write(ref)).meaning).toBe("reference");
    expect((await requestOf(world, ref)).question).not.toBeNull();
  });

  test("answers nothing where several ask: nobody knows which is meant", async () => {
    const refs = [await report(), await report(PHONE, true)];
    for (const ref of refs) await officerAsks(world, ref, "Which side of the gate?");
    await world.sms();
    expect(await write("The left one")).toEqual({
      meaning: "unknown",
      answers: [expect.stringContaining("Several questions wait")],
    });
    for (const ref of refs) expect((await historyOf(world, ref)).at(-1)?.action).toBe("ask");
  });

  test("of a stranger, or of another phone, answers nothing", async () => {
    const ref = await report();
    await officerAsks(world, ref, "Which side of the gate?");
    await world.sms();
    expect((await write("The left one", STRANGER)).meaning).toBe("unknown");
    expect((await historyOf(world, ref)).at(-1)?.action).toBe("ask");
  });

  test("is one answer, however often it is posted, and beyond what is replied to in an hour", async () => {
    const ref = await report();
    for (let n = 0; n < 10; n++) await write("help");
    await officerAsks(world, ref, "Which side of the gate?");
    await world.sms();
    expect(await write("The left one", PHONE, "same")).toEqual({
      meaning: "throttled",
      answers: [],
    });
    expect((await write("The left one", PHONE, "same")).meaning).toBe("heard_before");
    expect((await historyOf(world, ref)).map(({ action }) => action)).toEqual([
      "submit",
      "ask",
      "answer",
    ]);
  });

  test("with 1 and 2 means the question of a status where another request has one", async () => {
    const fixed = await report();
    await officerMoves(world, fixed, "assigned");
    await officerMoves(world, fixed, "resolved");
    await world.sms();
    const other = await report(PHONE, true);
    await world.sms();
    await officerAsks(world, other, "Is the gate open?");
    await world.sms();
    expect((await write("1")).meaning).toBe("yes");
    expect((await requestOf(world, fixed)).status).toBe("closed");
    expect((await write("yes")).meaning).toBe("answer");
    expect((await historyOf(world, other)).at(-1)?.note).toBe("yes");
  });

  test("yes or no about the very request whose status asks goes to the officer in words, and 1 and 2 do not", async () => {
    const ref = await report();
    await officerMoves(world, ref, "assigned");
    await officerMoves(world, ref, "resolved");
    await officerAsks(world, ref, "Did it leak again?");
    await world.sms();
    expect((await write("no")).meaning).toBe("answer");
    expect((await requestOf(world, ref)).status).toBe("resolved");
    expect((await write("1")).meaning).toBe("yes");
    expect((await requestOf(world, ref)).status).toBe("closed");
  });
});
