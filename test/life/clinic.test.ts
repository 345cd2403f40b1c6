/** An appointment from the first dial to the last SMS, in each language; full times, and races for a place. */
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { Call, referenceIn, testWorld } from "../session/call.ts";
import { KEY, MENUS, type World } from "../world.ts";
import {
  deadlinesOf,
  historyOf,
  officerMoves,
  remindersOf,
  requestOf,
  smsTo,
  statusOf,
} from "./office.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const [ONE, OTHER] = ["+254711000001", "+254711000002"];

/** Appointments, book, the notice, a clinic, "private". The world begins on a Monday at nine. */
const TO_TIMES = ["4", "1", "1", "1", "5"] as const;

let world: World;
let ids = 0;
beforeEach(async () => {
  world = await testWorld();
});

async function write(text: string, from = ONE): Promise<string[]> {
  const fields = { from, to: "20880", text, id: `in-${++ids}`, date: "2026-11-23 06:00:00" };
  const body = new URLSearchParams(fields).toString();
  await world.post(`/gateways/africastalking/${KEY}/sms/inbound`, body);
  return smsTo(world, from);
}

interface Wish {
  language?: "1" | "2";
  slot?: string;
  reminder?: string;
}

async function atCheck(phone: string, { language = "2", slot = "1", reminder = "1" }: Wish = {}) {
  const call = await new Call(world, { phone }).dial();
  await call.type(language, ...TO_TIMES, slot, reminder);
  return call;
}

async function book(phone: string, wish: Wish = {}): Promise<string> {
  return referenceIn(await (await atCheck(phone, wish)).type("1"));
}

/** The first of one's own appointments. */
async function own(phone: string): Promise<Call> {
  const call = await new Call(world, { phone }).dial();
  await call.type("4", "2", "1");
  return call;
}

