/** Languages with a file of their own: what their texts come to, and what is told of them. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { saidIn } from "../../src/menu/check/said.ts";
import { foreign } from "../../src/base/gsm7.ts";
import { showFinding } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { readMenus } from "../../src/menu/read.ts";
import { buildRelease } from "../../src/menu/release.ts";
import type { MenuFiles } from "../../src/menu/source.ts";
import { wordingKey } from "../../src/menu/translate.ts";
import { writtenAt } from "../../src/menu/used.ts";
import { dateText } from "../../src/menu/dates.ts";
import { periodText } from "../../src/menu/values.ts";
import { Caller } from "./fixture.ts";
import { edited } from "./edited.ts";

const GOOD = await readFolder(fileURLToPath(new URL("good", import.meta.url)));

/** The good folder and a language that translates these places. */
function withFrench(
  texts: Readonly<Record<string, [of: string, say: string]>>,
  more = "incomplete: true\n",
) {
  const lines = Object.entries(texts).map(
    ([place, [of, say]]) => `  ${place}: ${JSON.stringify({ of, say })}\n`,
  );
  const head = `format: 1\nlanguage: fr\nsay: "Francais"\n${more}texts:\n`;
  return new Map(GOOD).set("words/fr.yaml", head + (lines.join("") || "  {}\n"));
}

function built(files: MenuFiles) {
  const { release, findings } = buildRelease(files);
  if (release === null) throw new Error(findings.map(showFinding).join("\n"));
  return { release, findings };
}

const WHAT = "report/screens/what";
const FRENCH = {
  [`${WHAT}/say`]: ["({step}/{steps}) Nini?", "({step}/{steps}) Quel souci ?"],
  [`${WHAT}/options/water/say`]: ["Maji", "Fuite d'eau"],
  "channel/texts/back": ["Back", "Retour"],
} satisfies Record<string, [string, string]>;

describe("a language in translation", () => {
  test("is spoken, and what is missing is said in the first language", () => {
    const { release } = built(withFrench(FRENCH));
    expect(release.channel.languages.map(({ is, say }) => [is, say])).toEqual([
      ["sw", "Kiswahili"],
      ["en", "English"],
      ["fr", "Francais"],
    ]);
    const caller = new Caller(release, { language: "fr" });
    caller.dial("77");
    expect(caller.reply("1")).toBe(
      "(1/4) Quel souci ?\n1. Fuite d'eau\n2. Barabara\n9. Jingine\n0. Retour",
    );
  });

  test("falls back to the first language, whatever the order in the file", () => {
    const { release } = built(
      edited(withFrench({}), [
        [
          "report.yaml",
          "{ is: road, say: { en: Road, sw: Barabara } }",
          "{ is: road, say: { en: Road, sw: Barabara } }",
        ],
      ]),
    );
    const caller = new Caller(release, { language: "fr" });
    caller.dial("77");
    expect(caller.reply("1")).toContain("2. Barabara");
  });

  test("has one warning, with the count and the files", () => {
    const told = (texts: Parameters<typeof withFrench>[0]) => {
      const shown = built(withFrench(texts)).findings.map(showFinding);
      expect(shown).toHaveLength(1);
      expect(shown[0]).toMatch(
        /^words\/fr\.yaml:4:1 warning missing-language: [0-9]+ texts are not in `fr` yet: ([0-9]+ of [a-z]+\.yaml(, )?)+\n {4}They are said in `sw` meanwhile\. `njia words export fr` lists them\.$/,
      );
      const of = (file: string) => Number(new RegExp(`([0-9]+) ${file}`).exec(shown[0] ?? "")?.[1]);
      return { all: of("texts"), report: of("of report.yaml") };
    };
    const { all, report } = told(FRENCH);
    const road = { [`${WHAT}/options/road/say`]: ["Barabara", "Route"] } satisfies Record<
      string,
      [string, string]
    >;
    expect(told({ ...FRENCH, ...road })).toEqual({ all: all - 1, report: report - 1 });
  });

  test("says what is missing with its values in the first language too, so that nothing is longer", async () => {
    const words = "format: 1\nlanguage: fr\nsay: Fr\nincomplete: true\ntexts: {}\n";
    const files = new Map(await readFolder("menus")).set("words/fr.yaml", words);
    const { release, findings } = built(files);
    expect(findings.map(({ rule }) => rule)).toEqual(["missing-language"]);
    const openedAt = Date.UTC(2027, 7, 5, 9);
    const request = { service: "report", ref: "48210372", status: "received", openedAt };
    const shown = ["sw", "fr"].map((language) => {
      const caller = new Caller(release, { language, requests: [request] });
      caller.facts = { ...caller.facts, code: { dial: "*384*99#", start: "channel/main" } };
      caller.dial();
      return [caller.reply("1"), caller.reply("1")];
    });
    expect(shown[0]?.[1]).toContain("Tarehe 5 Ago 2027.");
    expect(shown[1]).toEqual(shown[0]);
  });

  test("may stand in channel.yaml, with its texts beside the others", () => {
    const files = edited(GOOD, [
      [
        "channel.yaml",
        "    say: English\n",
        "    say: English\n  - { is: fr, say: Francais, incomplete: true }\n",
      ],
      ["report.yaml", "{ en: Water leak, sw: Maji }", "{ en: Water leak, sw: Maji, fr: Fuite }"],
    ]);
    const { release, findings } = built(files);
    expect(findings.map(({ file, line, severity }) => `${file}:${line} ${severity}`)).toEqual([
      "channel.yaml:12 warning",
    ]);
    const caller = new Caller(release, { language: "fr" });
    caller.dial("77");
    expect(caller.reply("1")).toContain("1. Fuite\n2. Barabara");
  });
});

