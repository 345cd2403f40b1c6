/** The first line of a file that Njia writes: an editor finds the schema by it, wherever the file lies. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { schemaLine } from "../../src/cli/schema-line.ts";

/** As editors do it: a path is taken from where the file lies. */
function found(line: string, file: string): string {
  const [, schema = ""] = /^# yaml-language-server: \$schema=(\S+)$/.exec(line) ?? [];
  return readFileSync(new URL(schema, pathToFileURL(file)), "utf8");
}

function elsewhere(): string {
  const folder = mkdtempSync(join(tmpdir(), "njia-schema-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const SERVICE = readFileSync("docs/schema/service.schema.json", "utf8");
const WORDS = readFileSync("docs/schema/words.schema.json", "utf8");

test("it leads to the schema from within the project, from beside it and through a link", () => {
  const outside = join(elsewhere(), "my menus");
  mkdirSync(outside);
  const link = join(elsewhere(), "link");
  symlinkSync(resolve("menus"), link);
  for (const folder of [
    "menus",
    "test/menu/good",
    "./menus/../test",
    outside,
    link,
    resolve("."),
  ]) {
    const file = (name: string) => resolve(folder, name);
    const service = schemaLine(folder, "library.yaml", "service");
    expect(found(service, file("library.yaml"))).toBe(SERVICE);
    const words = schemaLine(folder, "words/fr.yaml", "words");
    expect(found(words, file("words/fr.yaml"))).toBe(WORDS);
  }
});

test("in the project's own folder it is short, and the same on every machine", () => {
  const line = schemaLine("menus", "library.yaml", "service");
  expect(line).toBe("# yaml-language-server: $schema=../docs/schema/service.schema.json");
  const words = schemaLine(resolve("menus"), "words/fr.yaml", "words");
  expect(words).toBe("# yaml-language-server: $schema=../../docs/schema/words.schema.json");
});
