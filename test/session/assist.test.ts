import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/ids.ts";
import { findPerson, REMEMBERED_MS } from "../../src/people/people.ts";
import { countRequests } from "../../src/requests/requests.ts";
import { helpWrites } from "../../src/session/assist.ts";
import { openPurge } from "../../src/session/purge.ts";
import { statement, type Given } from "../../src/store/statement.ts";
import { edited } from "../menu/edited.ts";
import { testVault } from "../store/vault.ts";
import { officerMoves, historyOf, requestOf, smsTo } from "../life/office.ts";
import {
  addOfficer,
  CITIZEN,
  endOfficer,
  helping,
  OFFICER,
  officerAtMenu,
  officerWorld,
  OTHER,
  TYPED,
} from "./assisting.ts";
import { MENUS } from "../world.ts";
import { Call, REPORT, referenceIn } from "./call.ts";

const [, ...FORM] = REPORT;
const HOUR = 3_600_000;
const allPeople = statement("test.people", (q, t, _given: Given<object>) =>
  q.select({ id: t.people.id }).from(t.people),
);

describe("an officer sends a request for somebody", () => {
  test("which is theirs, and both are told by SMS, each in their own language", async () => {
    const world = await officerWorld();
    const call = await officerAtMenu(world);
    expect(await call.type("00")).toContain("6. Feedback\n7. For somebody else\n8. Help\n");
    expect(await call.type("7")).toBe("CON Phone number of the person you help:\n0. Back");
    expect(await call.type(TYPED)).toBe(
      "CON +254711000222: are they with you, and do they agree? They get an SMS. In which language?" +
        "\n1. Kiswahili\n2. English\n0. Back",
    );
    // Theirs are in Kiswahili; what the officer reads stays in English.
    expect(await call.type("1")).toMatch(/^CON For \+254711000222\nMfano County\. Free\.\n2\. /);
    expect(await call.type(...FORM)).toBe(
      "CON For +254711000222\nCheck: Water leak, Near the gate, Amani ward." +
        "\n1. Send\n2. Change an answer\n0. Back",
    );
    const done = await call.type("1");
    const ref = referenceIn(done);
    expect(done).toMatch(/^END Thank you\. Report /);
    const sent = await world.sms();
    expect(sent.filter(({ to }) => to === CITIZEN).map(({ text }) => text)).toEqual([
      `Ripoti ${ref} imepokelewa: Maji yanavuja, Amani. Tutakujulisha kwa SMS. Hali: *384*99#. Bure.`,
      `Afisa wa Kaunti ya Mfano ametuma ombi ${ref} kwa niaba yako. Hukukubali? Jibu LA ${ref}, au piga *384*99#, Maombi yangu.`,
    ]);
    expect(sent.filter(({ to }) => to === OFFICER).map(({ text }) => text)).toEqual([
      `You sent request ${ref} for somebody else. They were told by SMS. Another officer decides on it.`,
    ]);
    expect(sent).toHaveLength(3);
    expect(await requestOf(world, ref)).toMatchObject({ assistedBy: "s1", objectedAt: null });
    expect(await historyOf(world, ref)).toMatchObject([{ actor: "staff:s1", action: "submit" }]);

    // On their own phone it is among their requests, and not on the officer's.
    const own = await new Call(world, { phone: CITIZEN }).dial();
    expect(await own.type("1")).toContain(ref);
    expect(await (await officerAtMenu(world)).type("1")).toContain("You have no requests yet.");
  });

  test("and in the other language", async () => {
    const world = await officerWorld();
    const call = await new Call(world, { phone: OFFICER }).dial();
    expect(await call.type("1")).toContain("7. Kwa niaba ya mtu");
    expect(await call.type("7")).toBe("CON Nambari ya simu ya mtu unayemsaidia:\n0. Rudi");
    expect(await call.type("0712")).toContain("Si nambari ya simu. Mfano 0712345678.\nNambari ya");
    expect(await call.type("0711 000 111")).toContain("Hiyo ni nambari yako.\nNambari ya simu");
    expect(await call.type(TYPED)).toContain("Je, mwenyewe yuko nawe na amekubali?");
    expect(await call.type("2")).toMatch(/^CON Kwa \+254711000222\nKaunti ya Mfano\. Bure\./);
    const ref = referenceIn(await call.type(...FORM, "1"));
    expect(await smsTo(world, CITIZEN)).toEqual([
      `Report ${ref} received: Water leak, Amani. We will tell you by SMS. Status: *384*99#. Free.`,
      `An officer of Mfano County sent request ${ref} for you. You did not agree? Reply NO ${ref}, or dial *384*99#, My requests.`,
    ]);
  });

  test("and a language that they chose themselves stays theirs", async () => {
    const world = await officerWorld();
    await new Call(world, { phone: CITIZEN }).dial().then((call) => call.type("1"));
    world.time.now += 40 * 24 * HOUR;
    const call = await helping(world, { language: "2" });
    await call.type(...FORM, "1");
    expect((await smsTo(world, CITIZEN)).join()).toContain("imepokelewa");
    // As one who has just called.
    const known = await findPerson(world.store(), testVault(), CITIZEN);
    expect(known?.forgetAt).toBe(world.time.now + REMEMBERED_MS);
  });

  test("and every callback may come twice: one request, three SMS", async () => {
    const world = await officerWorld();
    const call = await officerAtMenu(world);
    for (const typed of ["7", TYPED, "2", ...FORM, "1"]) {
      const reply = await call.type(typed);
      expect(await call.send()).toBe(reply);
    }
    expect(await countRequests(world.store())).toBe(1);
    expect(await world.sms()).toHaveLength(3);
  });

  test("and does not decide on it: a colleague does", async () => {
    const world = await officerWorld();
    const call = await helping(world);
    const ref = referenceIn(await call.type(...FORM, "1"));
    expect(await officerMoves(world, ref, "assigned", null, {}, "s1")).toBe("own_help");
    expect(await officerMoves(world, ref, "assigned", null, {}, "s2")).toBeNull();
    const lines = await historyOf(world, ref);
    expect(lines.map(({ actor, action, reason }) => [actor, action, reason])).toEqual([
      ["staff:s1", "submit", null],
      ["staff:s1", "refuse", "own_help"],
      ["staff:s2", "move", null],
    ]);
  });
});

