/**
 * A graph as Mermaid text, for a page that draws it: documentation, a merge request.
 *
 * Owns which letters Mermaid would take for its own: all but a few are written as their numbers, so that
 * no text of a menu can end a label or begin anything else. Pure.
 */
import type { Box, Graph, Shape, Way } from "./boxes.ts";

/** What opens and closes a box of each shape. */
const BRACKETS: Readonly<Record<Shape, readonly [string, string]>> = {
  choose: ["[", "]"],
  ask: ["[/", "/]"],
  book: ["[", "]"],
  menu: ["{{", "}}"],
  show: ["(", ")"],
  notice: [">", "]"],
  confirm: ["[[", "]]"],
  requests: ["[(", ")]"],
  verify: ["[(", ")]"],
  mine: ["[(", ")]"],
  look_up: ["[(", ")]"],
  language: ["{{", "}}"],
  help: ["([", "])"],
  start: ["((", "))"],
  end: ["([", "])"],
  elsewhere: ["[\\", "\\]"],
  status: ["(", ")"],
};

export function mermaidOf({ title, boxes, ways }: Graph): string {
  // Not their own names: `end` and other words mean something to Mermaid.
  const names = new Map(boxes.map(({ id }, index) => [id, `n${index + 1}`]));
  const named = (id: string) => names.get(id) ?? "";
  // Which is read to the end of the line, and in which no number stands for a letter.
  const heading = title.replace(/[^\p{L}\p{N}\p{M} ,:()?!'=-]+/gu, " ").trim();
  return [
    "flowchart TD",
    ...(heading === "" ? [] : [`  accTitle: ${heading}`]),
    ...boxes.map((box) => `  ${named(box.id)}${boxText(box)}`),
    ...ways.map((way) => `  ${named(way.from)} ${arrowOf(way)} ${named(way.to)}`),
    "",
  ].join("\n");
}

function boxText({ shape, name, lines, note }: Box): string {
  const [open, close] = BRACKETS[shape];
  const kind = ["start", "end", "elsewhere", "status"].includes(shape) ? name : `${shape}: ${name}`;
  const all = [kind, ...lines, note].filter((line) => line !== "").map(safe);
  return `${open}"${all.join("<br/>")}"${close}`;
}

function arrowOf({ lines, aside, back }: Way): string {
  const line = aside ? "-.->" : back ? "<-->" : "-->";
  const label = lines.map(safe).join("<br/>");
  return label === "" ? line : `${line}|"${label}"|`;
}

/** Letters, digits, spaces and a few signs as they are; everything else as `#34;`. */
export function safe(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, " ")
    .replace(/[^\p{L}\p{N}\p{M} ,:()?!'=-]/gu, (letter) => `#${letter.codePointAt(0)};`);
}