describe("the file of a language", () => {
  test.each([
    ["words/fr.yaml", "language: fr", "language: lu", "words/fr.yaml:2:11 error file-name"],
    ["words/fr.yaml", 'say: "Francais"\n', "", "words/fr.yaml:1:1 error missing-key"],
    ["words/fr.yaml", "texts:", "text:", "words/fr.yaml:5:1 error unknown-key"],
    ["words/fr.yaml", '"Retour"', '"Retour{"', "words/fr.yaml:8:49 error icu-syntax"],
    ["words/fr.yaml", '"Retour"', '"Ret\u00f4ur"', "words/fr.yaml:8:46 error not-gsm7"],
    [
      "words/fr.yaml",
      "({step}/{steps}) Quel",
      "{stpe} Quel",
      "words/fr.yaml:6:66 error unknown-placeholder",
    ],
    [
      "channel.yaml",
      "    say: English\n",
      "    say: English\n  - { is: fr, say: Fr }\n",
      "words/fr.yaml:3:6 error name-twice",
    ],
  ])("with a fault in %s: %s → %s", (file, from, to, finding) => {
    const { findings } = buildRelease(edited(withFrench(FRENCH), [[file, from, to]]));
    expect(findings.map((one) => showFinding(one).split(": ")[0])).toContain(finding);
  });

  test("is named by one that ends in .yml, too", () => {
    const files = new Map(GOOD).set("words/fr.yml", "format: 1\n");
    expect(buildRelease(files).findings.map(showFinding)).toEqual([
      "words/fr.yml:1:1 error file-name: menu files end in .yaml\n    Name it words/fr.yaml.",
    ]);
  });

  test("gives a shared question its words once, for all services that use it", () => {
    const files = edited(withFrench({ "channel/questions/tel/say": ["Simu?", "Telephone ?"] }), [
      [
        "channel.yaml",
        "screens:\n",
        "questions:\n  - { ask: tel, label: Tel, as: phone, say: { sw: Simu?, en: Phone? } }\nscreens:\n",
      ],
      ["report.yaml", "  - confirm: check", "  - use: tel\n  - confirm: check"],
    ]);
    const { release } = built(files);
    expect(
      release.screens
        .get("report/tel")
        ?.say.get("fr")
        ?.format(() => ""),
    ).toBe("Telephone ?");
  });

  test("counts in the proof of lengths", () => {
    const long = { [`${WHAT}/options/water/say`]: ["Maji", "e".repeat(170)] } satisfies Record<
      string,
      [string, string]
    >;
    const { findings } = buildRelease(withFrench(long));
    expect(findings.map(({ rule }) => rule)).toContain("option-too-long");
  });

  test("translates every text of a channel that has one language, single ones too", () => {
    const files = edited(withFrench({ "report/title": ["Report", "Souci"] }), [
      ["channel.yaml", "  - is: en\n    say: English\n", ""],
    ]);
    const { source } = readMenus(files);
    expect(source?.services.get("report")?.title).toEqual({ sw: "Report", fr: "Souci" });
    const { findings } = buildRelease(files);
    const open = findings.find(
      ({ file, rule }) => file === "words/fr.yaml" && rule === "missing-language",
    );
    expect(open?.message).toMatch(/^1[0-9][0-9] texts/);
  });

  test("gives the words of its SMS, in one text with commas", () => {
    const { release } = built(withFrench({ "channel/sms/words/stop": ["acha", "arret, fin"] }));
    const word = { means: "stop", language: "fr" };
    expect([
      release.channel.sms?.words.get("arret"),
      release.channel.sms?.words.get("fin"),
    ]).toEqual([word, word]);
    const { findings } = buildRelease(withFrench({ "channel/sms/words/stop": ["acha", "1"] }));
    expect(findings.map((one) => showFinding(one).split(": ")[0])).toContain(
      "words/fr.yaml:6:46 error sms-word",
    );
  });

  test("gives rows of a list their names", () => {
    const csv = "id,sw,en\numoja,Umoja,Unity\namani,Amani,Peace\n";
    const french = { "data/wards.csv/amani": ["Amani", "Paix"] } satisfies Record<
      string,
      [string, string]
    >;
    const files = (more?: string) =>
      edited(new Map(withFrench(french, more)).set("data/wards.csv", csv), [
        ["report.yaml", "{ward.office}", "{ward}"],
      ]);
    const { release, findings } = built(files());
    expect(findings.find(({ rule }) => rule === "missing-language")?.message).toContain(
      "1 of data/wards.csv",
    );
    const rows = release.screens.get("report/ward")?.list?.rows;
    expect(rows?.map(({ say }) => say["fr"])).toEqual(["Umoja", "Paix"]);
    // Without `incomplete`, the list is at fault.
    const complete = buildRelease(files("")).findings.map(showFinding);
    expect(complete).toContain(
      "data/wards.csv:1:1 error missing-language: no text in fr for 1 rows, the first is umoja\n" +
        "    Add the column `fr`, or in a file of words/ data/wards.csv/umoja.",
    );
  });
});

