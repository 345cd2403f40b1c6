/** Texts to translators and back: what is given out, what is taken, what is refused. */
import { mkdtempSync, readFileSync, rmSync, cpSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { exportWords, importWords } from "../../src/cli/words.ts";
import { foreign } from "../../src/base/gsm7.ts";
import { showFinding } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { poOf } from "../../src/menu/po/entries.ts";
import { readPo, writePo, type PoEntry } from "../../src/menu/po/po.ts";
import { takeWords } from "../../src/menu/po/take.ts";
import { readMenus } from "../../src/menu/read.ts";
import { buildRelease } from "../../src/menu/release.ts";
import type { MenuFiles } from "../../src/menu/source.ts";
import { edited } from "./edited.ts";
import { Caller } from "./fixture.ts";

const GOOD = await readFolder(fileURLToPath(new URL("good", import.meta.url)));
const MENUS = await readFolder("menus");
const FRENCH = parse(
  readFileSync(fileURLToPath(new URL("french.yaml", import.meta.url)), "utf8"),
) as Record<string, string>;

/** What translators are given, with what they make of it. */
function translated(
  files: MenuFiles,
  language: string,
  say: (entry: PoEntry) => string | undefined,
): string {
  const { source } = readMenus(files);
  if (source === null) throw new Error("no channel");
  const po = poOf(files, source, language);
  const entries = po.entries.map((entry) => ({ ...entry, say: say(entry) ?? entry.say }));
  return writePo({ ...po, entries });
}

function taken(files: MenuFiles, po: string) {
  const all = takeWords(files, po, "# schema");
  if ("faults" in all) throw new Error(JSON.stringify(all.faults));
  return { ...all, after: new Map([...files, ...all.changed]) };
}

function faults(files: MenuFiles, po: string): string[] {
  const all = takeWords(files, po, "# schema");
  if (!("faults" in all)) throw new Error("it was taken");
  return all.faults.map(({ line, fault }) => `${line}: ${fault}`);
}

describe("PO", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "{", "}", '"', "\\", "\n", "\t", " ", "#", "é", "n"),
    maxLength: 12,
  });
  const entry: fc.Arbitrary<PoEntry> = fc.record({
    place: fc.string({
      unit: fc.constantFrom("a", "b", "c", "/", "_"),
      minLength: 1,
      maxLength: 8,
    }),
    of: text,
    say: text,
    fuzzy: fc.boolean(),
    was: fc.option(text),
    notes: fc.array(fc.constantFrom("a note", "en: Ward"), { maxLength: 2 }),
    at: fc.constantFrom(null, "report.yaml:3"),
  });

  test("any texts come back as they were written", () => {
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: ({ place }) => place }), (entries) => {
        const read = readPo(writePo({ language: "fr", name: "Francais", entries }));
        if ("faults" in read) throw new Error(JSON.stringify(read.faults));
        const kept = ({ place, of, say, fuzzy }: PoEntry) => ({ place, of, say, fuzzy });
        expect(read.entries.map(kept)).toEqual(entries.map(kept));
        expect([read.language, read.name]).toEqual(["fr", "Francais"]);
      }),
    );
  });

  const HEADER = 'msgid ""\nmsgstr "Language: fr\\n"\n\n';
  const ENTRY = 'msgctxt "report/title"\nmsgid "Report"\nmsgstr "Souci"\n';

  test("is read as other tools write it: wrapped, with carriage returns, a mark, entries put aside", () => {
    const wrapped = `\uFEFF${HEADER}# by hand\n#, c-format\nmsgctxt "report/"\n"title"\nmsgid ""\n"Rep"\n"ort"\nmsgstr "Souci"\n\n#~ msgid "old"\n#~ msgstr "vieux"\n`;
    const read = readPo(wrapped.replaceAll("\n", "\r\n"));
    expect(read).toMatchObject({
      entries: [{ place: "report/title", of: "Report", say: "Souci", line: 11 }],
    });
  });

  test.each([
    ["no header", ENTRY, "1: there is no header"],
    ["no language", `msgid ""\nmsgstr "X: y\\n"\n\n${ENTRY}`, "1: the header has no `Language:`"],
    [
      "another alphabet",
      `msgid ""\nmsgstr "Language: fr\\nContent-Type: text/plain; charset=ISO-8859-1\\n"\n`,
      "1: the file is in ISO-8859-1",
    ],
    [
      "a quote that is not closed",
      `${HEADER}${ENTRY.replace('Souci"', "Souci")}`,
      '6: a text stands in "quotes"',
    ],
    [
      "an unknown escape",
      `${HEADER}${ENTRY.replace("Souci", "Sou\\ci")}`,
      '6: a text stands in "quotes"',
    ],
    ["a word that is no keyword", `${HEADER}msgtext "x"\n`, "4: `msgtext` is no keyword"],
    [
      "a plural of its own",
      `${HEADER}msgctxt "a/b"\nmsgid "x"\nmsgid_plural "y"\nmsgstr[0] "z"\n`,
      "6: a plural stands within one msgstr",
    ],
    ["no place", `${HEADER}msgid "Report"\nmsgstr "Souci"\n`, "5: this entry has no msgctxt"],
    [
      "a place twice",
      `${HEADER}${ENTRY}\n${ENTRY}`,
      "10: `report/title` was translated on line 6 already",
    ],
    [
      "no translation",
      `${HEADER}msgctxt "a/b"\nmsgid "x"\n\n${ENTRY}`,
      "5: the entry above has no msgstr",
    ],
    ["a text without a keyword", `${HEADER}"lost"\n${ENTRY}`, "4: no keyword stands before"],
    ["no PO at all", "language,text\nfr,Souci\n", "1: this is no PO file"],
  ])("is refused with %s, at its line", (_, po, fault) => {
    expect(faults(GOOD, po)[0]).toContain(fault);
  });

  test("never ends in a throw, whatever it holds", () => {
    const line = fc.constantFrom(
      ...`${HEADER}${ENTRY}`.split("\n"),
      '"',
      "\\",
      "#,",
      "msgstr",
      "\u0000",
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
        const read = readPo(lines.join("\n"));
        expect("faults" in read || read.language === "fr").toBe(true);
      }),
    );
  });
});

