import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { PinFact, Snapshot, Step } from "../../src/menu/contract.ts";
import { showFinding } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { OWN, type Release } from "../../src/menu/model.ts";
import { PIN_KEYS } from "../../src/menu/pin-format.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { screenOf } from "../../src/menu/screen.ts";
import { FRESH } from "../../src/menu/snapshot.ts";
import { step } from "../../src/menu/step.ts";
import type { MenuFiles } from "../../src/menu/source.ts";
import { openRehearsalPins } from "../../src/cli/rehearsal-pins.ts";
import { edited } from "./edited.ts";
import { AT, factsOf, MINT } from "./fixture.ts";

const GOOD = await readFolder(fileURLToPath(new URL("good", import.meta.url)));

const WORDS = [
  "pin:",
  ...PIN_KEYS.map((key) => `  ${key}: ${key === "wrong" ? '"wrong, {left} left"' : key}`),
].join("\n");

const VAULT = `format: 1
service: safe
title: Safe
star: 8
released: false
screens:
  - menu: doors
    say: Doors
    options:
      - { key: 1, say: Open, go: open }
      - { key: 2, say: Shut, go: shut }
      - { key: 3, say: Both, go: both }
aside:
  - { show: open, say: Nothing here }
  - { show: shut, pin: true, say: "The code is 99", sms: It was looked at }
  - { show: both, pin: true, say: "The other code is 77", end: true }
`;

/** The small menus with words for a PIN, and a service that needs one. */
const FILES = new Map(edited(GOOD, [["channel.yaml", "wrong:\n", `${WORDS}\nwrong:\n`]])).set(
  "safe.yaml",
  VAULT,
);

function rehearsed(files: MenuFiles): Release {
  const { release, findings } = buildRelease(files, null, { rehearsed: true });
  if (release === null) throw new Error(findings.map(showFinding).join("\n"));
  return release;
}

/** A phone whose PINs are those of a rehearsal. */
class Owner {
  readonly #pins = openRehearsalPins();
  readonly #release = rehearsed(FILES);
  #hops = 0;
  at = AT;
  snapshot: Snapshot | null = null;
  effects: Extract<Step, { snapshot: Snapshot }>["effects"] = [];

  async dial(...dialled: string[]): Promise<string> {
    this.snapshot = null;
    return this.#take({ dial: dialled });
  }

  async reply(...typed: string[]): Promise<string> {
    let shown = "";
    for (const text of typed) shown = await this.#take(text);
    return shown;
  }

