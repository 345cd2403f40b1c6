import { expect, test } from "vitest";
import { step } from "../../src/menu/step.ts";
import { AT, Caller, factsOf, MINT, releaseOf, REPORT } from "./fixture.ts";

const release = releaseOf();

/** At the check screen: water, Umoja, "by the school", no date. */
function atCheck(): Caller {
  const caller = new Caller(release);
  caller.dial("3");
  caller.reply("1", "1", "1", "by the school", "97");
  return caller;
}

test("a stranger chooses a language first and is then at the main menu", () => {
  const caller = new Caller(release, { language: null });
  expect(caller.dial()).toBe("Which language?\n1. Kiswahili\n2. English");
  expect(caller.reply("2")).toBe("Test County\n1. Mine\n3. Report\n9. Language");
  expect(caller.last).toMatchObject({ effects: [{ do: "remember_language", language: "en" }] });
});

test("a deep link of a stranger waits for the language", () => {
  const caller = new Caller(release, { language: null });
  caller.dial("3");
  expect(caller.reply("2")).toBe("For mending, kept 1 year\n1. continue\n0. Back");
});

test("a notice prints who else gets the answers, in the citizen's language", () => {
  const shared = REPORT.replace(
    "shared_with: []",
    "shared_with: [Water works, { en: the ward office, sw: ofisi ya wadi }]",
  ).replace("kept {keep}", "seen by {shared_with}");
  for (const [language, seen] of [
    ["en", "Water works, the ward office"],
    ["sw", "Water works, ofisi ya wadi"],
  ] as const) {
    const caller = new Caller(releaseOf([shared]), { language });
    expect(caller.dial("3").split("\n")[0]).toBe(`For mending, seen by ${seen}`);
  }
});

test("a whole application ends in one submit with the answers of its path", () => {
  const caller = atCheck();
  expect(caller.snapshot?.intent).toEqual(MINT);
  expect(caller.reply("1")).toBe("Ref 4821 0372. Umoja office");
  expect(caller.snapshot?.ended).toBe(true);
  expect(caller.last).toMatchObject({
    outcome: "submit",
    effects: [
      {
        do: "submit",
        service: "report",
        intent: MINT,
        answers: { what: "water", ward: "umoja", place: "by the school", until: null },
        status: "received",
      },
      { do: "drop_draft", service: "report", intent: MINT.id },
    ],
  });
});

test("questions are counted along the path the answers take", () => {
  const caller = new Caller(release);
  caller.dial("3");
  expect(caller.reply("1")).toContain("(1/4) What?");
  expect(caller.reply("9")).toContain("(2/5) Describe:");
  expect(caller.reply("a tree fell")).toContain("(3/5) Ward?");
});

test("a screen whose condition does not hold is passed over", () => {
  const caller = new Caller(release);
  caller.dial("3");
  caller.reply("1", "2");
  expect(caller.reply("1")).toContain("Depth?");
  const dry = new Caller(release);
  dry.dial("3");
  dry.reply("1", "1");
  expect(dry.reply("1")).toContain("Where?");
});

test("a further notice is told only where its condition holds, and the rest goes on", () => {
  const further = `  - { notice: roads, when: "what == 'road'", say: Of roads }\n  - { ask: deep,`;
  const told = releaseOf([REPORT.replace("  - { ask: deep,", further)]);
  const caller = new Caller(told);
  caller.dial("3");
  caller.reply("1", "2");
  expect(caller.reply("1")).toContain("Of roads");
  expect(caller.reply("1", "20")).toContain("(4/5) Where?");
  const dry = new Caller(told);
  dry.dial("3");
  dry.reply("1", "1");
  expect(dry.reply("1")).toContain("(3/4) Where?");
  expect(dry.reply("By the well", "97")).toContain("Water leak, Umoja");
  expect(dry.reply("2")).toContain("What: Water leak");
  dry.reply("0");
  expect(dry.reply("1")).toContain("Ref ");
});

test("a wrong answer comes back with its reason on line one, and three in a row open a way out", () => {
  const caller = new Caller(release);
  caller.dial("3");
  caller.reply("1");
  expect(caller.reply("5")).toBe(
    "5 is not 1-2, 9\n(1/4) What?\n1. Water leak\n2. Road\n9. Other\n0. Back",
  );
  expect(caller.reply("")).toMatch(/^empty\n/);
  expect(caller.reply("x")).toBe("stuck\n1. stuck_retry\n2. stuck_help\n0. Back\n00. Main menu");
  expect(caller.reply("1")).toContain("(1/4) What?");
  expect(caller.reply("5", "5", "5", "2")).toBe("help");
  expect(caller.snapshot?.ended).toBe(true);
});

test("a right answer forgets the strikes before it", () => {
  const caller = new Caller(release);
  caller.dial("3");
  caller.reply("1", "5", "5", "1");
  expect(caller.snapshot).toMatchObject({ strikes: 0, wrong: null, screen: "report/ward" });
});

