/** What commands write with `--out` never replaces a menu, a translation or anything else that somebody wrote. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { menuCommands } from "../../src/cli/commands/menus.ts";
import { wordsCommands } from "../../src/cli/commands/words.ts";
import { importWords, readPo } from "../../src/cli/words.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "njia-out-"));
  cpSync("test/menu/good", folder, { recursive: true });
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });
});

/** Runs a command as the terminal does; what it refuses, or null. */
async function njia(...args: string[]): Promise<string | null> {
  const program = new Command();
  menuCommands(program);
  wordsCommands(program);
  try {
    await program.parseAsync([...args, "--menus", folder], { from: "user" });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), "utf8");

describe.each([
  [["graph", "report"], "one.svg"],
  [["graph", "report", "--mermaid"], "one.mmd"],
  [["graph", "report", "--life"], "life.svg"],
  [["storyboard", "report"], "one.html"],
])("%j", (command, drawing) => {
  test("writes a new file, and over one of its own", async () => {
    expect(await njia(...command, "--out", at(drawing))).toBeNull();
    const first = read(drawing);
    writeFileSync(at("shop.yaml"), read("shop.yaml").replace("title: Shop", "title: Duka"));
    expect(await njia(...command, "--out", at(drawing))).toBeNull();
    expect(read(drawing).slice(0, 60)).toBe(first.slice(0, 60));
  });

  test.each(["report.yaml", "channel.yaml", "new.yaml", "one.journey", "NEW.YML"])(
    "never writes %s",
    async (name) => {
      writeFileSync(at("one.journey"), "note");
      const before = ["report.yaml", "channel.yaml", "one.journey"].map(read);
      expect(await njia(...command, "--out", at(name))).toBe(
        `${at(name)} has the name of a menu or a journey: name another file`,
      );
      expect(["report.yaml", "channel.yaml", "one.journey"].map(read)).toEqual(before);
      expect(() => read("new.yaml")).toThrow("ENOENT");
    },
  );

  test.each(["data/wards.csv", "notes.html", "logo.svg"])("leaves %s as it is", async (name) => {
    if (name.startsWith("notes")) writeFileSync(at(name), "<!doctype html>\n<p>notes");
    if (name.startsWith("logo")) writeFileSync(at(name), "<svg><circle/></svg>");
    const before = read(name);
    expect(await njia(...command, "--out", at(name))).toBe(
      `${at(name)} is there already, and no drawing: name another file`,
    );
    expect(read(name)).toBe(before);
  });
});

describe("words export", () => {
  const filled = () => read("fr.po").replace(/(msgid "Maji"\nmsgstr )""/, '$1"Eau"');

  test("writes over a file that nobody has translated in yet", async () => {
    expect(await njia("words", "export", "fr", "--out", at("fr.po"))).toBeNull();
    expect(await njia("words", "export", "fr", "--out", at("fr.po"))).toBeNull();
  });

  test("leaves a translator's work, until it was taken in", async () => {
    expect(await njia("words", "export", "fr", "--out", at("fr.po"))).toBeNull();
    const work = filled();
    expect(work).toContain('msgstr "Eau"');
    writeFileSync(at("fr.po"), work);
    expect(await njia("words", "export", "fr", "--out", at("fr.po"))).toBe(
      `${at("fr.po")} is there already, with a text that the menus do not have: njia words import ${at("fr.po")} first, or name another file`,
    );
    expect(read("fr.po")).toBe(work);
    await importWords(folder, readPo(at("fr.po")), () => undefined);
    expect(await njia("words", "export", "fr", "--out", at("fr.po"))).toBeNull();
    expect(read("fr.po")).toContain('msgstr "Eau"');
  });

  test("leaves what is no PO file, or one of another language", async () => {
    writeFileSync(at("notes.po"), "notes\n");
    expect(await njia("words", "export", "fr", "--out", at("notes.po"))).toContain(
      "is there already, and no PO file that can be read: name another file",
    );
    expect(await njia("words", "export", "de", "--out", at("de.po"))).toBeNull();
    expect(await njia("words", "export", "fr", "--out", at("de.po"))).toContain(
      "is there already, in `de`: name another file",
    );
    expect(await njia("words", "export", "fr", "--out", at("report.yaml"))).toContain(
      "has the name of a menu",
    );
  });
});

describe("schema", () => {
  /** Takes no menus folder. */
  async function schema(...args: string[]): Promise<string | null> {
    const program = new Command();
    menuCommands(program);
    return program.parseAsync(["schema", ...args], { from: "user" }).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
  }

  test("writes new files, and over its own", async () => {
    expect(await schema(folder)).toBeNull();
    const first = read("service.schema.json");
    expect(first).toBe(readFileSync("docs/schema/service.schema.json", "utf8"));
    writeFileSync(at("service.schema.json"), first.replace("always 1", "always 2"));
    expect(await schema(folder)).toBeNull();
    expect(read("service.schema.json")).toBe(first);
  });

  test.each(["none", "report.yaml"])("refuses a folder that is not there: %s", async (name) => {
    expect(await schema(at(name))).toBe(
      `there is no folder ${at(name)}: make it, or name another place`,
    );
  });

  test("never writes over what somebody else wrote", async () => {
    writeFileSync(at("channel.schema.json"), "{}");
    expect(await schema(folder)).toMatch(
      /^\S+channel\.schema\.json is there already, and no schema/,
    );
    expect(read("channel.schema.json")).toBe("{}");
  });
});
