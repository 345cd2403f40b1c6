/**
 * Where the boxes of a graph stand, and along which points its ways lead: by dagre, top to bottom.
 *
 * Owns how wide a text is taken to be, since there is no font to ask: as in DejaVu Sans, the widest of
 * those that may be there, so that no text leaves its box. Pure.
 */
import { Graph as DagreGraph, layout } from "@dagrejs/dagre";
import type { Box, Graph, Way } from "./boxes.ts";
import { wrap } from "../screen-box.ts";

export interface Point {
  x: number;
  y: number;
}

export interface PlacedBox extends Point {
  box: Box;
  width: number;
  height: number;
  lines: readonly { text: string; bold: boolean; italic: boolean }[];
}

export interface PlacedWay {
  way: Way;
  points: readonly Point[];
  lines: readonly string[];
  label: (Point & { width: number; height: number }) | null;
}

/** Between two lines of a box, left of them, and between two lines of a way. */
export const LINE = 15;
export const PAD = 12;
export const LABEL_LINE = 13;

/** Letters in a line of a box, and of a way. */
const COLUMNS = { box: 36, way: 30 };
const NARROW = { box: 18, way: 12 };
const BOX_SIZE = 12;
const WAY_SIZE = 11;
/** Kinds that the box itself names: a shape alone would have to be learnt by heart. */
const UNNAMED: ReadonlySet<string> = new Set(["start", "end", "elsewhere", "status"]);

export interface Placed {
  width: number;
  height: number;
  boxes: readonly PlacedBox[];
  ways: readonly PlacedWay[];
}

/** Ways beyond one a box; 200 that lead anywhere take dagre seconds, and thousands minutes. */
const WAYS_MORE_MAX = 300;

/** False for a graph of so many ways that nobody could follow them either. */
export function canPlace({ boxes, ways }: Graph): boolean {
  return ways.length - boxes.length <= WAYS_MORE_MAX;
}

export function placed({ boxes, ways, narrow }: Graph): Placed {
  const columns = narrow === true ? NARROW : COLUMNS;
  const graph = new DagreGraph({ multigraph: true });
  graph.setGraph({
    rankdir: "TB",
    ...(narrow === true
      ? { nodesep: 14, edgesep: 8, ranksep: 22 }
      : { nodesep: 28, edgesep: 18, ranksep: 34 }),
  });
  const sized = boxes.map((box) => sizedBox(box, columns.box));
  for (const { box, width, height } of sized) graph.setNode(box.id, { width, height });
  const labelled = ways.map((way) => ({
    way,
    lines: way.lines.flatMap((line) => wrap(line, columns.way)),
  }));
  for (const [index, { way, lines }] of labelled.entries()) {
    graph.setEdge(way.from, way.to, { ...labelSize(lines), labelpos: "c" }, String(index));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const turned = isTurned(ways, (id) => graph.node(id).x ?? 0);
  const pointOf = ({ x = 0, y = 0 }: Partial<Point>) => ({ x: turned ? width - x : x, y });
  return {
    width,
    height,
    boxes: sized.map((one) => ({ ...one, ...pointOf(graph.node(one.box.id)) })),
    ways: labelled.map(({ way, lines }, index) => {
      const edge = graph.edge(way.from, way.to, String(index));
      const label = lines.length === 0 ? null : { ...labelSize(lines), ...pointOf(edge) };
      return { way, points: (edge.points ?? []).map(pointOf), lines, label };
    }),
  };
}

/** True where more of the ways from a box run from right to left than in the order of its options. */
function isTurned(ways: readonly Way[], x: (id: string) => number): boolean {
  let turned = 0;
  for (const together of Map.groupBy(ways, ({ from }) => from).values()) {
    for (const [index, { to }] of together.entries()) {
      for (const later of together.slice(index + 1)) turned += Math.sign(x(to) - x(later.to));
    }
  }
  return turned > 0;
}

function sizedBox(box: Box, columns: number): Omit<PlacedBox, "x" | "y"> {
  const kind = UNNAMED.has(box.shape) ? box.name : `${box.shape} ${box.name}`;
  const lines = [
    ...wrap(kind, columns).map((text) => ({ text, bold: true, italic: false })),
    ...box.lines.flatMap((line) =>
      wrap(line, columns).map((text) => ({ text, bold: false, italic: false })),
    ),
    ...wrap(box.note, columns).map((text) => ({ text, bold: false, italic: true })),
  ].filter(({ text }) => text !== "");
  const widest = Math.max(40, ...lines.map(({ text, bold }) => widthOf(text, BOX_SIZE, bold)));
  return { box, lines, width: widest + 2 * PAD, height: lines.length * LINE + 12 };
}

function labelSize(lines: readonly string[]): { width: number; height: number } {
  if (lines.length === 0) return { width: 0, height: 0 };
  const widest = Math.max(...lines.map((line) => widthOf(line, WAY_SIZE, false)));
  return { width: widest + 6, height: lines.length * LABEL_LINE + 4 };
}

/** In pixels. */
function widthOf(text: string, size: number, bold: boolean): number {
  let ems = 0;
  for (const letter of text) {
    if (/[iljtfr.,:;'|!() [\]{}/-]/.test(letter)) ems += 0.4;
    else if (/[mwMW@%]/.test(letter)) ems += 0.98;
    else if (/[\p{Lu}\p{N}_#+=<>~?&]/u.test(letter)) ems += 0.72;
    // Letters of other scripts are as wide as high.
    else ems += letter > "\u024f" ? 1 : 0.63;
  }
  return ems * size * (bold ? 1.1 : 1);
}
