/** `njia new`: whatever is answered, a refusal in words or a service that passes check and test. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { runCheck } from "../../src/cli/check.ts";
import { BeginFault, type Asker } from "../../src/cli/begin/answer.ts";
import type { BeginFlags } from "../../src/cli/begin/ask.ts";
import { runNew } from "../../src/cli/begin/begin.ts";
import { runTest } from "../../src/cli/journeys/run.ts";
import { schemaLine } from "../../src/cli/schema-line.ts";
import { plainPaint } from "../../src/cli/screen-box.ts";

function goodFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "njia-new-"));
  cpSync("test/menu/good", folder, { recursive: true });
  return folder;
}

function testFolder(): string {
  const folder = goodFolder();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Lines of a pipe, or of somebody who types them. */
function typing(lines: readonly string[], interactive = false) {
  const left = [...lines];
  const told: string[] = [];
  const asker: Asker = {
    interactive,
    line: (prompt) => {
      told.push(prompt);
      return Promise.resolve(left.shift() ?? null);
    },
    tell: (line) => void told.push(line),
  };
  return { asker, told };
}

async function begin(
  folder: string,
  name: string,
  lines: readonly string[],
  flags: BeginFlags = {},
) {
  const { asker, told } = typing(lines);
  await runNew({ folder, name, ...flags }, asker);
  return told;
}

async function passes(folder: string, service: string): Promise<string> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const checked = await runCheck({ folder, form: "text" }, print);
  const options = {
    folder,
    services: [service],
    full: false,
    update: false,
    json: false,
    explore: false,
  };
  const tested = await runTest(options, { print, paint: plainPaint });
  return checked === 0 && tested === 0 ? "" : lines.join("\n");
}

const TITLE = ["sw=Kibanda", "en=Market stall"];
const PURPOSE = ["sw=kugawa vibanda", "en=give out stalls"];
const TEXT = ["sw=Iko wazi kila siku.", "en=It is open every day."];
const TOLD: BeginFlags = { title: TITLE, request: false, text: TEXT, star: "30" };
const QUESTION = `{ choose: size, label: { sw: Aina, en: Kind }, say: { sw: "Nini?", en: "What?" },
  options: [{ is: table, say: { sw: Meza, en: A table } }, { is: "no", say: { sw: Duka, en: A shop } }] }`;

test("with every answer in a flag nothing is asked, and what was written passes", async () => {
  const folder = testFolder();
  const channel = readFileSync(join(folder, "channel.yaml"), "utf8");
  const told = await begin(folder, "library", [], TOLD);
  expect(told.slice(0, 3)).toEqual([
    join(folder, "library.yaml"),
    join(folder, "journeys/library/whole-sw.journey"),
    join(folder, "journeys/library/whole-en.journey"),
  ]);
  expect(told.join("\n")).toContain(`say: { sw: "Kibanda", en: "Market stall" }, go: library }`);
  expect(await passes(folder, "library")).toBe("");
  const [schema] = readFileSync(join(folder, "library.yaml"), "utf8").split("\n");
  expect(schema).toBe(schemaLine(folder, "library.yaml", "service"));
  expect(readFileSync(join(folder, "channel.yaml"), "utf8")).toBe(channel);
  const request = { title: TITLE, request: true, purpose: PURPOSE, keep: "2y", star: "31" };
  const asked = await begin(folder, "stall", [], { ...request, question: [QUESTION] });
  expect(asked[0]).toBe(join(folder, "stall.yaml"));
  expect(await passes(folder, "stall")).toBe("");
  const journey = readFileSync(join(folder, "journeys/stall/whole-en.journey"), "utf8");
  expect(journey).toContain("A sms:\n  Market stall {ref}: your request was received.");
});

test("answered line by line, with what is offered taken by an empty one", async () => {
  const folder = testFolder();
  const intro = ["Kibanda", "Market stall", "", "yes", "kugawa vibanda", "give out stalls", ""];
  const size = [
    "size",
    "choose",
    "Unataka nini?",
    "What do you need?",
    "Aina",
    "Kind",
    "Meza, Duka",
    "A table, A table!",
  ];
  const note = ["note", "", "Eleza", "Tell us more", "Maelezo", "Details"];
  await begin(folder, "stall", [...intro, ...size, ...note, ""]);
  expect(await passes(folder, "stall")).toBe("");
  const text = readFileSync(join(folder, "stall.yaml"), "utf8");
  expect(text).toContain("star: 30 #");
  expect(text).toContain("  - choose: size\n");
  expect(text.match(/- is: (\w+)/g)).toEqual(["- is: a_table", "- is: option_2"]);
  const twice = [...size.slice(0, -1), "A table, a table"];
  await expect(begin(folder, "stall_2", [...intro, ...twice, ""])).rejects.toThrow(
    "the options must read otherwise each: `a table` stands there twice",
  );
});