test("letters narrow a list and zero widens it again", () => {
  const caller = new Caller(release);
  caller.dial("3");
  caller.reply("1", "1");
  expect(caller.reply("umo")).toBe("(2/4) Ward?\n1. Umoja\n2. Umoja Mpya\n7. Not here\n0. Back");
  expect(caller.reply("mpy")).toContain("1. Umoja Mpya");
  expect(caller.reply("zzz")).toMatch(/^no_match\n/);
  expect(caller.reply("0")).toContain("3. Baraka");
  expect(caller.reply("3")).toContain("Where?");
  expect(caller.snapshot?.answers["ward"]).toBe("baraka");
});

test("numbers of a list step over reserved ones and hold on every page", () => {
  const caller = new Caller(release);
  caller.dial("3");
  const first = caller.reply("1", "1");
  expect(first).toContain("6. Tumaini\n8. Furaha\n9. Upendo\n7. Not here");
  const tight = new Caller(release, { budget: { gsm7: 60, ucs2: 30 } });
  tight.dial("3");
  expect(tight.reply("1", "1")).toContain("1. Umoja");
  expect(tight.reply("98")).not.toContain("1. Umoja\n");
  expect(tight.reply("1")).toContain("Where?");
  expect(tight.snapshot?.answers["ward"]).toBe("umoja");
});

test("back goes a page, then a screen, and at last to the main menu", () => {
  const tight = new Caller(release, { budget: { gsm7: 60, ucs2: 30 } });
  tight.dial("3");
  const first = tight.reply("1", "1");
  tight.reply("98");
  expect(tight.reply("0")).toBe(first);
  expect(tight.reply("0")).toContain("What?");
  expect(tight.reply("0")).toContain("For mending");
  expect(tight.reply("0")).toContain("Test County");
});

test("after going back nothing is asked twice", () => {
  const caller = new Caller(release);
  caller.dial("3");
  caller.reply("1", "1", "1");
  caller.reply("0");
  expect(caller.reply("0")).toContain("What?");
  expect(caller.reply("1")).toContain("Where?");
});

test("one answer is changed from the check screen and only what it opens is asked", () => {
  const caller = atCheck();
  expect(caller.reply("2")).toBe(
    "change_which\n1. What: Water leak\n2. Ward: Umoja\n3. Place: by the school\n4. Since: -\n0. Back",
  );
  expect(caller.reply("1")).toContain("What?");
  expect(caller.reply("9")).toContain("Describe:");
  expect(caller.reply("a tree")).toMatch(/^Other, Umoja/);
  caller.reply("2", "1");
  expect(caller.reply("0")).toMatch(/^Other, Umoja/);
});

test("what nobody sees is not typed: it is no answer, and takes nothing from one", () => {
  const caller = new Caller(release);
  for (const unseen of ["\u200e", "\0", "\u0301", " \u200b\u0301 "]) {
    caller.dial("3");
    // As a number is pasted from a list of contacts.
    expect(caller.reply("\u202a1\u202c")).toContain("What?");
    expect(caller.reply(unseen)).toMatch(/^empty\n/);
    expect(caller.reply("1", "\u2066umoja\u2069")).toContain("1. Umoja");
    expect(caller.reply("1", unseen.repeat(4))).toMatch(/^empty\n/);
    expect(caller.reply("\u200bby\u200dthe\u0301 school\u200b")).toContain("Since when?");
    expect(caller.snapshot?.answers).toMatchObject({ place: "by\u200dthe\u0301 school" });
  }
});

test("the right answer is taken at the way out too", () => {
  const caller = new Caller(release);
  caller.dial("3");
  expect(caller.reply("1", "1", "1", "x", "y", "z")).toMatch(/^stuck_saved\n/);
  expect(caller.reply("by the school")).toContain("Since when?");
  expect(caller.snapshot).toMatchObject({
    about: null,
    strikes: 0,
    answers: { place: "by the school" },
  });
});

test("backing out of a change leaves everything as it was", () => {
  const caller = atCheck();
  const before = caller.snapshot;
  caller.reply("2", "1", "9");
  expect(caller.snapshot?.answers["what"]).toBe("other");
  expect(caller.reply("0")).toMatch(/^Water leak, Umoja/);
  expect(caller.snapshot).toEqual(before);
});

test("a change goes through with leads back from the check screen as before it", () => {
  const caller = atCheck();
  const back = caller.snapshot?.back;
  caller.reply("2", "3", "at the bus stop");
  expect(caller.snapshot).toMatchObject({ screen: "report/check", changing: null, back });
});

test("what a changed answer newly makes true is told before the check screen", () => {
  const told = REPORT.replace(
    "  - { ask: until,",
    `  - { show: deepest, when: "what == 'road'", say: "Stay away!" }\n  - { ask: until,`,
  );
  const caller = new Caller(releaseOf([told]));
  caller.dial("3");
  caller.reply("1", "1", "1", "by the school", "97");
  expect(caller.reply("2", "1", "2")).toContain("Depth?");
  expect(caller.reply("30")).toContain("Stay away!");
  expect(caller.reply("1")).toMatch(/^Road, Umoja/);
  expect(caller.reply("2", "4", "at the bus stop")).toMatch(/^Road, Umoja/);
});

