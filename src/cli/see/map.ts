/**
 * A graph as the map of a storyboard: names and numbers only, since the page shows the rest beside it.
 *
 * Owns that it can be read on A4: a drawing of every text had letters of 1.5 mm. Pure; called by `board`.
 */
import type { Graph, Way } from "./boxes.ts";

/** Letters of an option or a move beside its way. */
const LINE_MAX = 18;

export function mapOf({ title, language, boxes, ways }: Graph): Graph {
  const each = Map.groupBy(ways, ({ from, to }) => JSON.stringify([from, to]));
  return {
    title,
    language,
    boxes: boxes.map((box) => (box.shape === "start" ? box : { ...box, lines: [], note: "" })),
    ways: [...each.values()].flatMap(joined),
    narrow: true,
  };
}

/** Ways from one box to another as one, with the first line of each. */
function joined(ways: readonly Way[]): Way[] {
  const [first] = ways;
  if (first === undefined) return [];
  const lines = ways.flatMap((way) => way.lines.slice(0, 1).map(shortened));
  const aside = ways.every((way) => way.aside);
  return [{ ...first, lines: [...new Set(lines)], aside, back: ways.some((way) => way.back) }];
}

function shortened(line: string): string {
  return line.length <= LINE_MAX ? line : `${line.slice(0, LINE_MAX).trimEnd()}...`;
}