describe("in English", () => {
  test("booked, reminded, coming, attended", async () => {
    const call = await new Call(world, { phone: ONE }).dial();
    expect(await call.type("2", "4")).toBe(
      "CON Clinic appointment. Free.\n1. Book\n2. Change date\n3. Cancel\n4. Find a clinic\n0. Back",
    );
    expect(await call.type("1", "1")).toContain("(1/4) Which clinic?\n1. Umoja Health Centre");
    expect(await call.type("1")).toBe(
      "CON (2/4) Which service?\n1. Mother and baby\n2. Child vaccination\n3. General\n4. Teeth\n5. Private, tell nurse only\n0. Back",
    );
    // At nine nothing before eleven is offered, and eight and ten are gone.
    const times = await call.type("5");
    expect(times).toMatch(
      /^CON \(3\/4\) Umoja Health Centre\n1\. Mon 23 Nov 2pm\n2\. Tue 24 Nov 9am\n3\. Tue 24 Nov 11am\n/,
    );
    expect(times).toMatch(/98\. More\n0\. Back$/);
    expect(await call.type("99")).toContain("99 is not here. Choose 1-");
    expect(await call.type("98")).toContain("Thu 26 Nov 2pm");
    // A number of the page before still counts.
    expect(await call.type("3")).toBe(
      "CON (4/4) Others may read this phone. Reminder SMS?\n1. Short: 'You have an appointment'\n2. With clinic name\n3. No SMS\n0. Back",
    );
    expect(await call.type("2")).toBe(
      "CON Check: Tue 24 Nov 11am, Umoja Health Centre.\n1. Send\n2. Change an answer\n0. Back",
    );
    const done = await call.type("1");
    const ref = referenceIn(done);
    expect(done).toBe(
      `END Booked: Tue 24 Nov 11am, Umoja Health Centre. Number ${ref}. Bring the clinic book. To change, dial *384*99#.`,
    );
    expect(await smsTo(world, ONE)).toEqual([
      `You have an appointment on Tue 24 Nov 11am, Umoja Health Centre. No. ${ref}. To change dial *384*99#. Free.`,
    ]);
    // The reminder of tomorrow's appointment would come today, when it was just made: it does not.
    world.time.now += DAY + HOUR;
    expect(await remindersOf(world)).toBe(0);
    await officerMoves(world, ref, "attended");
    expect(await statusOf(world, ref)).toBe("attended");
  });

  test("the day before it is reminded of, and answered 1 or 2 by SMS", async () => {
    const ref = await book(ONE, { slot: "5" });
    await world.sms();
    world.time.now = Date.UTC(2026, 10, 25, 6);
    expect(await remindersOf(world)).toBe(1);
    expect(await smsTo(world, ONE)).toEqual([
      `You have an appointment on Thu 26 Nov 9am. No. ${ref}. Reply 1 if coming, 2 to change. Free.`,
    ]);
    expect(await remindersOf(world)).toBe(0);
    expect(await write("2")).toEqual([
      `To choose another day dial *384*99#. Until then your appointment is Thu 26 Nov 9am. No. ${ref}. Free.`,
    ]);
    expect(await statusOf(world, ref)).toBe("changing");
    const call = await own(ONE);
    const listed = await call.type("1");
    expect(listed).toContain(`CON Change date\nAppointment ${ref}\n1. Thu 26 Nov 9am`);
    expect(await call.type("2")).toContain(`Appointment ${ref}: booked.`);
    expect(await smsTo(world, ONE)).toEqual([
      `You have an appointment on Thu 26 Nov 2pm. No. ${ref}. To change dial *384*99#. Free.`,
    ]);
  });

  test("with 1 it is confirmed, and nobody who comes is told they missed it", async () => {
    const ref = await book(ONE, { slot: "5" });
    await world.sms();
    expect(await write("1")).toEqual([
      `Thank you. We expect you on Thu 26 Nov 9am. No. ${ref}. To change dial *384*99#.`,
    ]);
    world.time.now = Date.UTC(2026, 10, 26, 7);
    await officerMoves(world, ref, "attended");
    world.time.now += DAY;
    expect(await deadlinesOf(world)).toBe(0);
  });

  test("missed four hours after its time, in neutral words, and booked anew", async () => {
    const ref = await book(ONE, { slot: "2" });
    await world.sms();
    world.time.now = Date.UTC(2026, 10, 24, 9, 59);
    expect(await deadlinesOf(world)).toBe(0);
    world.time.now += 2 * 60_000;
    expect(await deadlinesOf(world)).toBe(1);
    expect(await smsTo(world, ONE)).toEqual([
      `We missed you on Tue 24 Nov 9am (${ref}). No blame, no fee. Dial *384*99# to choose a new day.`,
    ]);
    const call = await own(ONE);
    expect(await call.send()).toContain(
      "No blame, no fee. You can choose a new day.\n1. Choose a day",
    );
    await call.type("1", "1");
    expect(await requestOf(world, ref)).toMatchObject({ status: "booked" });
  });

  test("moved by the clinic: the time is free again, and the citizen chooses", async () => {
    const ref = await book(ONE, { slot: "2" });
    await world.sms();
    await officerMoves(world, ref, "moved");
    expect(await smsTo(world, ONE)).toEqual([
      `Your appointment ${ref} of Tue 24 Nov 9am has to be moved. Sorry. Choose another day: dial *384*99#. Free.`,
    ]);
    expect(await seatsAt(world)).toEqual(new Map());
    const call = await own(ONE);
    expect(await call.type("1", "3")).toContain("booked. Sent 23 Nov 2026.\nTue 24 Nov 11am.");
    expect(await seatsAt(world)).toEqual(new Map([["2026-11-24T08:00Z", 1]]));
  });
});

