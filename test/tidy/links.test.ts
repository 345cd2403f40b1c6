/** Every link between our own documents leads to a file that is there, and to a heading in it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

const FILES = [
  ...readdirSync(".").filter((name) => name.endsWith(".md")),
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

/** As GitHub makes an anchor of a heading. */
function anchorsOf(markdown: string): Set<string> {
  const headings = withoutCode(markdown).matchAll(/^#{1,6} +(.+?) *$/gm);
  const seen = new Map<string, number>();
  const anchors = [...headings].map(([, heading = ""]) => {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const anchor = plain.replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-");
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
  return new Set(anchors);
}

const withoutCode = (markdown: string) => markdown.replaceAll(/^```[^]*?^```/gm, "");

function brokenIn(file: string, markdown: string): string[] {
  const links = withoutCode(markdown).matchAll(/\]\((?![a-z]+:)([^)\s#]*)(?:#([^)\s]+))?\)/g);
  return [...links].flatMap(([, path = "", anchor]) => {
    const target = path === "" ? file : normalize(join(dirname(file), path));
    if (!existsSync(target)) return [`${file}: ${path} is not there`];
    if (anchor === undefined || !target.endsWith(".md")) return [];
    const there = anchorsOf(path === "" ? markdown : readFileSync(target, "utf8"));
    return there.has(anchor) ? [] : [`${file}: ${target} has no heading #${anchor}`];
  });
}

test("links between the documents lead somewhere", () => {
  expect(FILES.flatMap((file) => brokenIn(file, readFileSync(file, "utf8")))).toEqual([]);
});

test("a link to nowhere is found, in this file and another", () => {
  const markdown = "## One `two`\n[a](#one-two) [b](#two) [c](docs/menus.md#nothing) [d](gone.md)";
  expect(brokenIn("README.md", markdown)).toEqual([
    "README.md: README.md has no heading #two",
    "README.md: docs/menus.md has no heading #nothing",
    "README.md: gone.md is not there",
  ]);
});
