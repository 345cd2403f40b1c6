/** What is open to an officer who helps somebody, on small menus that lead everywhere. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { showFinding } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import type { Release } from "../../src/menu/model.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { edited, type Edit } from "./edited.ts";
import { AT, Caller } from "./fixture.ts";

const GOOD = await readFolder(fileURLToPath(new URL("good", import.meta.url)));

/** Leads past a screen to whatever is not to be done for others, and by a condition to one or the other. */
const DESK = `format: 1
service: desk
title: Desk
privacy: { purpose: helping, basis: public-task, keep: 1y, shared_with: [], automated: none }
screens:
  - menu: doors
    say: Doors
    options:
      - { key: 1, say: Past one, go: told }
      - { key: 2, say: Own, go: own }
      - { key: 4, say: A copy, go: copy }
      - { key: 5, say: Ask, go: privacy }
aside:
  - { show: told, say: "First this", go: own }
  - { mine: own, found: [{ status: received, say: "Yours is {ref}" }], not_found: "You have none" }
  - { show: copy, say: "Sent to you", sms: "A copy" }
  - { notice: privacy, say: "For {purpose}, kept {keep}", go: name }
  - { ask: name, label: Name, as: letters, say: "Name?", go: check }
  - { confirm: check, say: "{name}?", send: request, done: "Ref {ref}" }
life:
  received: { say: received }
`;

const FILES = new Map(
  edited(GOOD, [
    [
      "channel.yaml",
      "        go: report\n",
      "        go: report\n      - { key: 4, say: Desk, go: desk }\n",
    ],
  ]),
).set("desk.yaml", DESK);

function released(...changes: readonly Edit[]): Release {
  const { release, findings } = buildRelease(edited(FILES, changes));
  if (release === null) throw new Error(findings.map(showFinding).join("\n"));
  return release;
}

const REQUEST = { service: "desk", ref: "48210372", status: "received", openedAt: AT, answers: {} };

function helping(): Caller {
  const officer = new Caller(released(), { assistant: "s1", requests: [REQUEST] });
  officer.dial();
  officer.reply("7", "0711000222", "2");
  return officer;
}

test("options that lead to what people do themselves are gone, and no number moves", () => {
  const officer = helping();
  expect(officer.snapshot?.assisted).toMatchObject({ phone: "+254711000222", language: "en" });
  expect(officer.reply("4")).toBe("Doors\n1. Past one\n5. Ask\n0. Back");
  expect(officer.reply("2")).toContain("2 is not 1, 5");
  expect(officer.reply("4")).not.toContain("Sent");
});

test("another way there ends at words that say so, with nothing looked up and nothing sent", () => {
  const officer = helping();
  expect(officer.reply("4", "1", "1")).toBe("Only they can\n0. Back");
  expect(officer.last).toMatchObject({ effects: [] });
  expect(officer.reply("0")).toBe("First this\n1. continue\n0. Back");
  // Whoever helps nobody is told of their own.
  const own = new Caller(released(), { requests: [REQUEST] });
  own.dial();
  expect(own.reply("4", "1", "1")).toContain("4821 0372");
});

test("the officer may read in another language; the SMS stay in the one that was chosen", () => {
  const officer = helping();
  expect(officer.reply("9", "1")).toMatch(/^For \+254711000222\nTest County/);
  expect(officer.snapshot).toMatchObject({ language: "sw", assisted: { language: "en" } });
});

test("consent is one's own to give, unless a service says that it is given in another way", () => {
  const agree = [
    "channel.yaml",
    "  continue: continue\n",
    "  continue: continue\n  agree: agree\n  disagree: no\n",
  ] as const;
  const consent = ["desk.yaml", "basis: public-task", "basis: consent"] as const;
  const says = (is: boolean) =>
    ["desk.yaml", "title: Desk", `title: Desk\nassisted: ${is}`] as const;
  const helped = (...changes: readonly Edit[]) =>
    released(...changes).services.get("desk")?.assisted;
  expect(helped()).toBe(true);
  expect(helped(says(false))).toBe(false);
  expect(helped(agree, consent)).toBe(false);
  expect(helped(agree, consent, says(true))).toBe(true);
});