describe("in Kiswahili", () => {
  test("booked, changed, cancelled", async () => {
    const call = await new Call(world, { phone: ONE }).dial();
    expect(await call.type("1", ...TO_TIMES)).toMatch(
      /^CON \(3\/4\) Umoja Health Centre\n1\. Jumatatu 23 Nov, saa 8 mchana\n2\. Jumanne 24 Nov, saa 3 asubuhi\n/,
    );
    const done = await call.type("2", "1", "1");
    const ref = referenceIn(done);
    expect(done).toBe(
      `END Miadi: Jumanne 24 Nov, saa 3 asubuhi, Umoja Health Centre. Nambari ${ref}. Leta kitabu cha kliniki. Kubadilisha, piga *384*99#.`,
    );
    expect(await smsTo(world, ONE)).toEqual([
      `Una miadi Jumanne 24 Nov, saa 3 asubuhi. Nambari ${ref}. Kubadilisha piga *384*99#. Bure.`,
    ]);
    const mine = await new Call(world, { phone: ONE }).dial();
    expect(await mine.type("4", "2")).toContain(`Ubadilishe miadi ipi?\n1. Miadi ${ref}: imewekwa`);
    expect(await mine.type("1")).toBe(
      `CON Miadi ${ref}: Jumanne 24 Nov, saa 3 asubuhi, Umoja Health Centre. Je, utakuja?\n1. Ndiyo\n2. La\n3. Badilisha tarehe\n4. Futa miadi\n0. Rudi`,
    );
    expect(await mine.type("3", "98")).toContain("Alhamisi 26 Nov, saa 3 asubuhi");
    expect(await mine.type("0", "0")).toContain("Je, utakuja?");
    expect(await mine.type("3", "98", "5")).toContain(`Miadi ${ref}: imewekwa.`);
    expect(await smsTo(world, ONE)).toEqual([
      `Una miadi Alhamisi 26 Nov, saa 3 asubuhi. Nambari ${ref}. Kubadilisha piga *384*99#. Bure.`,
    ]);
    expect(await mine.type("0", "1", "4")).toContain("Futa miadi?");
    expect(await mine.type("1")).toContain(": imefutwa.");
    expect(await smsTo(world, ONE)).toEqual([]);
    expect(await seatsAt(world)).toEqual(new Map());
    expect((await historyOf(world, ref)).map(({ action, to }) => `${action} ${to}`)).toEqual([
      "submit booked",
      "move booked",
      "move cancelled",
    ]);
  });

  test("the reminder, and what is said to whoever did not come", async () => {
    const ref = await book(ONE, { language: "1", slot: "5", reminder: "2" });
    await world.sms();
    world.time.now = Date.UTC(2026, 10, 25, 6);
    expect(await remindersOf(world)).toBe(1);
    expect(await smsTo(world, ONE)).toEqual([
      `Una miadi Alhamisi 26 Nov, saa 3 asubuhi, Umoja Health Centre. Nambari ${ref}. Jibu 1 kama utakuja, 2 kubadilisha. Bure.`,
    ]);
    world.time.now += 2 * DAY;
    expect(await deadlinesOf(world)).toBe(1);
    expect(await smsTo(world, ONE)).toEqual([
      `Hatukukuona Alhamisi 26 Nov, saa 3 asubuhi (${ref}). Hakuna lawama wala ada. Piga *384*99# kuchagua siku nyingine.`,
    ]);
  });
});

test("who wants no SMS gets none, whatever becomes of it", async () => {
  const ref = await book(ONE, { slot: "5", reminder: "3" });
  world.time.now = Date.UTC(2026, 10, 25, 6);
  await remindersOf(world);
  world.time.now += 2 * DAY;
  expect(await deadlinesOf(world)).toBe(1);
  expect(await statusOf(world, ref)).toBe("missed");
  expect(await smsTo(world, ONE)).toEqual([]);
});

test("until two hours before it can be changed and cancelled, and not later", async () => {
  const ref = await book(ONE, { slot: "1" });
  world.time.now = Date.UTC(2026, 10, 23, 8, 59);
  const call = await own(ONE);
  expect(await call.send()).toContain("4. Cancel the appointment");
  expect(await call.type("4")).toContain("Cancel the appointment?");
  world.time.now += 2 * 60_000;
  const late = await call.type("1");
  expect(late).toContain("Are you coming?\n1. Yes\n2. No\n0. Back");
  expect(await statusOf(world, ref)).toBe("booked");
  expect((await historyOf(world, ref)).at(-1)).toMatchObject({
    action: "refuse",
    to: "cancelled",
    reason: "too_late",
  });
});

