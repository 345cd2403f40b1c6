/**
 * Slips of the keyboard that make YAML unreadable: each is told once and mended in a copy of the
 * text, so that one of them does not hide all other faults of its file.
 *
 * Owns what one line says wrong; `recover` decides which lines are looked at. Called by `recover`.
 */

import { ourPath } from "./json-path.ts";

export interface Slip {
  /** The line as it was meant; as good as the guess, and never written back to the file. */
  mended: string;
  /** 1-based. */
  column: number;
  message: string;
  mend: string;
}

/** Letters of it. */
const QUOTED_MAX = 40;
/** What a plain text cannot begin with. */
const RESERVED = /^[@`%,\]}*&!?|>]/;

/** The slip of a line at which the parser stumbled; null where there is none that is known. */
export function slipOf(line: string): Slip | null {
  return (
    dash(line) ?? numbered(line) ?? jsonPath(line) ?? colon(line) ?? value(line) ?? noColon(line)
  );
}

/** `en: Opening hours"`: a text that can be read, and that citizens would read with its quote. */
export function strayQuote(text: string): Omit<Slip, "mended" | "column"> | null {
  const quotes = text.match(/"/g)?.length ?? 0;
  if (!text.endsWith('"') || quotes % 2 === 0) return null;
  const message = "a quote is missing at the start of this text";
  const meant = short(quoted(text.slice(0, -1)));
  return { message, mend: `Write ${meant}; a quote that is to be read is \\" in quotes.` };
}

/** `-ask: place` */
function dash(line: string): Slip | null {
  const [, indent = "", rest = "", key = ""] = /^( *)-(([A-Za-z_]+):(?:\s.*)?)$/.exec(line) ?? [];
  if (key === "") return null;
  const mend = `Put a space after the dash: \`- ${key}:\`.`;
  const message = "a dash needs a space behind it";
  return { mended: `${indent}- ${rest}`, column: indent.length + 1, message, mend };
}

/** `1. { is: water }` */
function numbered(line: string): Slip | null {
  const [, indent = "", number = "", rest = ""] =
    /^( *)([0-9]{1,2}[.)]) +(\{.*|[a-z_]+:\s.*)$/.exec(line) ?? [];
  if (number === "") return null;
  const mend = "Begin it with a dash: the channel numbers them itself.";
  const message = `\`${number}\` stands where a dash belongs`;
  return { mended: `${indent}- ${rest}`, column: indent.length + 1, message, mend };
}

/** `{ at: $.permits[0].ends, as: date }` */
function jsonPath(line: string): Slip | null {
  const [, before = "", written = "", behind = ""] =
    /^(.*\bat: +)([\w$.-]*(?:\[[^\]]*\][\w$.-]*)+)(.*)$/.exec(line) ?? [];
  const meant = written === "" ? null : ourPath(written);
  if (meant === null) return null;
  const message = `\`${written}\` is a path of other programs`;
  const column = before.length + 1;
  return { mended: before + meant + behind, column, message, mend: `Write ${meant}.` };
}

/** `as:yes_no` */
function colon(line: string): Slip | null {
  const [, lead = "", key = "", rest = ""] =
    /^((?: |- )*)([A-Za-z_]+):([^\s:].*)$/.exec(line) ?? [];
  if (key === "") return null;
  const meant = `${key}: ${rest}`;
  const mend = `Put a space after the colon: \`${short(meant)}\`.`;
  const message = "a colon needs a space behind it";
  return { mended: lead + meant, column: lead.length + 1, message, mend };
}

/** `label: What is: this`, `title: "Report`, `title: 'It's'`, `title: @home` */
function value(line: string): Slip | null {
  const [, lead = "", text = ""] = /^((?: |- )*[A-Za-z_0-9]+: +)([^\s{[#].*?) *$/.exec(line) ?? [];
  if (text === "") return null;
  const column = lead.length + 1;
  if (text.startsWith('"')) {
    const quotes = text.match(/(?<!\\)"/g)?.length ?? 0;
    if (quotes % 2 === 1) {
      const mend = `Put a " at the end of the text: \`${ending(`${text.slice(1)}"`)}\`.`;
      return { mended: `${line}"`, column, message: "a quote is not closed", mend };
    }
    const inner = text.slice(1, text.lastIndexOf('"'));
    const mend = 'Write \\" for a quote inside a text.';
    const message = "a quote stands inside this text";
    return quotes === 2 ? null : { mended: lead + held(inner), column, message, mend };
  }
  if (text.startsWith("'")) {
    const inner = text.slice(1).replace(/'$/, "");
    const message = "an apostrophe ends this text";
    const mend = `Put it in double quotes: ${short(quoted(inner))}.`;
    return { mended: lead + quoted(inner), column, message, mend };
  }
  const message = /:( |$)/.test(text)
    ? "a colon stands in a text without quotes"
    : RESERVED.test(text) && !/^[|>][-+]?$/.test(text)
      ? `a text without quotes cannot begin with ${text[0]}`
      : "";
  if (message === "") return null;
  const mend = `Put it in quotes: ${short(quoted(text))}.`;
  return { mended: lead + quoted(text), column, message, mend };
}

/** `title Report`, `title = Report` */
function noColon(line: string): Slip | null {
  const [, lead = "", key = "", rest = ""] =
    /^((?: |- )*)([a-z_]+)(?: *= *| +)([^\s:=][^:]*)$/.exec(line) ?? [];
  if (key === "") return null;
  const meant = `${key}: ${rest}`;
  const mend = `Write \`${short(meant)}\`.`;
  const message = `there is no colon after \`${key}\``;
  return { mended: lead + meant, column: lead.length + 1, message, mend };
}

/** A text in double quotes. */
export function quoted(text: string): string {
  return `"${text.replace(/\\/g, "\\\\").replace(/(?<!\\)"/g, '\\"')}"`;
}

/** The same of one that stood in double quotes, and holds its own. */
export function held(text: string): string {
  return `"${text.replace(/\\.|"/g, (found) => (found === '"' ? '\\"' : found))}"`;
}

/** The last letters of a text, as they are quoted in a mend. */
export function ending(text: string): string {
  return text.length > QUOTED_MAX ? `…${text.slice(-QUOTED_MAX / 2)}` : text;
}

/** A text as it is quoted in a mend. */
export function short(text: string): string {
  return text.length > QUOTED_MAX ? `${text.slice(0, QUOTED_MAX)}…` : text;
}
