/**
 * A screen drawn as a phone shows it, and what it cost below.
 *
 * Owns the look. Shows letters only: a control character, which could move the terminal's cursor,
 * becomes a dot. Called by `dial`; an SMS is drawn with the same parts. Pure.
 */
import { styleText } from "node:util";
import { septets } from "../base/gsm7.ts";
import type { Answer } from "./handset.ts";
import type { Network } from "./networks.ts";

/** Letters in a row, as on a small phone. */
const COLUMNS = 32;
const GAUGE_CELLS = 10;
/** What the gateway's `CON ` or `END ` may take of the room. */
const PREFIX_SEPTETS = 4;
/** UTF-16 units a screen holds once a letter is outside GSM-7. */
const UCS2_UNITS = 80;

export type Style = "dim" | "bold" | "red" | "green" | "yellow" | "cyan";
export type Paint = (style: Style, text: string) => string;

export const plainPaint: Paint = (_, text) => text;
/** Asks no stream: whether to paint was decided by whoever chose it. */
export const colourPaint: Paint = (style, text) =>
  styleText(style, text, { validateStream: false });

/** What stands around the text. */
export interface Frame {
  code: string;
  phone: string;
  network: Network;
}

/** The lines of a screen, each with its line break. */
export function drawScreen(answer: Answer, { code, phone, network }: Frame, paint: Paint): string {
  const edge: Style = answer.end ? "yellow" : "cyan";
  const rows = answer.text.split("\n").flatMap((line) => wrap(visible(line)));
  const lines = [
    paint(edge, border("╭", visible(code), "╮", "left")),
    ...rows.map((row) => `${paint(edge, "│")} ${pad(row)} ${paint(edge, "│")}`),
    paint(edge, border("╰", answer.end ? "END" : "", "╯", "right")),
    ` ${room(answer.text, network, paint)}`,
    ` ${paint("dim", [visible(answer.label), network.name, phone].filter(Boolean).join(" · "))}`,
  ];
  return lines.map((line) => `  ${line}\n`).join("");
}

/** Septets used and left, with a gauge of them; UCS-2 units for a text that needs those. */
function room(text: string, network: Network, paint: Paint): string {
  const used = septets(text);
  const [taken, most, unit] =
    used === null
      ? [text.length, UCS2_UNITS - PREFIX_SEPTETS, "UCS-2 letters"]
      : [used, network.septets - PREFIX_SEPTETS, "septets"];
  const full = Math.min(GAUGE_CELLS, Math.ceil((taken / most) * GAUGE_CELLS));
  const over = taken > most;
  const gauge = "▰".repeat(full) + "▱".repeat(GAUGE_CELLS - full);
  const left = over ? `${taken - most} too many` : `${most - taken} left`;
  return `${paint(over ? "red" : "green", gauge)} ${paint(over ? "red" : "dim", `${taken} of ${most} ${unit}, ${left}`)}`;
}

/** Rows of at most so many letters, broken between words where there is room to. */
export function wrap(line: string, columns = COLUMNS): string[] {
  const rows: string[] = [];
  let left = [...line];
  while (left.length > columns) {
    const space = left.slice(0, columns + 1).lastIndexOf(" ");
    const at = space > 0 ? space : columns;
    rows.push(left.slice(0, at).join(""));
    left = left.slice(space > 0 ? at + 1 : at);
  }
  return [...rows, left.join("")];
}

/** An edge with a word in it, cut to fit; its corners are `from` and `to`. */
export function border(from: string, word: string, to: string, side: "left" | "right"): string {
  const said = word === "" ? "" : ` ${[...word].slice(0, COLUMNS - 2).join("")} `;
  const rest = "─".repeat(COLUMNS + 1 - [...said].length);
  return side === "left" ? `${from}─${said}${rest}${to}` : `${from}${rest}${said}─${to}`;
}

/** A row of `wrap` to the full width. */
export function pad(row: string): string {
  return row + " ".repeat(COLUMNS - [...row].length);
}

/** Text without what would steer a terminal. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, "·");
}
