/** What the terminal phone writes while it records is a journey, complete after every turn. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { PassThrough } from "node:stream";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { runDial } from "../../src/cli/dial.ts";
import { parseJourney, writeJourney } from "../../src/cli/journey.ts";
import { openTrial } from "../../src/cli/journeys/trial.ts";
import { seeFolder } from "../../src/cli/see/folder.ts";
import { dial, echo, openFake } from "./fake.ts";

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "njia-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "x.journey");
}

/** Its lines below the head, which names the instant. */
function recorded(file: string): string {
  const text = readFileSync(file, "utf8");
  const result = parseJourney(text, file);
  if ("faults" in result) throw new Error(JSON.stringify(result.faults));
  expect(writeJourney(result.journey)).toBe(text);
  expect(text).toMatch(/^about: .+\nat: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+03:00\n/);
  return text.split("\n").slice(2).join("\n");
}

test("a recording has every turn with the screen it got", async () => {
  const { url } = await openFake();
  const record = newFile();
  const lines = ["*384*99*4#", "a*b", "/repeat", "/late 2", "/type *1#", "/timeout", "*384*99#"];
  const more = ["/cancel", "/phone +254700000002", "/network none", "*384*99#", "", "9"];
  const { code } = await dial({ url, record }, [...lines, ...more]);
  expect(code).toBe(0);
  expect(recorded(record)).toBe(`
A = +254700000001 63902

A> *384*99*4#
  heard 4
A> a*b
  heard 4*a*b
A! repeat
  heard 4*a*b
A! late 2
  heard 4
A! type *1#
  heard 4*a*b**1#
A! drop

A> *384*99#
  heard 
A! cancel

B = +254700000002

B> *384*99#
  heard 
B>
  heard 
B> 9
  bye 9
  [end]
`);
});

test("a screen with empty lines, marks and carriage returns is written so that it reads back", async () => {
  const { url } = await openFake(() => "CON one\r\n\n[end]\n\\");
  const record = newFile();
  await dial({ url, record }, ["*384*99#"]);
  expect(recorded(record)).toContain("A> *384*99#\n  one\n  \\\n  \\[end]\n  \\\\\n");
});

test("what is on the phone is in the file before the server hears the next turn", async () => {
  const record = newFile();
  const seen: string[] = [];
  const { url } = await openFake((sent, turn) => {
    seen.push(recorded(record).split("\n").at(-2) ?? "");
    return echo(sent, turn);
  });
  await dial({ url, record }, ["*384*99#", "1", "2"]);
  expect(seen).toEqual(["", "  heard ", "  heard 1"]);
});

test("a recording that begins in the middle of a call waits for the next dial", async () => {
  const { url } = await openFake();
  const file = newFile();
  const lines = [
    "*384*99#",
    "1",
    `/record ${file}`,
    "2",
    "/repeat",
    "/timeout",
    "*384*99#",
    "/late 3",
  ];
  const { code } = await dial({ url }, lines);
  expect(code).toBe(0);
  expect(recorded(file)).toBe("\nA = +254700000001 63902\n\nA> *384*99#\n  heard \n");
});

test("a file that exists is left alone", async () => {
  const { url, sent } = await openFake();
  const record = newFile();
  await dial({ url, record }, ["*384*99#"]);
  const before = readFileSync(record, "utf8");
  const { code, errors } = await dial({ url, record }, ["*384*99#"]);
  expect(errors).toContain("exists already; choose another file");
  expect(code).toBe(1);
  expect(readFileSync(record, "utf8")).toBe(before);
  expect(sent).toHaveLength(1);
});

test("a file that cannot be written is told", async () => {
  const { url } = await openFake();
  const { code, errors } = await dial({ url, record: join(newFile(), "y") }, ["*384*99#"]);
  expect(errors).toMatch(/Cannot record to .* \(ENOENT\)/);
  expect(code).toBe(1);
});

test("what was recorded in a rehearsal, with its SMS and references, passes when it is played", async () => {
  const record = newFile();
  // A recording says when it began, and not how long each turn took: at the end of a minute the time of day on a
  // screen is played otherwise.
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 6), toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const lines = ["*384*99*51#", "2", "1", "1", "1", "1", "1", "1", "2", "1", "1"];
  const more = ["sms HELP", "*384*99*51#", "3", "48210372", "0"];
  const input = new PassThrough();
  input.end([...lines, ...more].map((line) => `${line}\n`).join(""));
  const output = new PassThrough();
  output.resume();
  const io = { input, output, errors: output, interactive: false, colour: false };
  const code = await runDial({ menus: "menus", record }, io);
  expect(code).toBe(0);
  const text = readFileSync(record, "utf8");
  const { release } = await seeFolder("menus");
  const parsed = parseJourney(text, record);
  if ("faults" in parsed) throw new Error(JSON.stringify(parsed.faults));
  const { differences, stopped } = await openTrial(release).play(parsed.journey);
  expect({ differences, stopped }).toEqual({ differences: [], stopped: null });
  expect(text).toContain("A sms:\n  Well done! You finished: Spot a fake SMS. Certificate {ref}.");
  expect(text).toContain("A sms> HELP\nA sms:\n");
  // Typed before anybody was told of it: nobody's.
  expect(text).toContain("A> 48210372\n  No certificate has number 4821 0372.");
});
