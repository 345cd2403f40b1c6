/**
 * The JSON Schemas of all menu files, made from the schemas the parser itself uses.
 *
 * `njia schema` writes them to `docs/schema/`, a test holds them equal, and editors pick them up
 * from the first line of a menu file. Called by `cli` and, for the names of keys, by `read`.
 */
import { z } from "zod";
import { channelFile, serviceFile } from "./format.ts";
import { screenOf, use, type ScreenKind } from "./screen-format.ts";
import { target } from "./screen-keys-format.ts";
import { text } from "./text-format.ts";
import type { Path } from "./source.ts";
import { wordsFile } from "./words-format.ts";

const OPTIONS = {
  // What the editors' YAML language server reads best.
  target: "draft-7",
  io: "input",
  // Zod drops the examples of whatever it turns into something else; ours are as people write them.
  override: ({ zodSchema, jsonSchema }) => {
    const examples = z.globalRegistry.get(zodSchema)?.["examples"];
    if (Array.isArray(examples)) jsonSchema.examples = examples;
  },
} as const satisfies z.core.ToJSONSchemaParams;

const link = screenOf.menu.shape.options.element;

/** What both files use many times, by name: written out each time, a schema took 130 kB, not 30. */
const SHARED = new Map<z.core.$ZodType, string>([
  [text, "text"],
  [screenOf.choose.shape.options.unwrap().element, "option"],
  [link, "link"],
  [target, "target"],
  [use, "use"],
  ...Object.entries(screenOf).map(([kind, screen]) => [screen, kind] as const),
]);

/** By file name. */
export function schemas(): Record<string, object> {
  // Names live in a registry of their own: in the common one they would reach `keysAt` as well.
  const metadata = z.registry<Record<string, unknown>>();
  metadata.get = (schema) => {
    const id = SHARED.get(schema);
    return { ...z.globalRegistry.get(schema), ...(id === undefined ? {} : { id }) };
  };
  const options = { ...OPTIONS, metadata };
  return {
    "channel.schema.json": titled("Njia channel", z.toJSONSchema(channelFile, options)),
    "service.schema.json": titled("Njia service", z.toJSONSchema(serviceFile, options)),
    "words.schema.json": titled("Njia language", z.toJSONSchema(wordsFile, options)),
  };
}

function titled(title: string, schema: object): object {
  return { title, ...schema };
}

interface Node {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  examples?: unknown[];
  required?: string[];
  properties?: Record<string, Node>;
  additionalProperties?: Node | boolean;
  items?: Node;
  anyOf?: Node[];
}

const made = new Map<string, Node>();

/** What a path begins in: a file, or a screen. */
type Of = ScreenKind | "use" | "channel" | "service" | "words";

const WHOLE = { ...screenOf, use, channel: channelFile, service: serviceFile, words: wordsFile };

function schemaOf(of: Of): Node {
  let node = made.get(of);
  if (node === undefined) {
    const schema: z.ZodType = WHOLE[of];
    // Nothing is shared by reference here, so that walking needs no look-ups.
    node = z.toJSONSchema(schema, { ...OPTIONS, reused: "inline" }) as Node; // a schema is such a tree
    made.set(of, node);
  }
  return node;
}

/** The keys known at a path of a file or screen; empty where any key may stand. */
export function keysAt(of: Of, path: Path): string[] {
  const all = nodesAt(of, path);
  return [...new Set(all.flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

/** What may be written at a path, as YAML in one line: `"…"` for a text; null where nothing says. */
export function exampleAt(of: Of, path: Path): string | null {
  const nodes = nodesAt(of, path);
  if (isText(nodes)) return '"…"';
  return nodes.map(exampleOf).find((example) => example !== null) ?? null;
}

/** Texts alone may be a text, a word or a map of languages. */
function isText(nodes: readonly Node[]): boolean {
  return (
    nodes.some(({ type }) => type === "string") &&
    nodes.some(({ properties }) => properties?.["word"] !== undefined)
  );
}

function exampleOf(node: Node): string | null {
  const { anyOf, examples, items, properties = {}, required = [], type } = node;
  if (isText(anyOf ?? [])) return '"…"';
  const [given] = [
    ...(examples ?? []),
    ...("const" in node ? [node.const] : []),
    ...(node.enum ?? []),
  ];
  if (given !== undefined) return flow(given);
  if (type === "array") return `[${(items === undefined ? null : exampleOf(items)) ?? "…"}]`;
  if (type === "object" && required.length > 0) {
    const inside = required.map((key) => {
      const own = properties[key];
      return `${key}: ${(own === undefined ? null : exampleOf(own)) ?? "…"}`;
    });
    return `{ ${inside.join(", ")} }`;
  }
  if (type === "object") return "{ … }";
  return anyOf?.map(exampleOf).find((example) => example !== null) ?? null;
}

/** As one writes it in YAML: quotes only where it needs them. */
function flow(value: unknown): string {
  if (typeof value === "string")
    return /^[a-z][\w -]*$/i.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${key}: ${flow(one)}`)
    .join(", ")} }`;
}

/** The schemas of what may stand at a path, each of its forms by itself. */
function nodesAt(of: Of, path: Path): Node[] {
  let nodes = [schemaOf(of)];
  for (const part of path) {
    nodes = nodes.flatMap(({ properties, additionalProperties, items, anyOf }) => {
      const own = [properties?.[part], typeof part === "number" ? items : undefined];
      if (typeof additionalProperties === "object") own.push(additionalProperties);
      return [...own, ...(anyOf ?? []).flatMap((node) => [node.properties?.[part], node.items])];
    }) as Node[]; // holes are dropped on the next line
    nodes = nodes.filter((node) => node !== undefined);
  }
  return nodes.flatMap((node) => [node, ...(node.anyOf ?? [])]);
}
