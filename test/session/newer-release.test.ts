/** A release while citizens are in the middle: drafts move to it, running sessions do not notice. */
import { describe, expect, test } from "vitest";
import type { MenuFiles } from "../../src/menu/source.ts";
import { rollback } from "../../src/session/operate.ts";
import { edited, type Edit } from "../menu/edited.ts";
import { MENUS, type World } from "../world.ts";
import { Call, REPORT, referenceIn, testWorld } from "./call.ts";

const R = "report.yaml";
const BY = { who: "operator", note: null };

/** Kiswahili or English; a leak, a ward, a place: three answers. */
const THREE = ["3", "2", "1", "1", "1", "Near the gate"];

/** Somebody stops after three answers, and the menus change. */
async function changed(language: "1" | "2", menus: MenuFiles): Promise<World> {
  const world = await testWorld();
  await (await new Call(world).dial()).type(language, ...THREE);
  await world.publish(menus);
  return world;
}

const menusWith = (...edits: Edit[]) => edited(MENUS, edits);

const LEAK = '      - { is: water_leak, say: { sw: "Maji yanavuja", en: "Water leak" } }\n';
/** The option, and what is reckoned by it. */
const NO_LEAK: Edit[] = [
  [R, LEAK, ""],
  [R, "category in ['water_leak', 'garbage']", "category == 'garbage'"],
];
const CASES: { name: string; menus: MenuFiles; label: [string, string]; step: number }[] = [
  {
    name: "an option went",
    menus: menusWith(...NO_LEAK),
    label: ["Tatizo", "Problem"],
    step: 1,
  },
  {
    name: "a limit is narrower",
    menus: menusWith([R, "    max: 80\n", "    max: 5\n"]),
    label: ["Mahali", "Place"],
    step: 3,
  },
  {
    name: "a screen has another name",
    menus: menusWith(
      [R, "ask: place", "ask: spot"],
      [R, "{place:30}", "{spot:30}"],
      [R, "{place:30}", "{spot:30}"],
    ),
    label: ["Mahali", "Place"],
    step: 3,
  },
  {
    name: "a question came among those that were answered",
    menus: menusWith([
      R,
      "  - ask: place\n",
      '  - ask: since\n    label: { sw: "Tangu", en: "Since" }\n    as: date\n' +
        '    say: { sw: "({step}/{steps}) Tangu lini?", en: "({step}/{steps}) Since when?" }\n\n' +
        "  - ask: place\n",
    ]),
    label: ["Tangu", "Since"],
    step: 3,
  },
];

describe.each(CASES)("$name", ({ menus, label: [sw, en], step }) => {
  test("the offer says so in English, asks that question and no other again", async () => {
    const world = await changed("2", menus);
    const call = new Call(world);
    expect(await call.send()).toBe(
      `CON Problem report has changed since you stopped. We need to ask: ${en}. ` +
        "Your other answers are safe.\n1. Continue\n2. Start again\n0. Main menu",
    );
    expect(await call.type("1")).toContain(`(${step}/`);
    // Whatever was asked, what comes behind it that was not answered yet is next.
    const answer = step === 1 ? "2" : en === "Since" ? "01012026" : "Shop";
    expect(await call.type(answer)).toContain("Is it a danger to people?");
    // A call that drops now is offered what is there, without a word of the change.
    expect(await new Call(world).send()).toContain("Your answers are safe.");
  });

  test("and in Kiswahili", async () => {
    const call = new Call(await changed("1", menus));
    expect(await call.send()).toBe(
      `CON Ripoti ya tatizo: maswali yamebadilika tangu ulipoacha. Tutakuuliza: ${sw}. ` +
        "Majibu yako mengine yako salama.\n1. Endelea\n2. Anza upya\n0. Menyu kuu",
    );
  });
});

test("where only words changed, or a question went, the offer is as ever", async () => {
  const words = menusWith([R, 'en: "Water leak"', 'en: "Leaking pipe"']);
  expect(await new Call(await changed("2", words)).send()).toMatch(
    /^CON You stopped at step 4 of 5: Problem report\. Your answers are safe\./,
  );
  const text = MENUS.get(R) ?? "";
  const from = text.indexOf("  - ask: place");
  const to = text.indexOf("  # Finds the pipe");
  const less = text.slice(0, from) + text.slice(to).replaceAll(", {place:30}", "");
  const world = await changed("2", new Map(MENUS).set(R, less));
  // Its answer may have gone under another name: the next question is named.
  expect(await new Call(world).send()).toContain("We need to ask: Danger.");
  const call = await new Call(world).dial();
  await call.type("1", "2", "1");
  expect(referenceIn(await call.type("1"))).toMatch(/\d{4}/);
});

/** What led to it leads to where help is. */
const WITHOUT = new Map(
  [...MENUS]
    .filter(([file]) => file !== R)
    .map(([file, text]) => [file, text.replaceAll("go: report }", "go: help }")] as const),
);

test("a service that went is told of once, in either language, and a rollback brings the draft back", async () => {
  for (const [language, told] of [
    [
      "2",
      "CON Problem report is not offered here any more. Your application was not sent.\n1. Continue\n0. Main menu",
    ],
    [
      "1",
      "CON Ripoti ya tatizo: huduma hii haitolewi hapa tena. Ombi lako halikutumwa.\n1. Endelea\n0. Menyu kuu",
    ],
  ] as const) {
    const world = await changed(language, WITHOUT);
    const call = new Call(world);
    expect(await call.send()).toBe(told);
    expect(await call.type("1")).toContain("9. Lugha / Language");
    expect(await new Call(world).send()).toContain("9. Lugha / Language");
    const clock = () => world.time.now;
    await rollback({ store: world.store(), clock }, null, BY);
    await world.releases().refresh();
    expect(await new Call(world).send()).toMatch(/(step 4 of 5|hatua ya 4 kati ya 5)/);
  }
});

test("a running session finishes on its release: after a release, a rollback and a restart", async () => {
  const world = await testWorld();
  const first = await new Call(world).dial();
  await first.type(...REPORT.slice(0, 5));
  const digest = await world.publish(menusWith(...NO_LEAK));
  const second = new Call(world, { phone: "+254711000002" });
  await second.dial();
  expect(await second.type("2", "3", "2", "1")).not.toContain("Water leak");
  await rollback({ store: world.store(), clock: () => world.time.now }, null, BY);
  await world.releases().refresh();
  expect(world.releases().current()?.digest).not.toBe(digest);
  await world.restart();
  expect(await first.type(...REPORT.slice(5))).toContain("Water leak, Near the gate");
  expect(referenceIn(await first.type("1"))).toMatch(/\d{4}/);
  // 1 is what it was when this call began: no water.
  expect(await second.type("1", "1", "Near the gate")).toContain("Water account number");
});

test("a draft of a date that is too long ago by now is asked for again", async () => {
  const since = `  - ask: since
    label: { sw: "Tangu", en: "Since" }
    as: date
    min: today-3d
    say: { sw: "({step}/{steps}) Tangu lini?", en: "({step}/{steps}) Since when?" }

`;
  const world = await testWorld({
    menus: menusWith([R, "  - ask: place\n", `${since}  - ask: place\n`]),
  });
  await (await new Call(world).dial()).type("2", "3", "2", "1", "1", "1", "22112026");
  expect(await new Call(world).send()).toContain("You stopped at step 4 of 6");
  world.time.now += 3 * 86_400_000;
  expect(await new Call(world).send()).toContain("We need to ask: Since.");
});
