/** A call moves to menus that were changed under it, and is told what could not be kept. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { carry } from "../../src/menu/carry.ts";
import type { Snapshot } from "../../src/menu/contract.ts";
import { OWN } from "../../src/menu/model.ts";
import { screenOf } from "../../src/menu/screen.ts";
import { AT, Caller, factsOf, releaseOf, REPORT } from "./fixture.ts";

const START = "channel/main";

/** Somebody in English who has replied so much to the report. */
function callAt(...typed: string[]): Snapshot {
  const caller = new Caller(releaseOf());
  caller.dial("77");
  caller.reply(...typed);
  if (caller.snapshot === null) throw new Error("nobody dialled");
  return caller.snapshot;
}

const AT_PLACE = callAt("1", "2", "3", "50");
const changed = (from: string | RegExp, to: string) => releaseOf([REPORT.replace(from, to)]);
const line = (start: string) => new RegExp(`  - \\{ ${start}.*\n`);

test("where nothing is missing the call stays where it is, and nothing is told", () => {
  const { snapshot, told } = carry(changed("Where?", "Where exactly?"), AT_PLACE, START, AT);
  expect(told).toEqual([]);
  expect(snapshot).toEqual(AT_PLACE);
  expect(snapshot).toMatchObject({ screen: "report/place", answers: { what: "road", deep: 50 } });
});

test("the reason for a wrong answer is not carried", () => {
  const wrong = callAt("1", "2", "3", "x");
  expect(wrong).toMatchObject({ screen: "report/deep", strikes: 1 });
  const { snapshot } = carry(releaseOf(), wrong, START, AT);
  expect(snapshot).toMatchObject({ screen: "report/deep", wrong: null, strikes: 0 });
});

describe("in an application", () => {
  test("a deleted screen leads to the first that is not answered", () => {
    const { snapshot, told } = carry(changed(line("ask: place"), ""), AT_PLACE, START, AT);
    expect(snapshot.screen).toBe("report/until");
    expect(snapshot.answers).toEqual(AT_PLACE.answers);
    expect(told).toEqual([
      "The screen `report/place` is not there any more. The call goes on at `report/until`.",
    ]);
  });

  test("an answer that was taken off its question is asked for again", () => {
    const { snapshot, told } = carry(changed("is: road", "is: street"), AT_PLACE, START, AT);
    expect(snapshot.screen).toBe("report/what");
    expect(snapshot.answers).toEqual({ privacy: true, ward: "baraka", deep: 50 });
    expect(told).toEqual([
      "The answer to `what` is dropped: it does not fit the question any more.",
      "The call goes on at `report/what`.",
    ]);
  });

  test("an answer whose question is gone is dropped, and the call stays", () => {
    const { snapshot, told } = carry(changed(line("ask: deep"), ""), AT_PLACE, START, AT);
    expect(snapshot.screen).toBe("report/place");
    expect(snapshot.answers).not.toHaveProperty("deep");
    expect(told).toEqual(["The answer to `deep` is dropped: nothing asks for it any more."]);
  });

  test.each([
    ["min: 1, max: 500", "min: 60, max: 500"],
    ["as: number, min: 1, max: 500", "as: yes_no"],
    ["as: number, min: 1, max: 500", "as: date"],
    ["as: number, min: 1, max: 500", "as: phone"],
  ])("a typed answer that breaks the new rule is asked for again: %s, %s", (from, to) => {
    const { snapshot } = carry(changed(from, to), AT_PLACE, START, AT);
    expect(snapshot.screen).toBe("report/deep");
    expect(snapshot.answers).not.toHaveProperty("deep");
  });

  test("a question that was passed over is asked where it may be passed over no more", () => {
    const check = callAt("1", "2", "3", "50", "at the gate", "97");
    expect(check).toMatchObject({ screen: "report/check", answers: { until: null } });
    expect(carry(releaseOf(), check, START, AT).snapshot.screen).toBe("report/check");
    const { snapshot } = carry(changed(", optional: true", ""), check, START, AT);
    expect(snapshot.screen).toBe("report/until");
  });

  test("a new question above is told of, and the call stays", () => {
    const above = '  - { ask: who, label: Who, as: text, say: "Who?" }\n  - { ask: place';
    const { snapshot, told } = carry(changed("  - { ask: place", above), AT_PLACE, START, AT);
    expect(snapshot.screen).toBe("report/place");
    expect(told).toEqual(["`who` is not answered, and comes before `place` now."]);
  });

  test("without its service the call is in the main menu", () => {
    const { snapshot, told } = carry(releaseOf([]), AT_PLACE, START, AT);
    expect(snapshot).toMatchObject({ screen: START, service: null, answers: {}, back: [] });
    expect(told).toEqual(["The service `report` is not there any more, nor are its answers."]);
  });

  test("a show that ends the call now ends it", () => {
    const told = '  - { show: thanks, say: "Thanks" }\n  - confirm: check';
    const before = new Caller(releaseOf([REPORT.replace("  - confirm: check", told)]));
    before.dial("77");
    before.reply("1", "2", "3", "50", "at the gate", "97");
    expect(before.snapshot).toMatchObject({ screen: "report/thanks", ended: false });
    const ends = releaseOf([
      REPORT.replace("  - confirm: check", told.replace('"Thanks"', '"Thanks", end: true')),
    ]);
    expect(carry(ends, before.snapshot as Snapshot, START, AT).snapshot.ended).toBe(true); // replied above
  });
});