test("an intent is minted with the first answer that is kept, and two calls share it", () => {
  const caller = new Caller(release);
  caller.dial("3");
  caller.reply("1", "1");
  expect(caller.snapshot?.intent).toEqual(MINT);
  expect(caller.last).toMatchObject({ effects: [{ do: "save_draft", draft: { intent: MINT } }] });
});

test("an answer of a branch that was left is not sent", () => {
  const caller = atCheck();
  caller.reply("2", "1", "9", "a tree", "2", "1", "1");
  expect(caller.snapshot?.screen).toBe("report/check");
  caller.reply("1");
  const [submit] =
    caller.last !== null && caller.last.needs === undefined ? caller.last.effects : [];
  expect(submit).toMatchObject({ do: "submit" });
  expect(submit).not.toHaveProperty("answers.describe");
});

test("a draft is saved with each answer and offered at the next dial", () => {
  const caller = new Caller(release);
  caller.dial("3");
  caller.reply("1", "1");
  expect(caller.last).toMatchObject({
    effects: [{ do: "save_draft", draft: { service: "report", answers: { what: "water" } } }],
  });
  const draft = { service: "report", answers: { privacy: true, what: "water" }, intent: null };
  const next = new Caller(release, { drafts: [draft] });
  expect(next.dial()).toBe(
    "Report: step 2 of 4\n1. resume_continue\n2. resume_again\n0. Main menu",
  );
  expect(next.reply("1")).toContain("(2/4) Ward?");
  const again = new Caller(release, { drafts: [draft] });
  again.dial();
  expect(again.reply("2")).toContain("For mending");
  // The old draft stays until a new answer takes its place.
  expect(again.last).toMatchObject({ effects: [] });
  again.reply("1", "2");
  expect(again.last).toMatchObject({
    effects: [{ do: "save_draft", draft: { answers: { privacy: true, what: "road" } } }],
  });
});

test("a draft whose answers no longer fit asks those again", () => {
  const answers = { privacy: true, what: "gone", ward: "umoja", nonsense: 1 };
  const caller = new Caller(release, { drafts: [{ service: "report", answers, intent: null }] });
  caller.dial();
  expect(caller.reply("1")).toContain("What?");
});

test("two sessions on one draft share its intent", () => {
  const answers = { privacy: true, what: "water", ward: "umoja", place: "here", until: null };
  const intent = { id: "other", ref: "11111111" };
  const caller = new Caller(release, { drafts: [{ service: "report", answers, intent }] });
  caller.dial();
  caller.reply("1");
  expect(caller.snapshot).toMatchObject({ screen: "report/check", intent });
});

test("a deep link chooses navigation only and stops before a question", () => {
  const caller = new Caller(release);
  expect(caller.dial("3", "1", "1", "1")).toContain("For mending");
  expect(caller.snapshot?.answers).toEqual({});
  const starred = new Caller(release);
  expect(starred.dial("77", "1")).toContain("For mending");
  const lost = new Caller(release);
  expect(lost.dial("8")).toContain("Test County");
});

test("the check screen is never left to a request without an intent", () => {
  const caller = atCheck();
  const snapshot = { ...(caller.snapshot ?? expect.fail()), intent: null };
  const taken = step(release, snapshot, { text: "1", at: AT, mint: () => MINT, facts: factsOf() });
  expect(taken).toMatchObject({
    effects: [{ do: "save_draft" }],
    snapshot: { ended: false, intent: MINT },
  });
});

test("my requests lists them with their status and shows one in detail", () => {
  const request = { service: "report", ref: "73102243", status: "received", openedAt: AT };
  const caller = new Caller(release, { requests: [request] });
  caller.dial();
  expect(caller.reply("1")).toBe("Yours\n1. Report 7310 2243: received\n0. Back");
  expect(caller.reply("1")).toBe("7310 2243 received 23 Nov 2026 wait\n0. Back");
  expect(caller.reply("0")).toContain("Yours");
  const none = new Caller(release);
  none.dial();
  expect(none.reply("1")).toBe("no_requests\n0. Back");
});

test("facts that were not looked up are asked for, and nothing has happened", () => {
  const { drafts: _, ...facts } = factsOf();
  const input = { text: { dial: ["3"] }, at: AT, mint: () => MINT, facts };
  expect(step(release, null, input)).toEqual({ needs: "drafts" });
});

test("what was sent shortly before a dial is told above its first screen, on all its pages", () => {
  const recent = { service: "report", ref: "73102243", status: "received", openedAt: AT };
  const tight = new Caller(release, { recent, budget: { gsm7: 45, ucs2: 30 } });
  const first = tight.dial();
  expect(first).toMatch(/^recent\n/);
  expect(first).toContain("98. More");
  expect(tight.reply("98")).toMatch(/^recent\n[^]*9\. Language/);
  expect(tight.reply("9")).not.toContain("recent");
  const draft = { service: "report", answers: { privacy: true, what: "water" }, intent: null };
  expect(new Caller(release, { recent, drafts: [draft] }).dial()).toMatch(
    /^recent\nReport: step 2/,
  );
  expect(new Caller(release, { recent }).dial("77")).toMatch(/^recent\nFor mending/);
});