describe("what is typed wrongly", () => {
  test("is told on line one, and nothing is lost", async () => {
    const world = await officerWorld();
    const call = await officerAtMenu(world);
    await call.type("7");
    const again = "\nPhone number of the person you help:\n0. Back";
    expect(await call.type("abc")).toBe(`CON Not a phone number. Example 0712345678.${again}`);
    expect(await call.type(" ")).toBe(`CON You sent no answer.${again}`);
    expect(await call.type("+254711000111")).toBe(`CON That is your own number.${again}`);
    expect(await call.type("+4915112345678")).toBe(`CON Only numbers of Kenya.${again}`);
    expect(await call.type(TYPED)).toContain("do they agree?");
    expect(await call.type("3")).toMatch(/^CON 3 is not here\. Choose 1-2\.\n\+254711000222: are/);
    // Another number, before it begins.
    expect(await call.type("0")).toBe("CON Phone number of the person you help:\n0. Back");
    expect(await call.type("0711000333")).toContain("+254711000333: are they");
    expect(await call.type("2")).toContain("For +254711000333");
    // And another person, in the same call.
    expect(await call.type("7", TYPED, "2")).toContain("For +254711000222");
  });
});

describe("nobody else", () => {
  test("sees the option, or gets anywhere by its number", async () => {
    const world = await officerWorld();
    const call = await new Call(world, { phone: CITIZEN }).dial();
    const menu = await call.type("2");
    expect(menu).toContain("9. Lugha / Language");
    expect(menu).not.toContain("98");
    expect(await call.type("7")).toContain("7 is not here. Choose 1-6, 8-9.");
  });

  test("is led there by a link, the officer neither", async () => {
    const world = await officerWorld();
    await officerAtMenu(world);
    for (const text of ["7", `7*${TYPED}*2`]) {
      const call = new Call(world, { phone: OFFICER, text });
      expect(await call.send()).toMatch(/^CON Mfano County\. Free\.\n1\. My requests/);
    }
  });

  test("may who was ended, or whose telephone was, before the dial", async () => {
    const world = await officerWorld();
    await endOfficer(world);
    expect(await (await officerAtMenu(world)).type("7")).toContain("7 is not here");
  });
});

