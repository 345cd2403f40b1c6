/** `njia test`: journeys beside a service pass or fail with their line, and what they leave out is counted. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runTest, type TestOptions } from "../../src/cli/journeys/run.ts";
import { plainPaint } from "../../src/cli/screen-box.ts";

/** The shipped menus with these journeys of the reports, and no others. */
function folderWith(journeys: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "njia-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync("menus", folder, { recursive: true });
  rmSync(join(folder, "journeys"), { recursive: true });
  mkdirSync(join(folder, "journeys/report"), { recursive: true });
  for (const [name, text] of Object.entries(journeys)) {
    writeFileSync(join(folder, "journeys/report", `${name}.journey`), text);
  }
  return folder;
}

async function njiaTest(folder: string, over: Partial<TestOptions> = {}) {
  const lines: string[] = [];
  const options = {
    services: ["report"],
    full: false,
    update: false,
    json: false,
    explore: false,
    ...over,
    folder,
  };
  const code = await runTest(options, { print: (line) => lines.push(line), paint: plainPaint });
  return { code, text: lines.join("\n").replaceAll(folder, "DIR"), raw: lines.join("\n") };
}

const HEAD = `about: x
at: 2026-11-23T09:00+03:00
A = +254700000001 63902
`;
/** Up to the reference, without what is shown. */
const SENT = `${HEAD}A> *384*99*3#
A> 2
A> 2
A> 1
A> 1
A> 1
A> Near the gate
A> 2
A> 1
A> 1
`;

async function written(text: string): Promise<string> {
  const folder = folderWith({ x: text });
  const { code, text: said } = await njiaTest(folder, { update: true });
  expect(said).not.toContain("✗");
  expect(code).toBe(0);
  return readFileSync(join(folder, "journeys/report/x.journey"), "utf8");
}

test("a journey with what is shown passes; another screen is told with its line, both sides, and mended", async () => {
  const good = await written(`${HEAD}A> *384*99*3#\n# in English\nA> 2\n`);
  expect(good).toContain("# in English\nA> 2\n  Is anyone in danger now?");
  const folder = folderWith({ x: good });
  expect((await njiaTest(folder)).text).toMatch(
    /^✓ DIR\/journeys\/report\/x.journey\n1 journey: 1 passed, 0 failed\n/,
  );
  expect((await njiaTest(folder)).code).toBe(0);
  const bad = good.replace("1. Yes", "1. Go on");
  writeFileSync(join(folder, "journeys/report/x.journey"), bad);
  const failed = await njiaTest(folder);
  expect(failed.code).toBe(1);
  expect(failed.text).toContain(
    "✗ DIR/journeys/report/x.journey\n  DIR/journeys/report/x.journey:10  A> 2\n",
  );
  expect(failed.text).toMatch(/ {4}1\. Go on {26}≠ 1\. Yes\n/);
  expect(failed.text).toContain("1 journey: 0 passed, 1 failed");
  expect(failed.text).not.toContain("--update");
  const mended = await njiaTest(folder, { update: true });
  expect(mended.code).toBe(0);
  expect(mended.text).toContain("~ DIR/journeys/report/x.journey  written anew");
  expect(readFileSync(join(folder, "journeys/report/x.journey"), "utf8")).toBe(good);
});

test("a journey without its screens is told how they are put in", async () => {
  const { code, text } = await njiaTest(folderWith({ x: `${HEAD}A> *384*99*3#\nA> 2\n` }));
  expect(code).toBe(1);
  expect(text).toMatch(
    /and 1 more below it\n {4}`--update` writes down what comes\n1 journey: 0 passed, 1 failed/,
  );
});

test("a journey that Windows saved passes, and is left as it is", async () => {
  const text = await written(SENT);
  const windows = `\uFEFF${text.replaceAll("\n", "\r\n")}`;
  const folder = folderWith({ x: windows });
  expect(await njiaTest(folder, { update: true })).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, "journeys/report/x.journey"), "utf8")).toBe(windows);
  expect((await njiaTest(folder)).text).toContain("1 passed, 0 failed");
});

test("an SMS that the journey does not have, and one that does not come, are differences", async () => {
  const good = await written(`${SENT}officer: assigned\nstatus: assigned\n`);
  expect(good).toMatch(
    /officer: assigned\nA sms:\n {2}Report \{ref\} \(Water leak, Amani\) given to a team.*\nstatus: assigned\n$/,
  );
  const without = good.replace(/officer: assigned\nA sms:\n.*\n/, "officer: assigned\n");
  expect((await njiaTest(folderWith({ x: without }))).text).toMatch(
    /an SMS to \+254700000001\n.*\n {4}\(nothing\)/,
  );
  expect(await written(without)).toBe(good);
  const extra = good.replace("status: assigned", "A sms:\n  And another one\nstatus: assigned");
  expect((await njiaTest(folderWith({ x: extra }))).text).toMatch(
    /A sms:\n.*\n {4}And another one +≠ \(nothing\)/,
  );
  expect(await written(extra)).toBe(good);
});

test("another status is a difference, and is mended", async () => {
  const good = await written(`${SENT}status: received\n`);
  const { text, code } = await njiaTest(
    folderWith({ x: good.replace("status: received", "status: closed") }),
  );
  expect(code).toBe(1);
  expect(text).toMatch(/:\d+ {2}status\n.*\n {4}closed {26} *≠ received/);
});