test("at a terminal a wrong answer is asked for again", async () => {
  const folder = testFolder();
  const lines = [
    "A title that is far too long",
    "Kibanda",
    "Stall",
    "0",
    "30",
    "perhaps",
    "no",
    "Wazi.",
    "Open.",
  ];
  const { asker, told } = typing(lines, true);
  await runNew({ folder, name: "stall" }, asker);
  const again = told.filter((line) => line.includes("cannot be taken"));
  expect(again).toEqual([
    `"A title that is far too long" cannot be taken: it must be at most 20 letters`,
    `"0" cannot be taken: it must be a number from 1 to 9999`,
    `"perhaps" cannot be taken: it must be yes or no`,
  ]);
  expect(await passes(folder, "stall")).toBe("");
});

test("at a terminal a name that cannot be is told at once, with its reason", async () => {
  const folder = testFolder();
  const stars = ["77", "3", "30"];
  const size = ["size", "", "Kubwa?", "How big?", "Kubwa", "Size"];
  const names = ["ref", "type", "check", ...size, "size", ""];
  const lines = [
    "main",
    "stall",
    "Kibanda",
    "Stall",
    ...stars,
    "yes",
    "kugawa",
    "share",
    "",
    ...names,
  ];
  const { asker, told } = typing(lines, true);
  await runNew({ folder, name: "report" }, asker);
  const because = told.filter((line) => /already|cannot be taken/.test(line));
  expect(because).toEqual([
    "there is a service report already",
    "there is a screen main in channel.yaml already",
    '"77" cannot be taken: it must be another number, such as 30: 77 belongs to another service',
    '"3" cannot be taken: it must be another number, such as 30: 3 leads elsewhere in the main menu',
    '"ref" cannot be taken: it must be another one, such as my_ref: ref has a meaning of its own',
    '"type" cannot be taken: it must be another one, such as my_type: type has a meaning of its own',
    '"check" cannot be taken: it must be another one: there is a screen check already',
    '"size" cannot be taken: it must be another one: there is a screen size already',
  ]);
  expect(await passes(folder, "stall")).toBe("");
});

test("what the checker warns of is told at the end", async () => {
  const link = { ...TOLD, text: ["sw=Ona www.example.org", "en=See www.example.org"] };
  const told = await begin(testFolder(), "library", [], link);
  expect(told.at(-1)).toContain("library.yaml:13:21");
  expect(told.at(-1)).toContain("warning link-in-text");
  expect(told.at(-1)).toContain("it can be dialled as it is.");
});

