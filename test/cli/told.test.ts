/** What commands say where the system has only a code, and what `words import` says of what it leaves out. */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { expect, onTestFinished, test, vi } from "vitest";
import { runCheck } from "../../src/cli/check.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { toldOf, unreadFolder } from "../../src/told.ts";
import { exportWords, importWords, readPo } from "../../src/cli/words.ts";
import { menuCommands } from "../../src/cli/commands/menus.ts";
import { releaseCommands } from "../../src/cli/commands/releases.ts";
import { menusOf, write } from "../../src/cli/commands/run.ts";
import { newCommand, testCommands } from "../../src/cli/commands/tests.ts";
import { wordsCommands } from "../../src/cli/commands/words.ts";
import { seeFolder } from "../../src/cli/see/folder.ts";
import { makeCopy } from "../../src/store/backup.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "njia-told-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  cpSync("test/menu/good", made, { recursive: true });
  return made;
}

const thrown = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

test("a file that is not there, or a folder in its place, is told with its path", () => {
  const missing = join(tmpdir(), "njia-nothing", "fr.po");
  expect(toldOf(thrown(() => readFileSync(missing)))).toBe(`${missing} is not there.`);
  expect(toldOf(new Error("as it is"))).toBe("as it is");
  expect(toldOf("text")).toBe("text");
});

test("a menus folder that is not there is told apart from a file in its place and from one file of it", async () => {
  const made = folder();
  const why = async (of: string) =>
    unreadFolder(of, await readFolder(of).catch((error: unknown) => error));
  const missing = join(made, "nowhere");
  expect(await why(missing)).toBe(`The menus folder ${missing} is not there`);
  const file = join(made, "report.yaml");
  expect(await why(file)).toBe(`The menus folder ${file} is a file, or lies below one`);
  const gone = join(made, "gone.yaml");
  symlinkSync(missing, gone);
  expect(await why(made)).toBe(`The menus folder ${made} cannot be read: ${gone} is not there`);
  expect(unreadFolder(made, new Error("of another kind"))).toBe(null);
});

test("a pipe, a device or a folder in place of a file is told by its name, and not read", async () => {
  const made = folder();
  const at = join(made, "odd.yaml");
  const odd: [make: () => void, why: string][] = [
    [() => void execFileSync("mkfifo", [at]), "is a pipe or a device, and a file is wanted"],
    [() => symlinkSync("/dev/zero", at), "is a pipe or a device, and a file is wanted"],
    [() => symlinkSync("data", at), "is a folder, and a file is wanted"],
  ];
  for (const [make, why] of odd) {
    make();
    const told = `The menus folder ${made} cannot be read: ${at} ${why}: mend that first.`;
    await expect(runCheck({ folder: made, form: "text" }, () => undefined)).rejects.toThrow(told);
    rmSync(at);
  }
});

test("of a file that is too large no more is read than shows it", async () => {
  const made = folder();
  const sizes = { "huge.yaml": 1_000_000, "data/huge.csv": 5_000_000, "words/fr.yaml": 1_000_000 };
  mkdirSync(join(made, "words"));
  for (const [file, size] of Object.entries(sizes)) {
    writeFileSync(join(made, file), "");
    // Of nothing but holes, so that it takes no room.
    truncateSync(join(made, file), 700_000_000);
    expect((await readFolder(made)).get(file)?.length).toBe(size + 1);
  }
  const printed: string[] = [];
  await runCheck({ folder: made, form: "text" }, (line) => void printed.push(line));
  const told = printed.join("\n");
  for (const file of Object.keys(sizes)) expect(told).toContain(`${file}:1:1 error file-too-large`);
});

const HEAD = 'msgid ""\nmsgstr "Language: fr\\n"\n\n';

test("fuzzy entries are counted and named with their line", async () => {
  const entry = (place: string, of: string, mark = "") =>
    `${mark}msgctxt "${place}"\nmsgid "${of}"\nmsgstr "Retour"\n\n`;
  const content = `${HEAD}${entry("report/screens/what/options/water/say", "Maji", "#, fuzzy\n")}${entry("report/screens/what/options/road/say", "Barabara")}`;
  const printed: string[] = [];
  await importWords(folder(), { name: "fr.po", content }, (line) => void printed.push(line));
  expect(printed[0]).toMatch(
    /^fr\.po:7: `report\/screens\/what\/options\/water\/say` is marked fuzzy, left out/,
  );
  expect(printed.slice(-2)).toEqual(["1 text taken.", "1 left out, marked fuzzy."]);
});

test("a file in UTF-16 is told as such, and nothing is changed", async () => {
  const content = Buffer.from(`\uFEFF${HEAD}`, "utf16le").toString("utf8");
  const importing = importWords(folder(), { name: "fr.po", content }, () => undefined);
  await expect(importing).rejects.toThrow("fr.po is saved as UTF-16: save it as UTF-8.");
});

test("a file that is no PO is told as one fault, and not line by line", async () => {
  const made = folder();
  const name = join(made, "channel.yaml");
  const content = readFileSync(name, "utf8");
  const importing = importWords(made, { name, content }, () => undefined);
  await expect(importing).rejects.toThrow(
    new RegExp(`^${name}:1: this is no PO file: [^\n]*\nNothing was changed\\.$`),
  );
});

test("the menus are mended before a file is taken", async () => {
  const made = folder();
  writeFileSync(join(made, "report.yaml"), "format: 1\nservice: report\n");
  const importing = importWords(made, { name: "fr.po", content: HEAD }, () => undefined);
  await expect(importing).rejects.toThrow("the menus cannot be read, mend them first: report.yaml");
});

