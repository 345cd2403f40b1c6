/** Every mutation of the shipped menus, in a fixed order. */
import { parseDocument } from "yaml";
import type { MenuFiles } from "../../../src/menu/source.ts";
import { listMutations } from "./lists.ts";
import type { Mutation } from "./mutation.ts";
import { isMap, OPERATORS, type Site } from "./operators.ts";

/** Of one file; `languages` are those of the channel. */
export function mutationsOf(file: string, text: string, languages: readonly string[]): Mutation[] {
  if (file.endsWith(".csv")) return listMutations(file, text);
  const data: unknown = parseDocument(text).toJS();
  if (!isMap(data)) return [];
  return sitesIn({ value: data, path: [], data, languages }).flatMap((site) =>
    OPERATORS.flatMap(({ kind, at }) =>
      at(site).map(({ which, apply }): Mutation => {
        const name = `${file}: ${kind} at ${site.path.join(".")}${which === undefined ? "" : ` (${which})`}`;
        return { name, kind, file, text: () => changed(text, apply) };
      }),
    ),
  );
}

/** Of all files. */
export function allMutations(files: MenuFiles, languages: readonly string[]): Mutation[] {
  return [...files].flatMap(([file, text]) => mutationsOf(file, text, languages));
}

function changed(text: string, apply: (document: ReturnType<typeof parseDocument>) => void) {
  const document = parseDocument(text);
  apply(document);
  return document.toString({ lineWidth: 0 });
}

function sitesIn(site: Site): Site[] {
  const { value, path } = site;
  const below = Array.isArray(value)
    ? [...value.entries()]
    : isMap(value)
      ? Object.entries(value)
      : [];
  return [
    site,
    ...below.flatMap(([name, one]) => sitesIn({ ...site, value: one, path: [...path, name] })),
  ];
}