test.each<[string, BeginFlags, string[], string]>([
  ["main", TOLD, [], "there is a screen main in channel.yaml already"],
  ["library", { ...TOLD, star: "3" }, [], "3 leads elsewhere in the main menu"],
  ["report", TOLD, [], "there is a service report already"],
  ["channel", TOLD, [], "is no name of a service"],
  ["../x", TOLD, [], "is no name of a service"],
  ["Library", TOLD, [], "is no name of a service"],
  ["library", { ...TOLD, star: "77" }, [], "77 belongs to another service"],
  ["library", { ...TOLD, star: "010" }, [], "a number from 1 to 9999"],
  [
    "library",
    { ...TOLD, title: ["sw=Maktaba"] },
    [],
    'there is no answer to "Title, in English": give --title "en=…"',
  ],
  ["library", { ...TOLD, title: ["Maktaba"] }, [], "is in no language of the channel"],
  [
    "library",
    { ...TOLD, title: ["sw=Maktaba", "en=Library \u2013 books"] },
    [],
    "in letters that every phone shows",
  ],
  ["library", { ...TOLD, text: ["sw=x", `en={nobody}`] }, [], "unknown-placeholder"],
  [
    "library",
    { title: TITLE },
    [],
    'there is no answer to "The number behind the code, its star": give --star 30',
  ],
  [
    "stall",
    { title: TITLE, star: "30", request: true, purpose: PURPOSE, keep: "1 year" },
    [],
    "a period such as 30d",
  ],
  [
    "stall",
    { title: TITLE, star: "30", request: true, purpose: PURPOSE, keep: "1h" },
    [],
    "at least 14d",
  ],
  [
    "stall",
    { title: TITLE, star: "30", request: true, purpose: PURPOSE, keep: "1y", question: ["size"] },
    [],
    "--question size cannot be read",
  ],
  [
    "stall",
    {
      title: TITLE,
      star: "30",
      request: true,
      purpose: PURPOSE,
      keep: "1y",
      question: ["{ ask: size, as: acres, say: x }"],
    },
    [],
    "stall.yaml",
  ],
  [
    "stall",
    {
      title: TITLE,
      star: "30",
      request: true,
      purpose: PURPOSE,
      keep: "1y",
      question: [QUESTION, QUESTION],
    },
    [],
    "two questions are called size",
  ],
  [
    "stall",
    {
      title: TITLE,
      star: "30",
      request: true,
      purpose: PURPOSE,
      keep: "1y",
      question: ["{ ask: plot, as: code, pattern: 'QX[0-9]{9}', label: P, say: x }"],
    },
    [],
    "a pattern that nothing fits",
  ],
  [
    "stall",
    { title: TITLE, star: "30", request: true, purpose: PURPOSE, keep: "1y" },
    ["size", "choose", "a", "b", "c", "d", "Meza, Duka", "A table"],
    "there are 2 in sw, 1 in en",
  ],
])("%s %j %j is refused, and nothing is written", async (name, flags, lines, why) => {
  const folder = testFolder();
  const files = () => new Set(readdirSync(folder, { recursive: true }).map(String));
  const before = files();
  const begun = begin(folder, name, lines, flags);
  await expect(begun).rejects.toThrow(BeginFault);
  await expect(begun).rejects.toThrow(why);
  expect(files()).toEqual(before);
});

const words = fc.oneof(
  fc.constantFrom(
    "Maktaba",
    "A long text, with commas, and more",
    "{ref}",
    "{x}",
    "'quoted' \"too\"",
    "#1: a",
    "- x",
    "€[]",
  ),
  fc.string({ maxLength: 24 }),
);
const languages = (flag: fc.Arbitrary<string>) =>
  fc.tuple(flag, flag).map(([sw, en]) => [`sw=${sw}`, `en=${en}`]);
const name = fc.constantFrom("size", "ward", "note", "yes", "ref", "step", "type");
const question = fc
  .record({
    name,
    as: fc.constantFrom(
      "text",
      "letters",
      "code",
      "number",
      "money",
      "date",
      "phone",
      "national_id",
      "reference",
      "yes_no",
    ),
    limits: fc.constantFrom(
      {},
      {},
      { min: 2 },
      { min: 1, max: 5 },
      { optional: true },
      { sensitive: true },
      { max: 0 },
    ),
    say: words,
  })
  .map(({ name: ask, as, limits, say }) => {
    const texts = { label: { sw: "Jina", en: "Name" }, say: { sw: say, en: say } };
    return JSON.stringify({ ask, as, ...limits, ...texts });
  });
const flags: fc.Arbitrary<BeginFlags> = fc.record({
  title: languages(words),
  star: fc.constantFrom("30", "4", "9", "31", "0", "1"),
  request: fc.boolean(),
  text: languages(words),
  purpose: languages(words),
  keep: fc.constantFrom("1y", "14d", "1h", "soon"),
  question: fc.array(question, { maxLength: 5 }),
});

test("any answers give a refusal in words, or a service that passes check and test", async () => {
  let begun = 0;
  const property = fc.asyncProperty(flags, async (given) => {
    const folder = goodFolder();
    try {
      await begin(folder, "stall", [], given);
      begun++;
      expect(await passes(folder, "stall")).toBe("");
    } catch (error) {
      if (!(error instanceof BeginFault)) throw error;
      expect(error.message.length).toBeGreaterThan(20);
      expect(readdirSync(folder)).not.toContain("stall.yaml");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  await fc.assert(property, { numRuns: 80 });
  expect(begun).toBeGreaterThan(0);
});
