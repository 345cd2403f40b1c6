/**
 * A graph as one SVG: black on white, with nothing outside itself, for screens and for paper.
 *
 * Owns the look. Every text is escaped, every box and way has a title for whoever cannot see it. Where
 * things stand is dagre's to say. Pure.
 */
import type { Box, Graph, Shape, Way } from "./boxes.ts";
import {
  LABEL_LINE,
  LINE,
  PAD,
  placed,
  type PlacedBox,
  type PlacedWay,
  type Point,
} from "./layout.ts";

const MARGIN = 16;
const TITLE_HEIGHT = 34;

/** `name` tells the parts of several drawings on one page apart. */
export function svgOf(graph: Graph, name = "graph"): string {
  const { width, height, boxes, ways } = placed(graph);
  const wide = Math.ceil(width + 2 * MARGIN);
  const high = Math.ceil(height + 2 * MARGIN + TITLE_HEIGHT);
  const back = graph.ways.some((way) => way.back);
  const hint = back ? "An arrow's open end: 0 leads back. 00 leads to the main menu." : "";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}" role="img" lang="${escaped(graph.language)}" aria-labelledby="${name}-title" font-family="Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif" font-size="12">`,
    `<title id="${name}-title">${escaped(graph.title)}</title>`,
    "<defs>",
    `<marker id="${name}-to" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 10 5 0 10z"/></marker>`,
    `<marker id="${name}-back" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 0 10 5 0 10" fill="#fff" stroke="#000"/></marker>`,
    "</defs>",
    `<rect width="${wide}" height="${high}" fill="#fff"/>`,
    `<text x="${MARGIN}" y="${MARGIN + 12}" font-size="16" font-weight="bold">${escaped(graph.title)}</text>`,
    hint === "" ? "" : `<text x="${MARGIN}" y="${MARGIN + 28}">${escaped(hint)}</text>`,
    `<g transform="translate(${MARGIN} ${MARGIN + TITLE_HEIGHT})">`,
    ...ways.map((way) => drawWay(way, name)),
    ...boxes.map(drawBox),
    ...ways.map(drawLabel),
    "</g>",
    "</svg>",
    "",
  ]
    .filter((line, index, all) => line !== "" || index === all.length - 1)
    .join("\n");
}

function drawBox({ box, x, y, width, height, lines }: PlacedBox): string {
  const left = round(x - width / 2);
  const top = round(y - height / 2);
  const texts = lines.map(({ text, bold, italic }, index) => {
    const at = round(top + 18 + index * LINE);
    const style = `${bold ? ' font-weight="bold"' : ""}${italic ? ' font-style="italic"' : ""}`;
    return `<text x="${round(left + PAD)}" y="${at}"${style}>${escaped(text)}</text>`;
  });
  return [
    `<g><title>${escaped(titleOf(box))}</title>`,
    outlineOf(box.shape, left, top, round(width), round(height)),
    ...texts,
    "</g>",
  ].join("");
}

function titleOf({ shape, name, lines }: Box): string {
  return [`${shape} ${name}`.trim(), ...lines].join(": ");
}

/** A shape for each kind, so that they are told apart without colours. */
function outlineOf(shape: Shape, x: number, y: number, w: number, h: number): string {
  const line = 'fill="#fff" stroke="#000"';
  const rect = (radius: number, more = "") =>
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${radius}" ${line}${more}/>`;
  const inner = (radius: number) =>
    `<rect x="${x + 3}" y="${y + 3}" width="${w - 6}" height="${h - 6}" rx="${radius}" fill="none" stroke="#000"/>`;
  const path = (d: string) => `<path d="${d}" ${line}/>`;
  switch (shape) {
    case "choose":
    case "book":
      return rect(0);
    case "ask":
      // Slanted, as flow charts draw what is typed in.
      return path(`M${x + 8} ${y}H${x + w}L${x + w - 8} ${y + h}H${x}z`);
    case "menu":
    case "language":
      return path(
        `M${x + 8} ${y}H${x + w - 8}L${x + w} ${y + h / 2}L${x + w - 8} ${y + h}H${x + 8}L${x} ${y + h / 2}z`,
      );
    case "show":
    case "status":
      return rect(8);
    case "notice":
      // A sheet with a folded corner.
      return (
        path(`M${x} ${y}H${x + w - 10}L${x + w} ${y + 10}V${y + h}H${x}z`) +
        `<path d="M${x + w - 10} ${y}V${y + 10}H${x + w}" fill="none" stroke="#000"/>`
      );
    case "confirm":
      return rect(0, ' stroke-width="1.5"') + inner(0);
    case "requests":
    case "verify":
    case "mine":
    case "look_up":
      return rect(4) + `<path d="M${x} ${y + 4}H${x + w}" stroke="#000"/>`;
    case "help":
    case "end":
      return rect(16, ' stroke-width="2.5"');
    case "start":
      return rect(16);
    case "elsewhere":
      return rect(0, ' stroke-dasharray="4 3"');
  }
}

function drawWay({ way, points }: PlacedWay, name: string): string {
  const dashed = way.aside ? ' stroke-dasharray="5 4"' : "";
  const back = way.back ? ` marker-start="url(#${name}-back)"` : "";
  return (
    `<g><title>${escaped(wayTitle(way))}</title>` +
    `<path d="${curve(points)}" fill="none" stroke="#000"${dashed}${back} marker-end="url(#${name}-to)"/></g>`
  );
}

function wayTitle({ from, to, lines }: Way): string {
  const how = lines.length === 0 ? "" : `: ${lines.join(", ")}`;
  return `from ${from} to ${to}${how}`;
}

/** Above the lines, on a ground of its own: a way may cross another one's words. */
function drawLabel({ lines, label }: PlacedWay): string {
  if (label === null) return "";
  const { x, y, width, height } = label;
  const ground = `<rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" fill="#fff" fill-opacity="0.85"/>`;
  const texts = lines.map((text, index) => {
    const at = round(y - height / 2 + 12 + index * LABEL_LINE);
    return `<text x="${round(x)}" y="${at}" text-anchor="middle" font-size="11">${escaped(text)}</text>`;
  });
  return ground + texts.join("");
}

/** A smooth line through every point (Catmull-Rom): a label stands at one of them, so the line does too. */
function curve(points: readonly Point[]): string {
  const [first] = points;
  if (first === undefined) return "";
  const pieces = points.slice(1).map((to, index) => {
    const from = points[index] ?? first;
    const before = points[index - 1] ?? from;
    const after = points[index + 2] ?? to;
    const out = { x: from.x + (to.x - before.x) / 6, y: from.y + (to.y - before.y) / 6 };
    const into = { x: to.x - (after.x - from.x) / 6, y: to.y - (after.y - from.y) / 6 };
    return `C${[out, into, to].map(({ x, y }) => `${round(x)} ${round(y)}`).join(" ")}`;
  });
  return `M${round(first.x)} ${round(first.y)}${pieces.join("")}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** For XML and HTML, as text and within quotes; what XML has no letter for is left out. */
export function escaped(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex -- these are the letters that XML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|\p{Cs}/gu, "")
      .replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? "")
  );
}