test("a translation of other words is taken, and told as stale; beside the others it is left out", async () => {
  const entry =
    'msgctxt "report/screens/what/options/water/say"\nmsgid "Other words"\nmsgstr "Retour"\n';
  const printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  await importWords(folder(), { name: "fr.po", content: HEAD + entry }, print);
  expect(printed[0]).toBe(
    "fr.po:6: `report/screens/what/options/water/say` says other words now: the translation is stale",
  );
  printed.length = 0;
  const beside = (HEAD + entry).replace("fr", "en");
  await importWords(folder(), { name: "en.po", content: beside }, print);
  expect(printed).toEqual([
    "en.po:6: `report/screens/what/options/water/say` says other words now, left out",
    "0 texts taken.",
  ]);
});

test("how long a call takes is told of a service that is not released too", async () => {
  const made = folder();
  const path = join(made, "report.yaml");
  writeFileSync(
    path,
    readFileSync(path, "utf8").replace("title: Report", "released: false\ntitle: Report"),
  );
  const printed: string[] = [];
  await runCheck({ folder: made, form: "text" }, (line) => void printed.push(line));
  expect(printed.join("\n")).toMatch(/^ {2}report \(/m);
});

test("a folder or a file that a command is given and that is not there is told with what to do", async () => {
  const made = folder();
  const nowhere = join(made, "nowhere");
  const told = async (run: () => unknown) => {
    try {
      await run();
      return null;
    } catch (error) {
      return toldOf(error);
    }
  };
  const print = () => undefined;
  const another = `The menus folder ${nowhere} is not there: name another one by --menus, or by MENUS.`;
  expect(await told(() => runCheck({ folder: nowhere, form: "text" }, print))).toBe(another);
  expect(await told(() => exportWords(nowhere, "fr"))).toBe(another);
  expect(await told(() => seeFolder(nowhere))).toBe(another);
  for (const path of [nowhere, made]) {
    const which = `${path} is no file: name the one that translators sent back. Nothing was changed.`;
    expect(await told(() => readPo(path))).toBe(which);
  }
  const there = join(nowhere, "out.svg");
  const make = `there is no folder ${nowhere}: make it, or name another place`;
  expect(await told(() => write(there, "text", () => null))).toBe(make);
  expect(await told(() => makeCopy({ file: join(made, "report.yaml") }, there))).toBe(make);
});

test("every command takes the menus folder by --menus, and some by its first word too", async () => {
  expect(await menusOf("one")).toBe("one");
  expect(await menusOf(undefined, "two")).toBe("two");
  expect(await menusOf("one", "one")).toBe("one");
  await expect(menusOf("one", "two")).rejects.toThrow("two and one: name one");
  const program = new Command();
  for (const add of [menuCommands, wordsCommands, releaseCommands, testCommands, newCommand])
    add(program);
  const all = program.commands.flatMap((one) => (one.commands.length > 0 ? one.commands : [one]));
  const taking = all.filter(({ options }) => options.some(({ long }) => long === "--menus"));
  expect(taking.map((one) => one.name()).sort()).toEqual(
    ["check", "diff", "export", "graph", "import", "new", "release", "storyboard", "test"].sort(),
  );
});

test("a translation that makes a screen turn pages is taken, and told with how much is too long", async () => {
  // Words, as one of 200 letters leaves no room for a reason above it.
  const say = (letters: number) =>
    `({step}/{steps}) ${"mmmm ".repeat(letters).slice(0, letters - 1)}m`;
  const entry = (place: string, of: string, text: string) =>
    `msgctxt "${place}"\nmsgid "${of}"\nmsgstr "${text}"\n\n`;
  const told = async (letters: number) => {
    const content = [
      HEAD,
      entry("report/screens/what/say", "({step}/{steps}) Nini?", say(letters)),
      entry("report/screens/what/options/water/say", "Maji", "Eau"),
    ].join("");
    const printed: string[] = [];
    await importWords(folder(), { name: "fr.po", content }, (line) => void printed.push(line));
    return printed.filter((line) => line.includes("too long"));
  };
  const [long = ""] = await told(200);
  expect(long).toMatch(
    /^fr\.po:6: `report\/screens\/what\/say` is taken, and its screen is [0-9]+ letters too long for one page/,
  );
  const over = Number(/is ([0-9]+) letters/.exec(long)?.[1]);
  expect(await told(200 - over)).toEqual([]);
  expect(await told(200 - over + 1)).toEqual([expect.stringContaining("is 1 letter too long")]);
});

test("two folders are compared without a database", async () => {
  const made = folder();
  const path = join(made, "report.yaml");
  writeFileSync(
    path,
    readFileSync(path, "utf8").replace("is: water, say", "is: water, key: 5, say"),
  );
  const none = join(made, "none.db");
  vi.stubEnv("DATABASE_URL", `file:${none}`);
  const printed: string[] = [];
  const out = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  onTestFinished(() => {
    out.mockRestore();
    vi.unstubAllEnvs();
    process.exitCode = 0;
  });
  const program = new Command();
  releaseCommands(program);
  menuCommands(program);
  const njia = (...args: string[]) => program.parseAsync(args, { from: "user" });
  await njia("diff", "test/menu/good", made);
  expect(printed.join("")).toMatch(/^From [0-9a-f]{12} to [0-9a-f]{12}:\n[^]*report/);
  await njia("check", made, "--against", "test/menu/good");
  expect(printed.join("")).toContain("key-moved");
  // What can be no release is asked of nobody.
  const neither = "there is no folder `nowhere`, nor a release: give `current`, or ";
  await expect(njia("diff", "nowhere", made)).rejects.toThrow(neither);
  await expect(njia("check", made, "--against", "nowhere")).rejects.toThrow(neither);
  // A release is asked of the database, and there is none.
  await expect(njia("diff", "current", made)).rejects.toThrow(none);
  expect(existsSync(none)).toBe(false);
});
