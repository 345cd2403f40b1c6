/** `njia test --explore`: what it writes passes at once, and what it cannot reach it names. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runTest, type TestOptions } from "../../src/cli/journeys/run.ts";
import { PIN_KEYS } from "../../src/menu/pin-format.ts";
import { plainPaint } from "../../src/cli/screen-box.ts";

function goodFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "njia-explore-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync("test/menu/good", folder, { recursive: true });
  edit(folder, "channel.yaml", "      - { with: { id: 73102243 }, is: broken }\n", MADE_UP);
  return folder;
}

/** What only made-up answers lead to: a shop that is dear, and an answer that is late. */
const MADE_UP = `      - { with: { id: 73102243 }, is: broken }
      - { with: { id: 11820467 }, gives: { name: NEEMA SALON, fee: 6000 } }
      - { with: { id: 29046616 }, is: late, gives: { name: UMOJA CHEMIST, fee: 1 } }
`;

function edit(folder: string, file: string, from: string, to: string): void {
  const text = readFileSync(join(folder, file), "utf8");
  expect(text).toContain(from);
  writeFileSync(join(folder, file), text.replace(from, to));
}

async function njiaTest(folder: string, over: Partial<TestOptions> = {}) {
  const lines: string[] = [];
  const options = {
    services: [],
    full: false,
    update: false,
    json: false,
    explore: false,
    ...over,
    folder,
  };
  const code = await runTest(options, { print: (line) => lines.push(line), paint: plainPaint });
  return { code, text: lines.join("\n") };
}

test("of a folder without a journey everything is visited, and the journeys pass at once", async () => {
  const folder = goodFolder();
  expect((await njiaTest(folder, { full: true })).code).toBe(1);
  const explored = await njiaTest(folder, { explore: true, full: true });
  expect(explored.text).not.toMatch(/not visited|no way was found/);
  expect(explored.code).toBe(0);
  const again = await njiaTest(folder, { full: true });
  expect(again.text).toMatch(/(\d+) journeys: \1 passed, 0 failed/);
  expect(again.code).toBe(0);
  // Nothing is left to explore.
  expect((await njiaTest(folder, { explore: true })).text).not.toContain("+ ");
});

test("what no answer leads to is named with why, and fails --full alone", async () => {
  const folder = goodFolder();
  const never = `  - show: never_shown\n    when: "deep > 3 && what == 'water'"\n    say: "Never."\n\n  - confirm:`;
  edit(folder, "report.yaml", "  - confirm:", never);
  const services = ["report"];
  const { code, text: said } = await njiaTest(folder, { services, explore: true });
  expect(said).toContain("report, never_shown, screen");
  expect(said).toContain("a condition may never hold");
  expect(code).toBe(0);
  expect((await njiaTest(folder, { services, full: true })).code).toBe(1);
});