  async #take(text: string | { dial: readonly string[] }): Promise<string> {
    let facts = factsOf();
    const hop = String(this.#hops++);
    for (let asked = 0; asked < 5; asked++) {
      const input = { text, at: this.at, mint: () => MINT, facts };
      const taken = step(this.#release, this.snapshot, input);
      if (taken.needs === undefined) {
        this.snapshot = JSON.parse(JSON.stringify(taken.snapshot)) as Snapshot; // as it is stored
        this.effects = taken.effects;
        return screenOf(this.#release, this.snapshot, facts).text;
      }
      facts = { ...facts, pin: await this.#asked(taken.needs, hop) };
    }
    throw new Error("it asks without end");
  }

  async #asked(need: unknown, hop: string): Promise<PinFact> {
    if (need === "pin") return this.#pins.state("p", this.at);
    const { pin } = need as { pin: string }; // nothing else is needed in these menus
    return this.#pins.tries({ person: "p", at: this.at, pin, hop });
  }
}

async function owner(pin = "2580"): Promise<Owner> {
  const phone = new Owner();
  await phone.dial("8");
  await phone.reply("2", pin, pin);
  return phone;
}

describe("a screen with `pin: true`", () => {
  test("lets whoever has no PIN choose one, twice, and then comes", async () => {
    const phone = new Owner();
    expect(await phone.dial("8")).toContain("Doors");
    expect(await phone.reply("2")).toBe("choose\n0. Back");
    expect(await phone.reply("2580")).toBe("again\n0. Back");
    expect(await phone.reply("2580")).toBe("The code is 99\n0. Back");
  });

  test.each(["12", "12345", "12a4", "", " ", "9", "*"])(
    "takes no %j for a PIN, and counts no try",
    async (typed) => {
      const phone = new Owner();
      await phone.dial("8");
      expect(await phone.reply("2", typed)).toBe("form\nchoose\n0. Back");
      expect(await phone.reply("2580")).toBe("again\n0. Back");
    },
  );

  test.each(["0000", "7777", "1234", "4321", "3456"])("refuses %s when choosing", async (typed) => {
    const phone = new Owner();
    await phone.dial("8");
    expect(await phone.reply("2", typed)).toBe("easy\nchoose\n0. Back");
  });

  test("begins again where the second is not the first", async () => {
    const phone = new Owner();
    await phone.dial("8");
    expect(await phone.reply("2", "2580", "2581")).toBe("differs\nchoose\n0. Back");
    expect(await phone.reply("2581", "2581")).toContain("The code is 99");
  });

  test("asks once in a call, whatever way leads there, and anew in the next", async () => {
    const phone = await owner();
    expect(await phone.reply("0")).toContain("Doors");
    expect(await phone.reply("3")).toBe("The other code is 77");
    await phone.dial("8");
    expect(await phone.reply("3")).toBe("ask\n9. forgot\n0. Back");
    expect(await phone.reply("2580")).toBe("The other code is 77");
  });

  test("says how many tries are left, and locks after the third for a day", async () => {
    const phone = await owner();
    await phone.dial("8");
    expect(await phone.reply("2", "1111")).toBe("wrong, 2 left\nask\n9. forgot\n0. Back");
    expect(await phone.reply("1112")).toContain("wrong, 1 left");
    expect(await phone.reply("1113")).toBe("locked\n1. unlock\n0. Back");
    expect(await phone.reply("2580")).toBe("locked\n1. unlock\n0. Back");
    expect(await phone.reply("1")).toBe("office");
    await phone.dial("8");
    expect(await phone.reply("2")).toContain("locked");
    phone.at += 24 * 3_600_000;
    await phone.dial("8");
    expect(await phone.reply("2", "2580")).toContain("The code is 99");
  });

  test("a right PIN gives back the tries", async () => {
    const phone = await owner();
    for (let call = 0; call < 3; call++) {
      await phone.dial("8");
      expect(await phone.reply("2", "1111", "1112")).toContain("1 left");
      expect(await phone.reply("2580")).toContain("The code is 99");
    }
  });

  test("back leads to the menu before it, and home out; neither counts", async () => {
    const phone = await owner();
    await phone.dial("8");
    expect(await phone.reply("2", "0")).toContain("Doors");
    expect(await phone.reply("2", "00")).toContain("Report");
    await phone.dial("8");
    expect(await phone.reply("2", "9")).toBe("office");
  });

  test("sends its SMS when it is shown, and not while the PIN is asked for", async () => {
    const phone = new Owner();
    await phone.dial("8");
    await phone.reply("2", "2580");
    expect(phone.effects).toEqual([]);
    await phone.reply("2580");
    expect(phone.effects.map((effect) => effect.do)).toEqual(["send_sms"]);
  });

  test("what came of one PIN counts for no other", () => {
    const asked: Snapshot = { ...FRESH, language: "en", screen: OWN.pin, about: "safe/shut" };
    const pin: PinFact = { is: "set", left: 2, tried: { pin: "2580", came: "right" } };
    const typed = (text: string) =>
      step(rehearsed(FILES), asked, { text, at: AT, mint: () => MINT, facts: factsOf({ pin }) });
    expect(typed("2581")).toEqual({ needs: { pin: "2581" } });
    expect(typed("2580")).toMatchObject({ snapshot: { screen: "safe/shut", pin: true } });
  });

  test("no PIN is in a snapshot or an effect", async () => {
    const phone = new Owner();
    await phone.dial("8");
    for (const typed of ["2", "2580", "2581", "2580", "2580", "0", "00"]) {
      await phone.reply(typed);
      expect(JSON.stringify([phone.snapshot, phone.effects])).not.toMatch(/258[01]/);
    }
  });

  test("no deep link leads past it", async () => {
    const phone = await owner();
    expect(await phone.dial("8", "3")).toBe("ask\n9. forgot\n0. Back");
  });
});

describe("the checker", () => {
  const found = (files: MenuFiles, rule: string) =>
    buildRelease(files)
      .findings.filter((one) => one.rule === rule)
      .map(showFinding);

  test("wants the words of the channel", () => {
    const wordless = new Map(GOOD).set("safe.yaml", VAULT);
    expect(found(wordless, "pin-words")[0]).toMatch(/^safe\.yaml:15:19 error pin-words: /);
    expect(found(FILES, "pin-words")).toEqual([]);
  });

  test("lets no release ask for a PIN that nobody keeps", () => {
    const released = edited(FILES, [["safe.yaml", "released: false\n", ""]]);
    expect(found(released, "pin-not-kept")[0]).toMatch(/^safe\.yaml:14:19 error pin-not-kept: /);
    const shared = edited(FILES, [
      ["channel.yaml", "  - requests: mine", "  - requests: mine\n    pin: true"],
    ]);
    expect(found(shared, "pin-not-kept")).toHaveLength(1);
  });

  test.each([
    ["choose", "on one screen"],
    ["locked", "on one screen"],
    ["office", "on one screen"],
    ["wrong", "above `ask`"],
    ["easy", "above `choose`"],
  ])("measures `%s`", (key, where) => {
    const longer = edited(FILES, [
      ["channel.yaml", `  ${key}: `, `  ${key}: ${"m".repeat(158)} #`],
    ]);
    const faults = found(longer, "pin-words");
    expect(faults[0]).toContain(`this does not fit ${where}`);
  });
});