describe("in menus", () => {
  test("a deleted menu leads back to the last one that is there", () => {
    const in2 = { ...callAt(), screen: "channel/gone", service: null, answers: {}, back: [START] };
    const { snapshot, told } = carry(releaseOf(), in2, START, AT);
    expect(snapshot).toMatchObject({ screen: START, back: [] });
    expect(told).toEqual(["The screen `gone` is not there any more. The call goes on at `main`."]);
  });

  test("a language that is gone is replaced by the first, and told", () => {
    const { snapshot, told } = carry(releaseOf(), { ...AT_PLACE, language: "luo" }, START, AT);
    expect(snapshot.language).toBe("sw");
    expect(told).toEqual(["The language `luo` is not there any more; `sw` is spoken."]);
  });

  test("the offer of a draft goes on only while its service is there", () => {
    const offer = {
      ...callAt(),
      screen: OWN.resume,
      about: "report",
      service: null,
      back: [START],
    };
    expect(carry(releaseOf(), offer, START, AT).snapshot.screen).toBe(OWN.resume);
    expect(carry(releaseOf([]), offer, START, AT).snapshot.screen).toBe(START);
  });

  test("the way out goes on only while its question is there", () => {
    const stuck = { ...AT_PLACE, screen: OWN.stuck, about: "report/place" };
    expect(carry(releaseOf(), stuck, START, AT).snapshot.screen).toBe(OWN.stuck);
    const { snapshot } = carry(changed(line("ask: place"), ""), stuck, START, AT);
    expect(snapshot).toMatchObject({ screen: "report/until", about: null });
  });
});

const LINES = REPORT.split("\n").filter(
  (one) => one.startsWith("  - { ask: ") && !one.includes("describe"),
);
const KEYS = ["1", "2", "3", "7", "9", "0", "98", "97", "abc", "x", "23112026"];

test("whatever was typed and deleted, the call is on a screen that can be shown", () => {
  const typing = fc.array(fc.constantFrom(...KEYS), { maxLength: 14 });
  const moves = (typed: string[], less: string[], street: boolean) => {
    const caller = new Caller(releaseOf());
    caller.dial("77");
    caller.reply(...typed);
    const menus = less.reduce((text, one) => text.replace(`${one}\n`, ""), REPORT);
    const to = releaseOf([street ? menus.replace("is: road", "is: street") : menus]);
    const { snapshot } = carry(to, caller.snapshot as Snapshot, START, AT); // dialled above
    const own = Object.values(OWN).some((id) => id === snapshot.screen);
    expect(own || to.screens.has(snapshot.screen)).toBe(true);
    expect(screenOf(to, snapshot, factsOf()).text).not.toBe("");
    for (const id of snapshot.back) expect(to.screens.has(id) || id.includes("~")).toBe(true);
  };
  fc.assert(fc.property(typing, fc.subarray(LINES), fc.boolean(), moves));
});