test("that nothing is free, and that somebody was quicker, is told of nowhere but in a journey of several citizens", async () => {
  const folder = mkdtempSync(join(tmpdir(), "njia-explore-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync("menus", folder, { recursive: true });
  rmSync(join(folder, "journeys", "clinic", "full.journey"));
  const { code, text } = await njiaTest(folder, {
    services: ["clinic"],
    explore: true,
    full: true,
  });
  expect(text).toContain("clinic, slot, screen nothing free (en): others must have booked before");
  expect(text).toContain("clinic, slot, reason taken (sw): others must have booked before");
  expect(code).toBe(1);
});

test("an officer helps somebody in any country, up to what people can only do themselves", async () => {
  const folder = goodFolder();
  edit(folder, "channel.yaml", "country: KE", "country: UG");
  edit(folder, "channel.yaml", "  day: 40", "  day: 2");
  // On the way to "My requests": an option that leads straight there is left out.
  edit(
    folder,
    "channel.yaml",
    "  - requests: mine\n",
    "  - show: before\n    say: Only yours\n    go: mine\n  - requests: mine\n",
  );
  edit(
    folder,
    "channel.yaml",
    "      - key: 9\n",
    "      - key: 4\n        say: Look\n        go: before\n      - key: 9\n",
  );
  const services = ["channel"];
  expect((await njiaTest(folder, { services })).text).toContain("assist (sw, en): screen alone");
  const { text, code } = await njiaTest(folder, { services, explore: true, full: true });
  expect(text).not.toMatch(/not visited|no call/);
  expect(code).toBe(0);
  const many = readFileSync(join(folder, "journeys/channel/explored-many-en.journey"), "utf8");
  expect(many).toMatch(/O = \+256\d+00 officer\n/);
  expect(many).toContain("Too many today");
  const helping = readFileSync(
    join(folder, "journeys/channel/explored-helping-sw.journey"),
    "utf8",
  );
  for (const shown of ["Your own", "Not here", "Only they can"]) expect(helping).toContain(shown);
});

test("what no call comes to is not asked for: without assisted mode, with too many people, or nothing to send", async () => {
  const folder = goodFolder();
  edit(folder, "channel.yaml", "  day: 40", "  day: 61");
  edit(folder, "channel.yaml", "phone: 60", "phone: 100");
  for (const name of ["report", "shop"]) {
    edit(folder, `${name}.yaml`, `service: ${name}\n`, `service: ${name}\nassisted: false\n`);
  }
  const services = ["channel"];
  const { text } = await njiaTest(folder, { services });
  expect(text).toContain("assist (sw, en): screen agreed");
  expect(text).not.toMatch(/assist .*(many|alone|noted|objection|SMS)/);
});

const PIN = PIN_KEYS.map((key) => `  ${key}: "${key}${key === "wrong" ? " {left}" : ""}"`).join(
  "\n",
);

test("what stands behind a PIN, is told of an own request, or only before and after a window, is visited too", async () => {
  const folder = goodFolder();
  edit(folder, "channel.yaml", "\nwrong:\n", `\npin:\n${PIN}\nwrong:\n`);
  writeFileSync(
    join(folder, "voucher.yaml"),
    `format: 1
service: voucher
title: Voucher
star: 66
released: false
open: { from: 2027-01-04, to: 2027-01-31 }
privacy: { purpose: farms, basis: public-task, keep: 1y, shared_with: [], automated: none }
screens:
  - menu: start
    say: Voucher
    options:
      - { key: 1, say: Apply, go: privacy }
      - { key: 2, say: Mine, go: own }
  - { notice: privacy, say: "For {purpose}, kept {keep}" }
  - { ask: acres, label: Acres, as: number, min: 1, max: 9, say: "Acres?" }
  - { confirm: check, say: "{acres}", send: request, done: "Ref {ref}" }
aside:
  - mine: own
    pin: true
    found:
      - { status: issued, say: "Code {ref}", becomes: shown }
      - { status: shown, say: "It was shown" }
    not_found: None
life:
  received: { say: received, may_become: [{ to: issued, by: officer }] }
  issued:
    say: issued
    within: 30 days
    late: { then: expired }
    may_become: [{ to: shown, by: citizen }]
  expired: { say: expired }
  shown: { say: shown }
`,
  );
  const { text, code } = await njiaTest(folder, {
    services: ["voucher"],
    explore: true,
    full: true,
  });
  expect(text).not.toMatch(/not visited|no way/);
  expect(code).toBe(0);
  const again = await njiaTest(folder, { services: ["voucher"], full: true });
  expect(again.text).toMatch(/(\d+) journeys: \1 passed, 0 failed/);
});

test("explored journeys that do not pass any more are written anew; those of people are left alone", async () => {
  const folder = goodFolder();
  await njiaTest(folder, { explore: true, services: ["report"] });
  const mine = join(folder, "journeys/report");
  const [first = ""] = readdirSync(mine);
  const before = readFileSync(join(mine, first), "utf8");
  writeFileSync(
    join(mine, "mine.journey"),
    "about: mine\nA = +254700000001\nA> *1#\n  Nothing of the kind\n",
  );
  writeFileSync(join(mine, first), before.replace(/^ {2}\S.*$/m, "  Something else"));
  const { text } = await njiaTest(folder, { explore: true, services: ["report"] });
  expect(text).toContain(`- ${join(mine, first)}`);
  expect(text).toContain(`+ ${join(mine, first)}`);
  expect(text).toContain(`✗ ${join(mine, "mine.journey")}`);
  const again = await njiaTest(folder, { services: ["report"] });
  expect(again.text).toMatch(/\d+ passed, 1 failed/);
  expect(again.text).not.toContain("not visited");
});