describe("what translators are given", () => {
  test("says where, what else it is called, what to keep and how much room there is", () => {
    const po = translated(MENUS, "fr", () => undefined);
    expect(po).toContain(
      [
        "#. en: ({step}/{steps}) Is it a danger to people?",
        "#. Keep as they are: {step} {steps}",
      ].join("\n"),
    );
    const line = (MENUS.get("report.yaml") ?? "")
      .split("\n")
      .findIndex((one) => one.includes("- ask: danger"));
    expect(po).toMatch(
      new RegExp(
        `longest: [0-9]+\\.\\n#: report.yaml:${line + 4}\\nmsgctxt "report/screens/danger/say"\\n`,
      ),
    );
    expect(po).toMatch(
      /^#\. Letters left in this SMS, with all values at their longest: [0-9]+\.$/m,
    );
    expect(po).toContain('"X-Njia-Say: Francais\\n"');
    expect(po).toContain('msgctxt "bursary/reasons/');
    expect(po).toContain('msgctxt "channel/sms/texts/help"');
    expect(po).toContain('msgctxt "report/life/received/say"');
    // A plural is one text.
    expect(po).toMatch(/msgid ".*\{days, plural, one \{siku # ya kazi\} other/);
  });

  test("has what is not the same in every language, and nothing else", () => {
    const { source } = readMenus(GOOD);
    if (source === null) throw new Error("no channel");
    const places = poOf(GOOD, source, "fr").entries.map(({ place }) => place);
    expect(places).toContain("report/screens/what/options/water/say");
    expect(places).not.toContain("report/title");
    expect(places).not.toContain("data/wards.csv/umoja");
  });
});

/** A language that says what the first one says; only words of SMS have to be others. */
const same = ({ place, of }: PoEntry) =>
  place.startsWith("channel/sms/words/") ? of.replace(/\w+/g, (word) => `lu${word}`) : of;

/** Another text that is not longer: its first vowel before any placeholder is another one. */
const other = (entry: PoEntry) =>
  entry.place.startsWith("channel/sms/words/")
    ? same(entry)
    : entry.of.replace(/^([^{}]*?)[aeiou]/, "$1y");

describe("a third language", () => {
  test("of the example menus: exported, translated, imported, dialled", () => {
    const po = translated(MENUS, "fr", ({ place }) => FRENCH[place]);
    const { after, changed, told, count } = taken(MENUS, po);
    expect([...changed.keys()]).toEqual(["words/fr.yaml"]);
    // The main menu fits in Kiswahili to the last letters.
    expect(told.map(({ fault }) => fault)).toEqual([
      expect.stringMatching(
        /^`channel\/screens\/main\/say` is taken, and its screen is \d letters /,
      ),
    ]);
    expect(count).toBeGreaterThan(50);
    expect(Object.values(FRENCH).flatMap((text) => foreign(text))).toEqual([]);
    const { release, findings } = buildRelease(after);
    if (release === null) throw new Error(findings.map(showFinding).join("\n"));
    expect(findings.map(({ rule, file }) => `${file} ${rule}`)).toContain(
      "words/fr.yaml missing-language",
    );

    const caller = new Caller(release, { language: null });
    caller.facts = { ...caller.facts, code: { dial: "*384*99#", start: "channel/main" } };
    expect(caller.dial()).toContain("1. Kiswahili\n2. English\n3. Francais");
    expect(caller.reply("3")).toContain("Comté de Mfano. Gratuit.\n1. Mes demandes\n");
    expect(caller.reply("3")).toContain("1. Oui\n2. Non");
    expect(caller.reply("2")).toContain("Vos réponses ne servent qu'à réparer ce souci.");
    expect(caller.reply("1")).toBe(
      "(1/5) Quel est le souci ?\n1. Fuite d'eau\n2. Pas d'eau\n3. Trou dans la route\n4. Lampadaire éteint\n5. Ordures\n9. Autre chose\n0. Retour",
    );
    expect(caller.reply("7")).toContain("7? Taper 1-5, 9.");
    expect(caller.reply("1")).toContain("(2/5) Quel quartier ?");
    expect(caller.reply("1")).toContain("(3/5) Où exactement ?");
    expect(caller.reply("a")).toContain("Au moins 3 lettres.");
    expect(caller.reply("Marché")).toContain(
      "(4/5) Y a-t-il quelqu'un en danger ?\n1. Oui\n2. Non",
    );
    expect(caller.reply("2")).toContain("(5/5) L'équipe peut-elle vous appeler ?");
    expect(caller.reply("1")).toMatch(
      /^Vérifier : Fuite d'eau, Marché, quartier [^]*1\. Envoyer\n2\. Changer une réponse/,
    );
    expect(caller.reply("1")).toMatch(
      /^Merci\. Souci 4821 0372 : Fuite d'eau, quartier [^]*Délai : 2 jours ouvrés\./,
    );

    // The date of a request, in the language's own words; what has none is said in the first language.
    const request = {
      service: "report",
      ref: "48210372",
      status: "received",
      openedAt: Date.UTC(2027, 7, 5, 9),
    };
    const later = new Caller(release, { language: "fr", requests: [request] });
    later.facts = { ...later.facts, code: { dial: "*384*99#", start: "channel/main" } };
    later.dial();
    later.reply("1");
    expect(later.reply("1")).toContain("Souci signalé 4821 0372 : arrivé. Envoyé le 5 aout 2027.");
    later.reply("00");
    expect(later.reply("5")).toContain("Masomo");
  });

  test("that is whole has no finding at all, and needs no `incomplete`", () => {
    const po = translated(GOOD, "lu", same);
    const { after } = taken(GOOD, po);
    expect(after.get("words/lu.yaml")).not.toContain("incomplete");
    // But that nothing of it was translated: it says what the first language says.
    const rules = buildRelease(after).findings.map(({ rule }) => rule);
    expect([...new Set(rules)]).toEqual(["untranslated"]);
  });
});

describe("what comes back", () => {
  test.each([
    ["example", MENUS],
    ["good", GOOD],
  ])("changes nothing of the %s menus where nothing was changed, byte for byte", (_, files) => {
    for (const language of ["en", "fr"]) {
      const { changed, told, count } = taken(
        files,
        translated(files, language, () => undefined),
      );
      expect([...changed]).toEqual([]);
      expect([told, count]).toEqual([[], 0]);
    }
    // The same of a language with a file of its own, of which some texts are stale.
    const french = taken(files, translated(files, "fr", same)).after;
    const stale = edited(french, [["words/fr.yaml", 'of: "', 'of: "Z']]);
    const again = translated(stale, "fr", () => undefined);
    expect(again).toMatch(/^#, fuzzy\n#\| msgid "Z/m);
    expect([...taken(stale, again).changed]).toEqual([]);
  });

  test("says exactly what was translated, and leaves every other line as it was", () => {
    const po = translated(MENUS, "en", other);
    const { after, count } = taken(MENUS, po);
    const read = readPo(po);
    if ("faults" in read) throw new Error("broken");
    expect(count).toBeGreaterThan(200);
    const again = readPo(translated(after, "en", () => undefined));
    if ("faults" in again) throw new Error("broken");
    const said = ({ place, of, say }: PoEntry) => ({ place, of, say });
    expect(again.entries.map(said)).toEqual(read.entries.map(said));
    for (const [file, content] of after) {
      const before = (MENUS.get(file) ?? "").split("\n");
      const now = content.split("\n");
      expect(now.length).toBe(before.length);
      const notes = (lines: string[]) => lines.filter((line) => /^ *#/.test(line));
      expect(notes(now)).toEqual(notes(before));
    }
    // And back again it is the file that it was, but for quotes.
    const back = taken(
      after,
      translated(after, "en", ({ place }) => readBefore.get(place)),
    ).after;
    expect(readMenus(back).source?.services).toEqual(readMenus(MENUS).source?.services);
  });

  const before = readPo(translated(MENUS, "en", () => undefined));
  const readBefore = new Map(
    "faults" in before ? [] : before.entries.map(({ place, say }) => [place, say]),
  );

  test("keeps the layout of a language's own file, and adds what is new at its end", () => {
    const own =
      'format: 1\nlanguage: fr # the third\nsay: "Francais"\nincomplete: true\ntexts:\n' +
      '  # The main question.\n  report/screens/what/say:\n    of: "({step}/{steps}) Nini?"\n    say: "({step}/{steps}) Quoi ?" # short\n\n' +
      "  report/reasons/private: { of: ardhi ya mtu, say: terrain }\n";
    const files = new Map(GOOD).set("words/fr.yaml", own);
    const po = translated(
      files,
      "fr",
      ({ place }) =>
        ({
          "report/screens/what/say": "({step}/{steps}) Quel souci ?",
          "report/screens/what/options/water/say": "L'eau",
        })[place],
    );
    const { changed } = taken(files, po);
    expect(changed.get("words/fr.yaml")).toBe(
      own.replace("Quoi ?", "Quel souci ?") +
        '  report/screens/what/options/water/say: { of: "Maji", say: "L\'eau" }\n',
    );
  });

  test("goes beside the others where channel.yaml lists the language", () => {
    const files = edited(GOOD, [
      [
        "channel.yaml",
        "    say: English\n",
        "    say: English\n  - { is: fr, say: Francais, incomplete: true }\n",
      ],
      ["report.yaml", '    sms: { en: "Report {ref}', '    sms:\n      en: "Report {ref}'],
      [
        "report.yaml",
        'on {date}", sw: "Ripoti {ref}, {date}" }',
        'on {date}"\n      sw: "Ripoti {ref}, {date}" # short',
      ],
    ]);
    const french: Record<string, string> = {
      "report/screens/what/options/water/say": "L'eau",
      "report/life/mended/sms": "Souci {ref}, {date}",
      "channel/sms/words/stop": "arret, fin",
    };
    const { changed } = taken(
      files,
      translated(files, "fr", ({ place }) => french[place]),
    );
    expect(changed.get("report.yaml")).toContain('{ en: Water leak, sw: Maji, fr: "L\'eau" }');
    expect(changed.get("report.yaml")).toContain(
      '      sw: "Ripoti {ref}, {date}" # short\n      fr: "Souci {ref}, {date}"\n',
    );
    expect(changed.get("channel.yaml")).toContain(
      'stop: { sw: [acha], en: [stop], fr: ["arret", "fin"] }',
    );
  });

  test("goes into the column of a list, quoted where it must be", () => {
    const csv = 'id,sw,en,office\numoja,Umoja,"Unity, East",a\namani,Amani,Peace,"b, c"\n';
    const files = new Map(GOOD).set("data/wards.csv", csv);
    const english: Record<string, string> = {
      "data/wards.csv/amani": "Peace, West",
      "data/wards.csv/umoja": "One",
    };
    const { changed } = taken(
      files,
      translated(files, "en", ({ place }) => english[place]),
    );
    expect(changed.get("data/wards.csv")).toBe(
      'id,sw,en,office\numoja,Umoja,One,a\namani,Amani,"Peace, West","b, c"\n',
    );
  });

  test("is told where the menus have gone on, and where a value is not printed any more", () => {
    const po = translated(GOOD, "fr", (entry) =>
      entry.place === "report/life/mended/sms" ? "Souci, {date}" : same(entry),
    );
    const files = edited(GOOD, [
      ["report.yaml", "sw: Maji", "sw: Majimaji"],
      ["report.yaml", "      - { is: road, say: { en: Road, sw: Barabara } }\n", ""],
    ]);
    const { told, after } = taken(files, po);
    expect(told.map(({ fault }) => fault)).toEqual(
      expect.arrayContaining([
        "`report/life/mended/sms` does not print {ref}",
        "`report/screens/what/options/water/say` says other words now: the translation is stale",
        expect.stringContaining(
          "there is no text `report/screens/what/options/road/say`, left out.",
        ),
      ]),
    );
    expect(buildRelease(after).findings.map(({ rule }) => rule)).toContain("stale-translation");
  });

  test.each([
    ["{stpe} Quoi ?", "unknown-placeholder: nothing is called {stpe} here. Did you mean `step`?"],
    ["Quoi {", "icu-syntax"],
    ["Qu\u00ea ?", 'not-gsm7: not every phone shows "\u00ea"'],
  ])("is refused whole with %s, at the line of the text", (text, fault) => {
    const po = translated(GOOD, "fr", (entry) =>
      entry.place === "report/screens/what/say" ? text : same(entry),
    );
    const line = po.split("\n").findIndex((one) => one.includes(text)) + 1;
    const all = faults(GOOD, po);
    expect(all).toHaveLength(1);
    expect(all[0]).toContain(`${line}: ${fault}`);
  });

  test("is refused for the language that is translated from, and for menus that cannot be read", () => {
    const po = translated(GOOD, "fr", () => undefined).replace("Language: fr", "Language: sw");
    expect(faults(GOOD, po)).toEqual(["1: `sw` is the language that is translated from"]);
    const broken = edited(GOOD, [["report.yaml", "title: Report", 'title: "Report']]);
    expect(
      faults(
        broken,
        translated(GOOD, "fr", () => undefined),
      )[0],
    ).toMatch(/^1: the menus cannot be read/);
  });
});

describe("the commands", () => {
  function folder(): string {
    const at = mkdtempSync(join(tmpdir(), "njia-words-"));
    onTestFinished(() => rmSync(at, { recursive: true }));
    cpSync(fileURLToPath(new URL("good", import.meta.url)), at, { recursive: true });
    return at;
  }

  test("write the file of a language that was not there", async () => {
    const at = folder();
    const po = (await exportWords(at, "fr")).replace(
      'msgid "Maji"\nmsgstr ""',
      'msgid "Maji"\nmsgstr "L\'eau"',
    );
    const lines: string[] = [];
    await importWords(at, { name: "fr.po", content: po }, (line) => lines.push(line));
    expect(lines).toEqual([join(at, "words/fr.yaml"), "1 text taken."]);
    expect(readFileSync(join(at, "words/fr.yaml"), "utf8")).toBe(
      `# yaml-language-server: $schema=${pathToFileURL(resolve("docs/schema/words.schema.json")).href}\n` +
        'format: 1\nlanguage: fr\nsay: "Francais"\nincomplete: true # what is missing is said in the first language\n' +
        'texts:\n  report/screens/what/options/water/say: { of: "Maji", say: "L\'eau" }\n',
    );
  });

  test("refuse a text with which another one is at fault, and write nothing", async () => {
    const at = folder();
    const before = readFileSync(join(at, "report.yaml"), "utf8");
    const po = await exportWords(at, "en");
    const content = po.replace('msgstr "Water leak"', 'msgstr "Road"');
    expect(content).not.toBe(po);
    const line = content.split("\n").findIndex((one, index, all) => {
      return one === 'msgstr "Road"' && all[index - 1] === 'msgid "Maji"';
    });
    await expect(importWords(at, { name: "en.po", content }, () => undefined)).rejects.toThrow(
      new RegExp(
        `^en\\.po:${line + 1}: option-twice: .* \\(report\\.yaml:[0-9]+\\)\nNothing was changed\\.$`,
      ),
    );
    expect(readFileSync(join(at, "report.yaml"), "utf8")).toBe(before);
  });

  test("refuse a broken file with its name and line, and write nothing", async () => {
    const at = folder();
    const content = (await exportWords(at, "fr")).replace(
      'msgid "Maji"\nmsgstr ""',
      'msgid "Maji"\nmsgstr "L',
    );
    await expect(importWords(at, { name: "fr.po", content }, () => undefined)).rejects.toThrow(
      /^fr\.po:[0-9]+: a text stands in "quotes".*\nNothing was changed\.$/,
    );
    expect(existsSync(join(at, "words"))).toBe(false);
  });

  test("refuse what is no language, and the one that is translated from", async () => {
    await expect(exportWords("menus", "French")).rejects.toThrow("`French` is no language");
    await expect(exportWords("menus", "sw")).rejects.toThrow(
      "`sw` is the language that is translated from",
    );
  });
});