/** How many places are taken, by the instant. */
async function seatsAt(of: World): Promise<Map<string, number>> {
  const rows = await of.raw<{ at: number; seats: number }>(
    "select at, count(*) as seats from claims group by at order by at",
  );
  return new Map(
    rows.map(({ at, seats }) => [`${new Date(at).toISOString().slice(0, 16)}Z`, seats]),
  );
}

describe("the last place", () => {
  const FULL =
    "CON That time was taken just now.\n(3/4) Umoja Health Centre\n1. Mon 23 Nov 2pm\n2. Tue 24 Nov 11am\n";
  const HERE = ["+254711000011", "+254711000012"];

  beforeEach(async () => {
    for (const phone of HERE) await book(phone, { slot: "2" });
  });

  test("goes to one of two at once; the other is told, and every other answer is kept", async () => {
    const calls = [await atCheck(ONE, { slot: "2" }), await atCheck(OTHER, { slot: "2" })];
    const said = await Promise.all(calls.map((call) => call.type("1")));
    expect(said.filter((each) => each.startsWith("END Booked: Tue 24 Nov 9am"))).toHaveLength(1);
    const at = said.findIndex((each) => each.startsWith(FULL));
    const loser = calls[at];
    if (loser === undefined) throw new Error(said.join("\n"));
    expect(await loser.send()).toBe(said[at]);
    // Straight to the check screen: nothing else is asked again.
    expect(await loser.type("2")).toContain("Check: Tue 24 Nov 11am, Umoja Health Centre.");
    expect(await loser.type("1")).toContain("END Booked: Tue 24 Nov 11am");
    expect(await seatsAt(world)).toEqual(
      new Map([
        ["2026-11-24T06:00Z", 3],
        ["2026-11-24T08:00Z", 1],
      ]),
    );
  });

  test("is told to be gone as soon as it is chosen, and a number means what stood beside it", async () => {
    const call = await new Call(world, { phone: ONE }).dial();
    expect(await call.type("2", ...TO_TIMES)).toContain("2. Tue 24 Nov 9am\n3. Tue 24 Nov 11am");
    await book(OTHER, { slot: "2" });
    expect(await call.type("2")).toContain(FULL);
    expect(await call.type("0", "5")).not.toContain("Tue 24 Nov 9am");
  });

  test("a slot that fills while the list is shown does not move the others", async () => {
    const call = await new Call(world, { phone: ONE }).dial();
    await call.type("2", ...TO_TIMES);
    await book(OTHER, { slot: "2" });
    await call.type("3", "1");
    expect(await call.type("1")).toContain("END Booked: Tue 24 Nov 11am");
  });

  test("who cancels gives it back", async () => {
    await book(ONE, { slot: "2" });
    const other = await new Call(world, { phone: OTHER }).dial();
    expect(await other.type("2", ...TO_TIMES)).not.toContain("Tue 24 Nov 9am");
    const call = await own(ONE);
    await call.type("4", "1");
    const again = await new Call(world, { phone: OTHER }).dial();
    expect(await again.type("1", "4", "1")).toContain("");
    expect(await seatsAt(world)).toEqual(new Map([["2026-11-24T06:00Z", 2]]));
  });

  test("a change to a time that is taken meanwhile leaves the old one", async () => {
    const ref = await book(ONE, { slot: "3" });
    const call = await own(ONE);
    expect(await call.type("3")).toContain("2. Tue 24 Nov 9am");
    await book(OTHER, { slot: "2" });
    expect(await call.type("2")).toContain("CON That time was taken just now.\n");
    expect(await seatsAt(world)).toEqual(
      new Map([
        ["2026-11-24T06:00Z", 3],
        ["2026-11-24T08:00Z", 1],
      ]),
    );
    expect(await statusOf(world, ref)).toBe("booked");
    expect(await call.type("0")).toContain("Tue 24 Nov 11am, Umoja Health Centre. Are you coming?");
  });
});

