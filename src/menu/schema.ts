/**
 * The JSON Schemas of both files, made from the schemas the parser itself uses.
 *
 * `njia schema` writes them to `docs/schema/`, a test holds them equal, and editors pick them up
 * from the first line of a menu file. Called by `cli` and, for the names of keys, by `read`.
 */
import { z } from "zod";
import { channelFile, screenOf, serviceFile, type ScreenKind } from "./format.ts";
import type { Path } from "./source.ts";

/** Draft 7 is what the editors' YAML language server reads best. */
const OPTIONS = { target: "draft-7", io: "input" } as const;

/** By file name. */
export function schemas(): Record<string, object> {
  return {
    "channel.schema.json": titled("Njia channel", z.toJSONSchema(channelFile, OPTIONS)),
    "service.schema.json": titled("Njia service", z.toJSONSchema(serviceFile, OPTIONS)),
  };
}

function titled(title: string, schema: object): object {
  return { title, ...schema };
}

interface Node {
  properties?: Record<string, Node>;
  additionalProperties?: Node | boolean;
  items?: Node;
  anyOf?: Node[];
}

const made = new Map<string, Node>();

function schemaOf(of: ScreenKind | "channel" | "service"): Node {
  let node = made.get(of);
  if (node === undefined) {
    const schema = of === "channel" ? channelFile : of === "service" ? serviceFile : screenOf[of];
    // Nothing is shared by reference here, so that walking needs no look-ups.
    node = z.toJSONSchema(schema, { ...OPTIONS, reused: "inline" }) as Node; // a schema is such a tree
    made.set(of, node);
  }
  return node;
}

/** The keys known at a path of a file or screen; empty where any key may stand. */
export function keysAt(of: ScreenKind | "channel" | "service", path: Path): string[] {
  let nodes = [schemaOf(of)];
  for (const part of path) {
    nodes = nodes.flatMap(({ properties, additionalProperties, items, anyOf }) => {
      const own = [properties?.[part], typeof part === "number" ? items : undefined];
      if (typeof additionalProperties === "object") own.push(additionalProperties);
      return [...own, ...(anyOf ?? []).flatMap((node) => [node.properties?.[part], node.items])];
    }) as Node[]; // holes are dropped on the next line
    nodes = nodes.filter((node) => node !== undefined);
  }
  const all = nodes.flatMap((node) => [node, ...(node.anyOf ?? [])]);
  return [...new Set(all.flatMap(({ properties }) => Object.keys(properties ?? {})))];
}