test.each([
  [`${HEAD}officer: assigned\n`, 4, "0 requests were sent so far"],
  [`${SENT}officer, {ref2}: assigned\n`, 14, "1 request was sent so far"],
  [
    `${SENT}officer: closed\n`,
    14,
    "the request is `received`: from there an officer can move it to `assigned`, `duplicate`, `out_of_scope`",
  ],
  [
    `${SENT}officer: out_of_scope\n`,
    14,
    "`out_of_scope` needs a reason: write `officer: out_of_scope because …` with one of `not_county`, `private_land`",
  ],
  [`${SENT}officer: out_of_scope because not_found\n`, 14, "has no reason `not_found`"],
  [
    `${SENT}officer: assigned because not_found\n`,
    14,
    "`assigned` takes no reason: write `officer: assigned`",
  ],
  [`${SENT}officer: duplicate\nofficer asks: Why?\n`, 15, "nothing is asked of one that is closed"],
  [`${HEAD}operator: suspend reports\n`, 4, "there is no service `reports`; there are "],
  [`${HEAD}operator: suspend report with fr=Demain.\n`, 4, "the channel does not speak `fr`"],
  [`${HEAD}operator: suspend report with en=See mfano.go.ke\n`, 4, "a message has no link (en)"],
  [`${HEAD}operator: resume report\n`, 4, "`report` is not suspended"],
  [`${SENT}A sms> {ref2}\n`, 14, "{ref2} is of a request that nobody has sent yet"],
])("what cannot be played is told with its line: %#", async (text, line, why) => {
  const folder = folderWith({ x: text });
  const { code, text: said } = await njiaTest(folder, { update: true });
  expect(code).toBe(1);
  expect(said).toContain(`DIR/journeys/report/x.journey:${line} `);
  expect(said).toContain(why);
  expect(readFileSync(join(folder, "journeys/report/x.journey"), "utf8")).toBe(text);
});

test("what an officer gives with a move is in the SMS; what does not fit is told with the line to write", async () => {
  const [sent] = readFileSync("menus/journeys/bursary/life-en.journey", "utf8").split(
    "officer: awarded",
  );
  const given = async (line: string) => {
    const folder = folderWith({ x: `${sent}${line}\n` });
    return njiaTest(folder, { update: true });
  };
  const { text } = await given("officer: awarded with amount=5, by_date=2026-12-22");
  expect(text).toContain(
    "does not fit (amount too small): write `officer: awarded with amount=…, by_date=…`",
  );
  expect((await given("officer: awarded")).text).toContain("(amount missing, by_date missing)");
  expect((await given("officer: awarded with amount=5000, by_date=2026-12-22")).code).toBe(0);
});

test("what cannot be read is told with its line, and the other journeys are played", async () => {
  const good = await written(`${HEAD}A> *384*99*3#\n`);
  const { code, text } = await njiaTest(folderWith({ a: `${HEAD}B> 1\n`, b: good }));
  expect(code).toBe(1);
  expect(text).toContain("DIR/journeys/report/a.journey:4 B is no phone; declare it above");
  expect(text).toContain("2 journeys: 1 passed, 1 failed");
});

test("the time that passes is walked through: a late report, a reminder, and the end by the clock", async () => {
  const text = await written(
    `${SENT}officer: assigned\nafter 4 days\nofficer: resolved\nafter 8 days\nstatus: closed\n`,
  );
  const after = text.slice(text.indexOf("officer: assigned"));
  expect(after.split("\n").filter((line) => !line.startsWith("  "))).toEqual([
    "officer: assigned",
    "A sms:",
    "after 4 days",
    "A sms:",
    "officer: resolved",
    "A sms:",
    "after 8 days",
    "A sms:",
    "status: closed",
    "",
  ]);
  expect(after).toContain("Report {ref} is late.");
  expect(after).toContain("Report {ref} closes after");
});

test("what no journey visits is counted by language, and listed with its line", async () => {
  const folder = folderWith({ x: await written(`${SENT}officer: assigned\n`) });
  const { text } = await njiaTest(folder);
  expect(text).toMatch(
    /visited +screens +options +reasons +branches +statuses +moves +SMS\nreport +sw/,
  );
  expect(text).toMatch(/\n +en +9\/13 +7\/18 +0\/27 +1\/2 +2\/9 +1\/17 +2\/10\n/);
  expect(text).toContain("report.yaml:46 category (sw, en): options 2 no_water, 3 pothole");
  expect((await njiaTest(folder, { full: true })).code).toBe(1);
  const json = JSON.parse((await njiaTest(folder, { json: true })).raw) as Record<string, unknown>;
  expect(json).toMatchObject({
    journeys: [{ service: "report", passed: true, differences: [] }],
    coverage: [
      {
        service: "report",
        languages: [{ language: "sw" }, { counts: { screen: { all: 13, visited: 9 } } }],
      },
    ],
  });
});

test("what a failing journey shows counts as not visited", async () => {
  const good = await written(`${HEAD}A> *384*99*3#\nA> 2\n`);
  const folder = folderWith({ x: good.replace("1. Yes", "1. Go on") });
  expect((await njiaTest(folder)).text).toMatch(/\n +en +0\/13 /);
});

test("a name of no service, journeys of no service, and menus with errors are refused in words", async () => {
  const folder = folderWith({});
  await expect(njiaTest(folder, { services: ["reports"] })).rejects.toThrow(
    "There is no service `reports`. Did you mean",
  );
  mkdirSync(join(folder, "journeys/library"));
  await expect(njiaTest(folder, { services: [] })).rejects.toThrow(
    "journeys/library is of no service",
  );
  writeFileSync(join(folder, "report.yaml"), "format: 1\n");
  await expect(njiaTest(folder)).rejects.toThrow(
    /report\.yaml:1:1 error .*[^]*nothing of .* is tested until/,
  );
});