test("dates, periods and plurals follow a language by themselves, in letters every phone shows", () => {
  const august = Date.UTC(2027, 7, 5, 12);
  expect(dateText("fr", "Africa/Nairobi", august)).toBe("5 aout 2027");
  expect(dateText("sw", "Africa/Nairobi", Date.UTC(2027, 2, 5))).toBe("5 Mac 2027");
  expect(periodText("fr", "2y")).toBe("2 ans");
  for (const language of [
    "fr",
    "de",
    "luo",
    "ki",
    "kam",
    "kln",
    "luy",
    "guz",
    "mer",
    "mas",
    "so",
    "om",
  ]) {
    for (let month = 0; month < 12; month++) {
      const date = dateText(language, "Africa/Nairobi", Date.UTC(2027, month, 28));
      expect(date).toMatch(/^28 [^ ?]{2,12} 2027$/);
      expect(foreign(date)).toEqual([]);
    }
  }
});

describe("places", () => {
  const textsOf = (files: MenuFiles) =>
    readMenus(files).source?.wording.texts ?? new Map<string, never>();

  test("name every text that is checked, and every text that has one is checked", async () => {
    for (const files of [GOOD, await readFolder("menus")]) {
      const { source } = readMenus(files);
      const { release } = built(files);
      if (source === null) throw new Error("no channel");
      const languages = source.channel.languages.map(({ is }) => is);
      const said = saidIn({ source, release, languages, now: null, report: () => undefined });
      const keys = (all: { file: string; path: readonly (string | number)[] }[]) =>
        [...new Set(all.map(({ file, path }) => wordingKey(file, path)))].sort();
      const checked = said.flatMap(({ text, at }) =>
        typeof text === "object" && "word" in text ? [] : [writtenAt(source, at)],
      );
      const placed = [...source.wording.texts].flatMap(([place, at]) =>
        place.startsWith("channel/sms/words/") ? [] : [at],
      );
      expect(keys(checked)).toEqual(keys(placed));
    }
  });

  test("stay when neighbours come, go and move", () => {
    const before = [...textsOf(GOOD).keys()];
    const option = "      - { is: road, say: { en: Road, sw: Barabara } }\n";
    const after = textsOf(
      edited(GOOD, [
        ["report.yaml", option, ""],
        [
          "report.yaml",
          "      - { is: water,",
          `${option}      - { is: new, say: New }\n      - { is: water,`,
        ],
        [
          "report.yaml",
          "  - { ask: place,",
          "  - { ask: more, label: More, as: text, say: More? }\n  - { ask: place,",
        ],
      ]),
    );
    expect([...after.keys()]).toEqual(expect.arrayContaining(before));
    expect(after.size - before.length).toBe(3);
  });

  test("are one for each text", async () => {
    const texts = textsOf(await readFolder("menus"));
    expect(texts.size).toBeGreaterThan(300);
    expect([...texts.keys()].filter((place) => place.includes("~"))).toEqual([]);
    expect([...texts.keys()].filter((place) => !/^[A-Za-z0-9_./-]+$/.test(place))).toEqual([]);
  });
});