describe("an officer who was ended in the middle", () => {
  test("sends nothing", async () => {
    const world = await officerWorld();
    const call = await helping(world);
    await call.type(...FORM);
    await endOfficer(world);
    expect(await call.type("1")).toBe(
      "END This phone can help others no more. Nothing was sent. Ask your administrator.",
    );
    expect(await countRequests(world.store())).toBe(0);
    expect(await world.sms()).toEqual([]);
  });

  test("begins nothing", async () => {
    const world = await officerWorld();
    const call = await officerAtMenu(world);
    await call.type("7", TYPED);
    await endOfficer(world);
    expect(await call.type("2")).toMatch(/^END This phone can help others no more/);
  });
});

test("one who is ended between the question and the commit begins nothing either", async () => {
  const world = await officerWorld();
  const [store, release] = [world.store(), world.releases().current()];
  if (release === null) throw new Error("no release");
  const needs = { store, vault: testVault(), random: seededRandom(3) };
  const dialling = { release, phone: OFFICER, at: world.time.now };
  const effect = { officer: "s1", as: "one" };
  const writes = await helpWrites(needs, dialling, { do: "assist", ...effect });
  await endOfficer(world);
  const refused = { done: false, why: "refused", code: "no_assistant" };
  expect(await store.commit(writes)).toEqual(refused);
});

test("an officer helps so many people a day; the same ones again, and tomorrow, more", async () => {
  const world = await officerWorld({ change: (text) => text.replace("day: 30", "day: 2") });
  const call = await helping(world);
  await call.type("7", "0711000333", "2");
  expect(await call.type("7", "0711000444")).toContain("You have reached today's limit of help.");
  expect(await call.type("00", "7", TYPED, "2")).toContain("For +254711000222");
  world.time.now += 25 * HOUR;
  expect(await (await helping(world, { typed: "0711000444" })).type("00")).toContain("For +2547");
});

test("an officer is told of all that the day lets them send", async () => {
  const world = await officerWorld();
  for (let person = 10; person < 40; person++) {
    await (await helping(world, { typed: `07110004${person}` })).type(...FORM, "1");
    world.time.now += 60_000;
    expect(await smsTo(world, OFFICER), `${person}`).toHaveLength(1);
  }
  expect(await (await officerAtMenu(world)).type("7", TYPED)).toContain("limit of help");
}, 30_000);

test("so many requests, too, are sent a day, and of each whoever is helped is told at once", async () => {
  const world = await officerWorld();
  const told: string[] = [];
  for (let request = 0; request < 30; request++) {
    const ref = referenceIn(await (await helping(world)).type("00", ...FORM, "1"));
    world.time.now += 20_000;
    const texts = await smsTo(world, CITIZEN);
    if (texts.some((text) => text.includes(`sent request ${ref} for you`))) told.push(ref);
  }
  // Twice as many SMS as requests: the service's own are past the cap of the phone.
  expect(new Set(told).size).toBe(30);
  expect(await (await officerAtMenu(world)).type("7", TYPED)).toContain("limit of help");
  expect(await countRequests(world.store())).toBe(30);
  world.time.now += 25 * HOUR;
  expect(await (await helping(world)).type("00")).toContain("For +254711000222");
}, 60_000);