test("another clinic is another list: the time of the one before is asked anew", async () => {
  const call = await atCheck(ONE, { slot: "2" });
  await call.type("2", "1");
  expect(await call.type("2")).toContain("(3/4) Neema Dispensary\n1. Mon 23 Nov 11am");
  expect(await call.type("1")).toContain("Check: Mon 23 Nov 11am, Neema Dispensary.");
  expect(await call.type("1")).toContain("END Booked: Mon 23 Nov 11am, Neema Dispensary");
});

test("no holiday is offered", async () => {
  world = await testWorld({ start: Date.UTC(2026, 11, 23, 6) });
  const call = await new Call(world, { phone: ONE }).dial();
  let shown = await call.type("2", "4", "1", "1", "4", "5");
  for (let page = 0; page < 6; page++) shown += await call.type("98");
  expect(shown).toContain("Wed 23 Dec 2pm");
  // Christmas is a Friday and Boxing Day a Saturday, and New Year's Day a Friday.
  expect(shown).not.toMatch(/25 Dec|26 Dec|1 Jan/);
  expect(shown).toContain("Sat 2 Jan 9am");
});

test("where nothing is free it is said, and a clinic with times is one step back", async () => {
  const menus = new Map(MENUS).set(
    "data/clinic_hours.csv",
    "clinic,weekday,time,capacity\numoja,tue,09:00,1\nneema,wed,09:00,1\nbaraka,tue,09:00,1\nmfano,mon,09:00,1\n",
  );
  world = await testWorld({ menus });
  await book(ONE, { slot: "1" });
  await book(OTHER, { slot: "1" });
  const call = await new Call(world, { phone: "+254711000003" }).dial();
  expect(await call.type("2", ...TO_TIMES)).toBe(
    "CON Umoja Health Centre has no free time for 14 days. Choose another clinic, or dial again tomorrow.\n0. Back",
  );
});

test("whatever citizens book, change and cancel, no time has too many, and no free place is lost", async () => {
  const menus = new Map(MENUS).set(
    "data/clinic_hours.csv",
    "clinic,weekday,time,capacity\numoja,tue,09:00,2\numoja,wed,09:00,1\nneema,wed,09:00,1\nbaraka,tue,09:00,1\nmfano,mon,09:00,1\n",
  );
  const act = fc.record({
    who: fc.nat({ max: 4 }),
    what: fc.constantFrom("book" as const, "change" as const, "cancel" as const),
    slot: fc.constantFrom("1", "2", "3", "4"),
    at: fc.nat({ max: 1 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 6, maxLength: 14 }), async (acts) => {
      const crowd = await testWorld({ menus });
      world = crowd;
      const phones = Array.from({ length: 5 }, (_, n) => `+25471100010${n}`);
      for (const phone of phones) await (await new Call(crowd, { phone }).dial()).type("2");
      const doing = async ({ who, what, slot }: (typeof acts)[number]) => {
        const call = await new Call(crowd, { phone: phones[who] ?? "" }).dial();
        // A draft is offered first: begun again.
        if (what === "book") await call.type("00", "4", "1", "2", "1", "1", "5", slot, "1", "1");
        else if (what === "change") await call.type("00", "4", "2", "1", "3", slot);
        else await call.type("00", "4", "2", "1", "4", "1");
      };
      // Some one after the other, some two at once.
      for (let at = 0; at < acts.length; at++) {
        const [one, two] = [acts[at], acts[at + 1]];
        if (one === undefined) continue;
        if (two !== undefined && one.at === 1 && one.who !== two.who) {
          await Promise.all([doing(one), doing(two)]);
          at++;
        } else await doing(one);
      }
      const held = await crowd.raw<{ at: number; n: number }>(
        "select at, count(*) as n from claims group by pool, at",
      );
      for (const { at, n } of held) {
        expect(n).toBeLessThanOrEqual(new Date(at).getUTCDay() === 2 ? 2 : 1);
      }
      const holding = await crowd.raw(
        "select 1 as one from requests where service = 'clinic' and status = 'booked'",
      );
      expect(await crowd.raw("select 1 as one from claims")).toEqual(holding);
      await crowd.close();
    }),
    { numRuns: 12 },
  );
});
