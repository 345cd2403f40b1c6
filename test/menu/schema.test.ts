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

interface Node {
  description?: string;
  examples?: unknown[];
  $ref?: string;
  allOf?: Node[];
  anyOf?: Node[];
  type?: string;
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Node>;
}

/** Every node of a schema with the keys that lead to it. */
function nodesIn(value: unknown, path: string): [path: string, node: Node][] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.entries(value).flatMap(([key, one]) => nodesIn(one, `${path}.${key}`));
  return [[path, value], ...below];
}

describe.each(NAMES)("what an editor shows of %s", (name) => {
  const schema = committed(name);
  const definitions = (schema["definitions"] ?? {}) as Record<string, Node>; // of every schema of ours
  const nodes = nodesIn(schema, name);
  const described = ({ description, $ref, allOf }: Node): boolean =>
    description !== undefined ||
    definitions[$ref?.split("/").at(-1) ?? ""]?.description !== undefined ||
    allOf?.some(described) === true;

  test("every key says what it is", () => {
    const silent = nodes.flatMap(([path, { properties }]) =>
      Object.entries(typeof properties === "object" ? properties : {})
        .filter(([, node]) => typeof node === "object" && !described(node))
        .map(([key]) => `${path}.${key}`),
    );
    // A screen whose key is called `properties` would look like one, and there is none.
    expect(silent).toEqual([]);
  });

  test("no key's own words are hidden by those of what it refers to", () => {
    // The YAML language server shows the description of the innermost schema that a value fits.
    const within = ({ $ref, allOf = [], anyOf = [] }: Node): Node[] => {
      const target = definitions[$ref?.split("/").at(-1) ?? ""];
      const inner = [...(target === undefined ? [] : [target]), ...allOf, ...anyOf];
      return [...inner, ...inner.flatMap(within)];
    };
    const hidden = nodes.flatMap(([path, node]) =>
      typeof node.description === "string"
        ? within(node).flatMap(({ description }) => (description === undefined ? [] : [path]))
        : [],
    );
    expect([...new Set(hidden)]).toEqual([]);
  });

  test("every key that takes a word, a number or a text shows one", () => {
    const WHOLE = new Set(["object", "array", "boolean"]);
    const shows = (node: Node): boolean => {
      const { examples, $ref, allOf = [], anyOf = [], type = "" } = node;
      const own = examples !== undefined || "const" in node || "enum" in node;
      if (own || WHOLE.has(type)) return true;
      const target = definitions[$ref?.split("/").at(-1) ?? ""];
      return [...(target === undefined ? [] : [target]), ...allOf, ...anyOf].some(shows);
    };
    const bare = nodes.flatMap(([path, { properties }]) =>
      Object.entries(typeof properties === "object" ? properties : {})
        .filter(([, node]) => typeof node === "object" && !shows(node))
        .map(([key]) => `${path}.${key}`),
    );
    expect(bare).toEqual([]);
  });

  test("every example is one", () => {
    const { $schema } = schema;
    const wrong = nodes.flatMap(([path, node]) => {
      if (!Array.isArray(node.examples)) return [];
      // With the definitions it refers to, a part is a schema of its own.
      const own = z.fromJSONSchema({ $schema, definitions, ...node } as unknown as Schema);
      return node.examples
        .filter((one) => !own.safeParse(one).success)
        .map((one) => `${path}: ${JSON.stringify(one)}`);
    });
    expect(wrong).toEqual([]);
    expect(nodes.some(([, { examples }]) => Array.isArray(examples))).toBe(true);
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