test("one request more, in a call that had begun, waits until there is room for it", async () => {
  const world = await officerWorld({ change: (text) => text.replace("day: 30", "day: 2") });
  const other = await helping(world, { typed: "0711000333" });
  await other.type(...FORM);
  await (await helping(world)).type(...FORM, "1");
  const call = await helping(world);
  await call.type("00", ...FORM);
  expect(await other.type("1")).toMatch(/^END Thank you/);
  expect(await call.type("1")).toMatch(/^CON You have reached today's limit of help\./);
  // The same callback again is the same screen.
  expect(await call.send()).toMatch(/^CON You have reached today's limit of help\./);
  expect(await countRequests(world.store())).toBe(2);
  world.time.now += 25 * HOUR;
  const again = await helping(world);
  expect(await again.type("1")).toContain("Check: Water leak, Near the gate");
  expect(await again.type("1")).toMatch(/^END Thank you/);
  expect(world.faults).toEqual([]);
});

test("whoever was helped is told even where nothing could be sent for days", async () => {
  const world = await officerWorld();
  const ref = referenceIn(await (await helping(world)).type(...FORM, "1"));
  world.time.now += 3 * 24 * HOUR;
  expect((await smsTo(world, CITIZEN)).join()).toContain(`sent request ${ref} for you`);
});

test("the day holds for calls at once", async () => {
  const world = await officerWorld({ change: (text) => text.replace("day: 30", "day: 2") });
  const calls = [];
  for (const phone of ["0711000401", "0711000402", "0711000403", "0711000404"]) {
    const call = await officerAtMenu(world);
    await call.type("7", phone);
    calls.push(call);
  }
  const shown = await Promise.all(calls.map((call) => call.type("2")));
  expect(shown.filter((text) => text.startsWith("CON For"))).toHaveLength(2);
  expect(
    shown.filter((text) => text.includes("You have reached today's limit of help")),
  ).toHaveLength(2);
  expect(world.faults).toEqual([]);
});

describe("a number that was mistyped", () => {
  const STRANGER = "+254711000999";

  test("leaves nothing of its owner, and its stand-in goes when it is of no use", async () => {
    const world = await officerWorld();
    const people = async () => (await world.store().read(allPeople, {})).length;
    const call = await helping(world, { typed: STRANGER });
    expect(await people()).toBe(2); // the officer and the stand-in
    await call.type(...FORM.slice(0, 6));
    world.time.now += 3 * 24 * HOUR;
    const clock = () => world.time.now;
    const purge = openPurge({ store: world.store(), clock, monotonic: clock });
    await purge();
    // Its draft is gone on with.
    expect(await (await helping(world, { typed: STRANGER })).send()).toContain("You stopped");
    expect(await new Call(world, { phone: STRANGER }).send()).toContain("Chagua lugha");
    world.time.now += 20 * 24 * HOUR;
    await purge();
    expect(await people()).toBe(2); // the officer and the stranger, who has dialled
  });

  test("is known once something is sent, in the language that was chosen", async () => {
    const world = await officerWorld();
    await (await helping(world, { typed: STRANGER, language: "1" })).type(...FORM, "1");
    expect(await new Call(world, { phone: STRANGER }).send()).toContain("1. Maombi yangu");
  });
});

test("an officer whose last screen was lost is told, for half an hour, what they sent for the same one", async () => {
  const world = await officerWorld();
  await addOfficer(world, "s2", OTHER);
  const ref = referenceIn(await (await helping(world)).type(...FORM, "1"));
  const again = await officerAtMenu(world);
  expect(await again.type("7", TYPED, "2")).toContain(ref);
  expect(await again.type("00")).toContain("For +254711000222");
  expect(await again.type("7", "0711000333", "2")).not.toContain(ref);
  const other = await officerAtMenu(world, OTHER);
  expect(await other.type("7", TYPED, "2")).not.toContain(ref);
  world.time.now += HOUR;
  expect(await (await officerAtMenu(world)).type("7", TYPED, "2")).not.toContain(ref);
});

describe("drafts", () => {
  const upToPlace = FORM.slice(0, 5);

  test("of an officer, of a citizen and of their help are three", async () => {
    const world = await officerWorld();
    const own = await new Call(world, { phone: CITIZEN }).dial();
    await own.type("2", ...upToPlace, "CITIZENS PLACE");
    const officers = await officerAtMenu(world);
    await officers.type(...upToPlace, "OFFICERS PLACE");
    const call = await helping(world);
    // From the first question on, though both have a draft.
    expect(await call.type("3", "2", "1")).toContain("(1/5) What is wrong?");
    await call.type("1", "1", "HELPED PLACE");

    // The call drops. Each goes on with their own.
    const again = new Call(world, { phone: OFFICER });
    expect(await again.send()).toContain("You stopped at step 4 of 5");
    const helped = await again.type("00", "7", TYPED, "2");
    expect(helped).toContain("You stopped at step 4 of 5");
    expect(await again.type("1", "2", "1")).toContain(
      "For +254711000222\nCheck: Water leak, HELPED",
    );
    // Another one has none.
    expect(await again.type("00", "7", "0711000333", "2")).toContain("For +254711000333\nMfano");
    // Nor has another officer for the same one.
    await addOfficer(world, "s2", OTHER);
    const other = await officerAtMenu(world, OTHER);
    expect(await other.type("7", TYPED, "2")).toContain("For +254711000222\nMfano");

    const back = new Call(world, { phone: CITIZEN });
    expect(await back.send()).toContain("You stopped at step 4 of 5");
    expect(await back.type("1", "2", "1")).toContain("CITIZENS PLACE");
    const mine = new Call(world, { phone: OFFICER });
    await mine.send();
    expect(await mine.type("1", "2", "1")).toContain("OFFICERS PLACE");
  });

  test("of help go when it is sent, and no other one does", async () => {
    const world = await officerWorld();
    const own = await new Call(world, { phone: CITIZEN }).dial();
    await own.type("2", ...upToPlace, "CITIZENS PLACE");
    const call = await helping(world);
    expect(await call.type(...FORM, "1")).toMatch(/^END Thank you/);
    expect(await (await helping(world)).type("00")).toContain("For +254711000222\nMfano");
    expect(await new Call(world, { phone: CITIZEN }).send()).toContain("You stopped at step 4");
  });

  test("wait for a slow system too, and the officer is told when it has answered", async () => {
    const world = await officerWorld();
    const call = await helping(world);
    expect(await call.type("2", "2", "1", "1", "30027120")).toMatch(/^END The business register/);
    const other = await helping(world, { typed: "0711000333" });
    expect(await other.type("2", "2", "1", "1", "30027120")).toMatch(/^END The business register/);
    const answered = "Business permit: the register has answered. To continue, dial *384*99#.";
    expect(new Set(await smsTo(world, OFFICER))).toEqual(
      new Set(["222", "333"].map((ends) => `For ...${ends}: ${answered}\n7. For somebody else`)),
    );
    // As it says: by the option, and the number.
    const again = await helping(world);
    expect(await again.type("1")).toContain("UMOJA CHEMIST");
    expect(world.faults).toEqual([]);
    const stored = await world.stored();
    for (const phone of [TYPED.slice(1), "711000333"]) {
      expect(stored.includes(phone)).toBe(false);
      expect(world.log.some((line) => line.includes(phone))).toBe(false);
    }
  });

  test("and where nothing came, or the service is gone, the officer is told for whom, too", async () => {
    const world = await officerWorld();
    const call = await helping(world);
    expect(await call.type("2", "2", "1", "1", "30027157")).toMatch(/^END The business register/);
    for (let minutes = 0; minutes < 6 * 60 + 16; minutes += 15) {
      world.time.now += HOUR / 4;
      await world.late().drain();
    }
    expect(await smsTo(world, OFFICER)).toEqual([
      "For ...222: Business permit: the register did not answer. We are sorry. To try again, dial *384*99#.\n7. For somebody else",
    ]);
    const other = await helping(world, { typed: "0711000333" });
    expect(await other.type("2", "2", "1", "1", "30027157")).toMatch(/^END The business register/);
    const gone = ['title: { sw: "Kibali cha', 'released: false\ntitle: { sw: "Kibali cha'] as const;
    await world.publish(edited(MENUS, [["permit.yaml", ...gone]]));
    world.time.now += HOUR;
    // Nobody is to dial.
    expect(await smsTo(world, OFFICER)).toEqual([
      "For ...333: Business permit is not offered here any more. Your application was not sent.",
    ]);
  });
});

test("what people can only do themselves is not offered, nor come to in another way", async () => {
  const world = await officerWorld();
  const call = await helping(world);
  const menu = await call.type("00");
  for (const gone of ["1. My requests", "5. Lessons"]) expect(menu).not.toContain(gone);
  expect(await call.type("1")).toContain("1 is not here.");
  // Counted without a name: nobody's to send. A complaint wants an answer.
  expect(await call.type("6")).toBe(
    "CON Feedback, or a complaint?\n2. A complaint, I want an answer\n0. Back",
  );
});

test("a channel without it asks no telephone whose it is, and a service may refuse it", async () => {
  const without = (text: string) => text.replace(/^assist:\n(?: .*\n|\n)+/m, "");
  const plain = await officerWorld({ change: without });
  expect(await (await officerAtMenu(plain)).type("7")).toContain("7 is not here");
  const refusing = await officerWorld({
    change: (text, file) =>
      file === "report.yaml" ? text.replace("star: ", "assisted: false\nstar: ") : text,
  });
  const call = await helping(refusing);
  expect(await call.type("00")).not.toContain("Report a problem");
  expect(await call.type("3")).toContain("3 is not here");
});
