import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { SCREEN_KINDS } from "../../src/menu/screen-format.ts";
import { keysAt, schemas } from "../../src/menu/schema.ts";

const NAMES = Object.keys(schemas());

type Schema = Exclude<Parameters<typeof z.fromJSONSchema>[0], boolean>;

function committed(name: string): Schema {
  return JSON.parse(readFileSync(`docs/schema/${name}`, "utf8")) as Schema;
}

/** What an editor does with a schema, as far as Zod reads JSON Schema back. */
function accepts(name: string, data: unknown): boolean {
  return z.fromJSONSchema(committed(name)).safeParse(data).success;
}

describe("the schemas for editors", () => {
  test.each(NAMES)("%s is committed as `njia schema` writes it", (name) => {
    const made = `${JSON.stringify(schemas()[name], null, 2)}\n`;
    expect(readFileSync(`docs/schema/${name}`, "utf8")).toBe(made);
  });

  test("are the only files in their folder", () => {
    expect(readdirSync("docs/schema").sort()).toEqual([...NAMES].sort());
  });

  const withScreens = NAMES.filter((name) => name !== "words.schema.json");

  test.each(withScreens)(
    "%s gives each kind of screen a name, and every reference a target",
    (name) => {
      const text = JSON.stringify(committed(name));
      const { definitions } = committed(name) as { definitions: Record<string, object> };
      expect(Object.keys(definitions)).toEqual(expect.arrayContaining([...SCREEN_KINDS, "text"]));
      const used = [...text.matchAll(/"#\/definitions\/([^"]+)"/g)].map(([, target]) => target);
      expect(new Set(Object.keys(definitions))).toEqual(new Set(used));
      expect(text).not.toContain("__schema");
    },
  );

  test.each(SCREEN_KINDS)("a screen of kind %s has the keys that the reader knows", (kind) => {
    const { definitions } = committed("service.schema.json") as {
      definitions: Record<string, { properties: object }>;
    };
    expect(Object.keys(definitions[kind]?.properties ?? {})).toEqual(keysAt(kind, []));
  });
});

describe("the menu files", () => {
  const files = ["menus", "test/menu/good"].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => `${folder}/${name}`),
  );
  const schemaOf = (file: string) =>
    file.endsWith("/channel.yaml") ? "channel.schema.json" : "service.schema.json";

  test.each(files.filter((file) => file.startsWith("menus/")))("%s names its schema", (file) => {
    const [first] = readFileSync(file, "utf8").split("\n");
    expect(first).toBe(`# yaml-language-server: $schema=../docs/schema/${schemaOf(file)}`);
  });

  test.each(files)("%s fits its schema, and with a mistyped key no longer", (file) => {
    const data = parse(readFileSync(file, "utf8")) as { screens: Record<string, unknown>[] };
    expect(accepts(schemaOf(file), data)).toBe(true);
    expect(accepts(schemaOf(file), { ...data, screns: [] })).toBe(false);
    const [first, ...rest] = data.screens;
    const mistyped = { ...data, screens: [{ ...first, lable: "x" }, ...rest] };
    expect(accepts(schemaOf(file), mistyped)).toBe(false);
  });
});
