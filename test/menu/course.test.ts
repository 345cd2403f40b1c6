/**
 * The ten steps of the handbook, done as they are written: every file state has no finding, and every
 * phone shows what stands there.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { isMap, isSeq, parseDocument, type Document, type YAMLSeq } from "yaml";
import { runTest } from "../../src/cli/journeys/run.ts";
import { plainPaint } from "../../src/cli/screen-box.ts";
import { showFinding } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { SCREEN_KINDS } from "../../src/menu/screen-format.ts";

const [, COURSE = ""] = readFileSync("docs/menus.md", "utf8").split(/^## Ten steps$/m);
const STEPS = (COURSE.split(/^## /m)[0] ?? "").split(/^### (?=Step )/m).slice(1);

const folder = mkdtempSync(join(tmpdir(), "njia-course-"));
afterAll(() => rmSync(folder, { recursive: true }));
cpSync("menus", folder, { recursive: true });

/** A block of a step, and what the words before it say of its place: `<!-- library.yaml: below start -->`. */
interface Block {
  language: string;
  text: string;
  file: string;
  place: string | null;
}

function blocksOf(step: string): Block[] {
  const all = step.matchAll(/(?:^<!-- ([a-z.]+): (.+) -->\n)?^```([a-z]+)\n([^]*?)^```$/gm);
  return [...all].map(([, file = "library.yaml", place = null, language = "", text = ""]) => ({
    language,
    text,
    file,
    place,
  }));
}

/** What a reader does with a block of YAML. */
function save({ text, file, place }: Block): void {
  const path = join(folder, file);
  if (text.startsWith("format: 1\n")) return writeFileSync(path, text);
  const document = parseDocument(readFileSync(path, "utf8"));
  const part = parseDocument(text);
  if (place === null) {
    if (!isMap(part.contents)) throw new Error("keys stand in a map");
    for (const { key, value } of part.contents.items) document.set(key, value);
  } else {
    if (!isSeq(part.contents)) throw new Error("screens stand in a list");
    put(document, part.contents, place);
  }
  writeFileSync(path, document.toString({ lineWidth: 0 }));
}

function put(document: Document, items: YAMLSeq, place: string): void {
  const [, how = "", name = ""] = /^(below|instead of|options of) ([a-z]+)$/.exec(place) ?? [];
  const screens = document.get("screens");
  if (!isSeq(screens)) throw new Error("there are no screens");
  const at = screens.items.findIndex(
    (screen) => isMap(screen) && [...SCREEN_KINDS, "use"].some((kind) => screen.get(kind) === name),
  );
  const screen = screens.items[at];
  if (!isMap(screen)) throw new Error(`there is no screen ${name}`);
  const options = screen.get("options");
  if (how === "below") screens.items.splice(at + 1, 0, ...items.items);
  else if (how === "instead of") screens.items.splice(at, 1, ...items.items);
  else if (isSeq(options)) addOptions(options, items);
  else throw new Error(`nothing is known of "${place}"`);
}

/** Each where its number belongs. */
function addOptions(options: YAMLSeq, added: YAMLSeq): void {
  const keyOf = (option: unknown) => (isMap(option) ? Number(option.get("key")) : 0);
  for (const option of added.items) {
    const at = options.items.findIndex((one) => keyOf(one) > keyOf(option));
    options.items.splice(at < 0 ? options.items.length : at, 0, option);
  }
}

/** A journey as its lines, each with what comes after it. */
function turnsOf(journey: string): { line: string; comes: string[] }[] {
  const turns: { line: string; comes: string[] }[] = [];
  for (const line of journey.trimEnd().split("\n")) {
    if (line.startsWith("  ")) turns.at(-1)?.comes.push(line);
    else if (line !== "" && !line.startsWith("#")) turns.push({ line, comes: [] });
  }
  return turns;
}

/** What came, of those turns of which the handbook says what comes. */
function shownOf(journey: string, came: string): { line: string; comes: string[] }[] {
  const all = turnsOf(came);
  return turnsOf(journey).map(({ line, comes }) => {
    const at = all.findIndex((turn) => turn.line === line);
    const [turn] = at < 0 ? [] : all.splice(0, at + 1).slice(-1);
    if (turn === undefined) return { line: `not there: ${line}`, comes: [] };
    return comes.length === 0 ? { line, comes } : turn;
  });
}

describe("the ten steps", () => {
  test("are ten, and each but the last shows a phone", () => {
    expect(STEPS.map((step) => /^Step ([0-9]+) /.exec(step)?.[1])).toEqual(
      Array.from({ length: 10 }, (_, index) => String(index + 1)),
    );
    const shown = STEPS.map((step) =>
      blocksOf(step).filter(({ language }) => language === "journey"),
    );
    expect(shown.map((blocks) => blocks.length)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
  });

  test.each(STEPS.map((step) => [step.split("\n")[0] ?? "", step]))("%s", async (_, step) => {
    const blocks = blocksOf(step);
    for (const block of blocks.filter(({ language }) => language === "yaml")) save(block);
    const { release, findings } = buildRelease(await readFolder(folder));
    expect(findings.map(showFinding)).toEqual([]);
    expect(release?.services.has("library")).toBe(true);
    // A step without a phone of its own plays that of the step before.
    const journey = blocks.find(({ language }) => language === "journey");
    mkdirSync(join(folder, "journeys/library"), { recursive: true });
    const file = join(folder, "journeys/library/card.journey");
    if (journey !== undefined) writeFileSync(file, journey.text);
    const lines: string[] = [];
    const options = {
      folder,
      services: ["library"],
      full: false,
      update: true,
      json: false,
      explore: false,
    };
    await runTest(options, { print: (line) => void lines.push(line), paint: plainPaint });
    const came = readFileSync(file, "utf8");
    const told = journey?.text ?? came;
    expect(shownOf(told, came), lines.join("\n")).toEqual(turnsOf(told));
    // What was put in is what comes the next time.
    const again = { ...options, update: false };
    expect(await runTest(again, { print: () => undefined, paint: plainPaint })).toBe(0);
  });

  test("the journey of the ninth, as it is printed, is played by the commands of the tenth", () => {
    const file = join(folder, "journeys/library/card.journey");
    const printed = blocksOf(STEPS[8] ?? "").find(({ language }) => language === "journey");
    writeFileSync(file, printed?.text ?? "");
    const commands = [...(STEPS[9] ?? "").matchAll(/^npm run njia -- (test.*)$/gm)];
    expect(commands.map(([, words]) => words)).toEqual(["test --update library", "test library"]);
    for (const [, words = ""] of commands) {
      const env = { ...process.env, MENUS: folder };
      const done = spawnSync(process.execPath, ["src/cli.ts", ...words.split(" ")], {
        env,
        encoding: "utf8",
      });
      expect(done.status, done.stdout + done.stderr).toBe(0);
    }
  });

  test("their first file has ten lines", () => {
    const [first] = blocksOf(STEPS[0] ?? "");
    expect(first?.text.trimEnd().split("\n")).toHaveLength(10);
  });
});
