/** An SMS drawn beside the screens: sharp corners, since it is no part of a call. Pure. */
import { septets } from "../base/gsm7.ts";
import { border, pad, visible, wrap, type Paint } from "./screen-box.ts";

export interface DrawnSms {
  from: string;
  text: string;
  parts: number;
}

/** The lines of a message to this phone, each with its line break. */
export function drawSms({ from, text, parts }: DrawnSms, phone: string, paint: Paint): string {
  const rows = text.split(/\r\n?|\n/).flatMap((line) => wrap(visible(line)));
  const edge = (word: string) => paint("green", word);
  const used = septets(text);
  const room = used === null ? `${text.length} UCS-2 letters` : `${used} septets`;
  const cost = parts === 1 ? room : `${room} in ${parts} parts`;
  const lines = [
    edge(border("┌", `SMS from ${visible(from)}`, "┐", "left")),
    ...rows.map((row) => `${edge("│")} ${pad(row)} ${edge("│")}`),
    edge(border("└", "", "┘", "right")),
    ` ${paint("dim", `${cost} · ${phone}`)}`,
  ];
  return lines.map((line) => `  ${line}\n`).join("");
}
