import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readTable } from "../../src/menu/data.ts";
import { showFinding } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { ANSWER_TYPES, SCREEN_KINDS, screenOf, use } from "../../src/menu/screen-format.ts";
import { channelFile, serviceFile } from "../../src/menu/format.ts";
import { SYSTEM_TEXTS, WRONG_CODES } from "../../src/menu/system-texts.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { keysAt } from "../../src/menu/schema.ts";

const HANDBOOK = readFileSync("docs/menus.md", "utf8");
const GOOD = await readFolder(fileURLToPath(new URL("good", import.meta.url)));

/** What stands below a heading, down to the next one of any level. */
function section(heading: string): string {
  const [, below] = HANDBOOK.split(new RegExp(`^##+ ${heading}$`, "m"));
  if (below === undefined) throw new Error(`the handbook has no heading "${heading}"`);
  return below.split(/^##+ /m)[0] ?? "";
}

/** The keys in the first column of a section's tables: | `say:` | … |. */
function keysIn(heading: string): string[] {
  return [...section(heading).matchAll(/^\| `([a-z0-9_]+):` \| ./gm)].map(([, key]) => key ?? "");
}

/** What a screen of a service may begin with. */
const SCREENS = [...SCREEN_KINDS, "use"] as const;
const SHAPES = { ...screenOf, use };

const documented: [heading: string, keys: readonly string[]][] = [
  ["The service file", keysAt("service", [])],
  ["privacy", keysAt("service", ["privacy"])],
  ["moved", keysAt("service", ["moved", 0])],
  ["moved", keysAt("channel", ["moved", 0])],
  ["once", keysAt("service", ["once"])],
  ["open", keysAt("service", ["open"])],
  ["let", keysAt("service", ["let", "any"])],
  ["life", keysAt("service", ["life", "any"])],
  ["may_become", keysAt("service", ["life", "any", "may_become", 0])],
  ["gives", keysAt("service", ["gives", "any"])],
  ["late", keysAt("service", ["life", "any", "late"])],
  ["remind", keysAt("service", ["life", "any", "remind", 0])],
  ["question", keysAt("service", ["life", "any", "question"])],
  ["calendar", keysAt("channel", ["calendar"])],
  ["connectors", keysAt("channel", ["connectors", "any"])],
  ["fields", keysAt("channel", ["connectors", "any", "fields", "any"])],
  ["test", keysAt("channel", ["connectors", "any", "test", 0])],
  ["SMS of the channel", keysAt("channel", ["sms"])],
  ["quiet", keysAt("channel", ["sms", "quiet"])],
  ["caps", keysAt("channel", ["sms", "caps"])],
  ["words of SMS", keysAt("channel", ["sms", "words"])],
  ["found", keysAt("mine", ["found", 0])],
  ["late of a look_up", keysAt("look_up", ["late"])],
  ["words around a PIN", keysAt("channel", ["pin"])],
  ["assist", keysAt("channel", ["assist"])],
  ["texts of assisted mode", keysAt("channel", ["assist", "texts"])],
  ["SMS of assisted mode", keysAt("channel", ["assist", "sms"])],
  ["texts of SMS", keysAt("channel", ["sms", "texts"])],
  ["The channel file", keysAt("channel", [])],
  ["languages", keysAt("channel", ["languages", 0])],
  ["language file", keysAt("words", [])],
  ["text of a language file", keysAt("words", ["texts", "any"])],
  ["codes", keysAt("channel", ["codes", 0])],
  ["keys of the channel", keysAt("channel", ["keys"])],
  ["options of a choose", keysAt("choose", ["options", 0])],
  ["options of a choose", keysAt("choose", ["other"])],
  ["options of a menu", keysAt("menu", ["options", 0])],
  ["go", keysAt("show", ["go", 0])],
  ["texts of the channel", Object.keys(SYSTEM_TEXTS)],
  ["wrong", WRONG_CODES],
  ...SCREENS.map((kind): [string, string[]] => [kind, keysAt(kind, [])]),
];

describe("the handbook says what every key does", () => {
  test.each(documented)("under %s", (heading, keys) => {
    expect(keys.length).toBeGreaterThan(1);
    expect(keysIn(heading).sort()).toEqual([...keys].sort());
  });

  test("and every answer type", () => {
    const types = [...section("What citizens may type").matchAll(/^\| `as: ([a-z_]+)` \| ./gm)];
    expect(types.map(([, type]) => type)).toEqual(ANSWER_TYPES);
  });

  test("and links only to headings it has", () => {
    const headings = [...HANDBOOK.matchAll(/^##+ (.+)$/gm)].map(([, heading = ""]) =>
      heading.toLowerCase().replaceAll(" ", "-"),
    );
    const links = [...HANDBOOK.matchAll(/\]\(#([^)]+)\)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(10);
    expect(headings).toEqual(expect.arrayContaining(links));
    expect(new Set(headings).size).toBe(headings.length);
  });
});

/** Without the ten steps: course.test.ts does them as they are written. */
const REFERENCE = HANDBOOK.replace(/^## Ten steps$[^]*?(?=^## )/m, "");

function blocks(language: string): string[] {
  const fenced = REFERENCE.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm"));
  return [...fenced].map(([, block = ""]) => block);
}

describe("the examples of the handbook", () => {
  const yaml = blocks("yaml").map((text) => ({ text, name: text.split("\n")[0] }));
  const languages = yaml.filter(({ text }) => /^language: /m.test(text));
  const services = yaml.filter(
    (one) => one.text.startsWith("format: 1\n") && !languages.includes(one),
  );
  const screens = yaml.filter(({ text }) => text.startsWith("- "));
  const whole = [...services, ...screens, ...languages];
  const parts = yaml.filter((one) => !whole.includes(one));

  test("are of every sort", () => {
    expect([services.length, screens.length > 5, parts.length > 1]).toEqual([1, true, true]);
  });

  test.each(services)("service %#: no finding", ({ text }) => {
    const { service } = serviceFile.parse(parse(text));
    const { release, findings } = buildRelease(new Map(GOOD).set(`${service}.yaml`, text));
    expect(findings.map(showFinding)).toEqual([]);
    expect(release?.services.has(service)).toBe(true);
  });

  test("a language file: nothing but that the rest is missing", () => {
    const [file] = languages;
    const stall = services.find(({ text }) => text.includes("service: stall"))?.text ?? "";
    const files = new Map(GOOD).set("stall.yaml", stall).set("words/fr.yaml", file?.text ?? "");
    const { findings } = buildRelease(files);
    // The good channel says "Back", not "Rudi".
    expect(findings.map(({ rule }) => rule).sort()).toEqual([
      "missing-language",
      "stale-translation",
    ]);
  });

  test.each(screens)("screens $name", ({ text }) => {
    const written: unknown = parse(text);
    expect(Array.isArray(written)).toBe(true);
    for (const one of written as Record<string, unknown>[]) {
      const kinds = SCREENS.filter((kind) => kind in one);
      expect(kinds).toHaveLength(1);
      for (const kind of kinds) expect(SHAPES[kind].safeParse(one).error).toBeUndefined();
    }
  });

  test.each(parts)("part $name", ({ text }) => {
    const written: unknown = parse(text);
    const fits = [serviceFile.partial(), channelFile.partial()].filter(
      (schema) => schema.safeParse(written).success,
    );
    expect(fits).toHaveLength(1);
  });

  test.each(blocks("csv"))("list %#: no finding", (text) => {
    const { table, findings } = readTable("data/wards.csv", text, ["sw", "en"]);
    expect(findings).toEqual([]);
    expect(table?.rows.length).toBeGreaterThan(0);
  });
});
