/**
 * Slips in the brackets of a text, in words: which bracket, where, and what to type.
 *
 * Owns what the faults of the ICU parser mean; it tells them by its own grammar. Called by `texts`.
 */
import { meant } from "../nearest.ts";
import { readText, type TextFault } from "../text.ts";

/** Letters before a bracket that are looked at: texts may be long, and of brackets only. */
const NEAR = 30;

export interface TextSlip {
  message: string;
  mend: string;
  /** In UTF-16 units from the start of the text. */
  offset: number;
}

const FORMS = ["plural", "select", "selectordinal"];
const LIKE = "Write it as in {n, plural, one {1 day} other {# days}}.";
const UNCLOSED = "a { is not closed";
const FORM = /^\{[^{},]*,\s*(?:plural|select|selectordinal)\s*,/;
/** Letters of a bracket in which `FORM` is looked for. */
const FORM_MAX = 100;
const BRANCH = /(?:^|[\s},])(\w+|=[0-9]+)\s*$/;
const COUNTS = /^\{[^{},]*,\s*(?:plural|selectordinal)\s*,/;
/** What a branch of a plural begins with; a `select` has an `other` too. */
const SELECTOR = /(?:^|[\s}])(zero|one|two|few|many|other|=[0-9]+)\s*$/;

/** Where one more branch begins: `other {`, or `road {Barabara}`; behind a `select` may stand `ward {ward}`. */
const NEXT_BRANCH =
  /^\s*(?:(?:zero|one|two|few|many|other|=[0-9]+)\s*\{|\w+\s*\{(?!\s*[a-z][a-z0-9_.:]*\s*[,}]))/;

/** A `}` without its `{`, which is printed as it stands; null where there is none. */
export function strayBracket(saying: string): TextSlip | null {
  const { stray } = bracketsOf(saying);
  if (stray === null) return null;
  const [word] = /[a-z][a-z0-9_.:]*$/.exec(saying.slice(0, stray)) ?? [];
  const write = word === undefined ? "Take it away" : `Write {${word}}, or take it away`;
  const mend = `${write}; one that is to be read stands in apostrophes: '}'.`;
  return { message: "a } has no { before it", mend, offset: stray };
}

/**
 * A `#` in a plural that was not meant to be the number, or not alone: of a code to dial, `*384*99#` reads
 * `*384*995`, and before a digit, `Room #5` reads `Room 35`. Null where there is none.
 */
export function eatenHash(saying: string): TextSlip | null {
  for (const { 0: written, index } of saying.matchAll(/\*[0-9*]*#|#(?=[0-9])/g)) {
    const offset = index + written.length - 1;
    const { open } = bracketsOf(saying.slice(0, offset));
    if (!open.some((at) => COUNTS.test(saying.slice(at)))) continue;
    if (written !== "#") {
      const message = `in a plural # prints the number, so ${written} is no code`;
      return { message, mend: "Write {code}, or put the code behind the plural.", offset };
    }
    const [digits = ""] = /^[0-9]+/.exec(saying.slice(index + 1)) ?? [];
    const message = `in a plural # prints the number, and ${digits} stands right behind it`;
    return { message, mend: "Put a space between them, or the words behind the plural.", offset };
  }
  return null;
}

/** A plural that counts from elsewhere: `#` prints a number that nobody answered. Null where there is none. */
export function offsetPlural(saying: string): TextSlip | null {
  for (const { 0: written, index } of saying.matchAll(/,\s*offset\s*:\s*[0-9]+/g)) {
    const { open } = bracketsOf(saying.slice(0, index));
    const last = open.at(-1);
    if (last === undefined || !COUNTS.test(`${saying.slice(last, index)},`)) continue;
    const offset = index + written.indexOf("offset");
    const message = "with an offset, # prints another number than the value";
    return { message, mend: "Leave the offset out, and compute the number under `let`.", offset };
  }
  return null;
}

/** A text of which some branch is all blank. Null where there is none. */
export function emptyBranch(branches: string | null): TextSlip | null {
  if (branches === null) return null;
  const message = `in the branch ${branches} this text is empty`;
  return { message, mend: "Write in each branch what is to be read there.", offset: 0 };
}

/** What is wrong with a text that cannot be read. */
export function textSlip(saying: string, { fault, offset }: TextFault): TextSlip {
  const { open, branch } = bracketsOf(saying);
  if (branch !== null) return unclosedBranch(saying, branch);
  const [first] = open;
  const form = first === undefined ? null : unclosedForm(saying, open);
  if (form !== null) return form;
  if (fault.endsWith("selector fragment")) return unopenedBranch(saying, offset);
  if (first !== undefined) return unclosed(saying, first);
  const at = (message: string, mend: string): TextSlip => ({ message, mend, offset });
  switch (fault) {
    case "empty argument":
      return at("{ } names nothing", "Write the name of a value in the brackets: {place}.");
    case "missing other clause":
      return at("there is no branch `other`", "Add `other {…}`, for all that no branch before is.");
    case "malformed argument":
      return malformed(saying, offset);
    case "invalid argument type": {
      const word = /^[\s,]*(\w+)/.exec(saying.slice(offset))?.[1] ?? "";
      return at(`\`${word}\` is no form of a value`, meant(word, FORMS) || LIKE);
    }
    default:
      // Words of our own: `text` has them for dates.
      if (fault.includes("{")) return at(fault, "Write {name}.");
      if (fault.startsWith("duplicate")) return at("this branch stands here twice", "Keep one.");
      return at(`this text is unreadable: ${fault}`, LIKE);
  }
}

/** `{what?` */
function unclosed(saying: string, offset: number): TextSlip {
  const [, name] = /^\s*([A-Za-z]\w*(?:\.\w+)?)/.exec(saying.slice(offset + 1)) ?? [];
  const or = "one that is to be read stands in apostrophes: '{'.";
  const write = name === undefined ? "Take it away" : `Write {${name}}`;
  return { message: UNCLOSED, mend: `${write}; ${or}`, offset };
}

/** A plural or `select` whose last bracket is lost, or its last two. Null where none of `open` is one. */
function unclosedForm(saying: string, open: readonly number[]): TextSlip | null {
  const at = open.find((from) => FORM.test(saying.slice(from, from + FORM_MAX)));
  if (at === undefined) return null;
  const end = endOf(saying, at);
  if (end !== null) {
    const before = saying.slice(at, end);
    const [shown] = /[\w=]+ *\{[^{}]{1,40}\}$/.exec(before) ?? [before.slice(-20)];
    const mend = `Put one more } behind \`${shown}\`.`;
    return { message: UNCLOSED, mend, offset: at };
  }
  const last = open.at(-1) ?? at;
  const [, selector] = BRANCH.exec(saying.slice(Math.max(0, last - NEAR), last)) ?? [];
  if (last === at || selector === undefined) return null;
  const [words = ""] = /^[^.,:;!?(){}]*/.exec(saying.slice(last + 1)) ?? [];
  const message = `the { behind \`${selector}\` is not closed, and neither is the whole`;
  return { message, mend: `Write ${selector} {${words.trimEnd()}}}.`, offset: last };
}

/** Behind its last branch; best where the text can be read then. Null where there is no such place. */
function endOf(saying: string, at: number): number | null {
  const ends: number[] = [];
  let depth = 0;
  for (const { 0: letter, index } of saying.slice(at + 1).matchAll(/[{}]/g)) {
    depth += letter === "{" ? 1 : -1;
    const end = at + 1 + index + 1;
    if (depth === 0 && letter === "}" && !NEXT_BRANCH.test(saying.slice(end))) ends.push(end);
  }
  const right = ends.find(
    (end) => "format" in readText(`${saying.slice(0, end)}}${saying.slice(end)}`, "en"),
  );
  return right ?? ends[0] ?? null;
}

/** `one {# day other {# days}` */
function unclosedBranch(saying: string, [open, next]: readonly [number, number]): TextSlip {
  const [, selector = ""] = SELECTOR.exec(saying.slice(0, open)) ?? [];
  const words = saying
    .slice(open + 1, next)
    .replace(SELECTOR, "")
    .trimEnd();
  const message = `the { behind \`${selector}\` is not closed`;
  return { message, mend: `Write ${selector} {${words}}.`, offset: open };
}

/** `one # day}` */
function unopenedBranch(saying: string, offset: number): TextSlip {
  const [, selector = ""] = /(\S+)\s*$/.exec(saying.slice(0, offset)) ?? [];
  const [words = ""] = /^[^{}]*/.exec(saying.slice(offset)) ?? [];
  const message = `a { is missing behind \`${selector}\``;
  return { message, mend: `Write ${selector} {${words.trim()}}.`, offset };
}

/** A placeholder but for its letters and spaces: `{Place:30}`, `{place: 30}`, `{{place}}`, `{$place}`. */
const NEARLY =
  /^\{?\s*[$%]?([A-Za-z]\w*)\s*(?:\.\s*([A-Za-z]\w*)\s*)?(?::\s*([0-9]*)\s*(?:letters?\s*)?)?\}/;

/** `{the place}`, `{n plural, one {# day} other {# days}}` */
function malformed(saying: string, offset: number): TextSlip {
  const open = saying.lastIndexOf("{", offset);
  const inner = saying.slice(open + 1);
  const nearly = NEARLY.exec(inner.slice(0, FORM_MAX));
  if (nearly !== null) return misspelt(saying, open, nearly);
  const [, name = "", form] = /^\s*(\w+)\s+(plural|select|selectordinal)\b/.exec(inner) ?? [];
  const message = "the brackets hold no name of a value";
  if (form !== undefined) {
    return { message, mend: `Put a comma behind the name: {${name}, ${form}, …`, offset: open };
  }
  const mend =
    "A name is one word, as in {place}; a { that is to be read stands in apostrophes: '{'.";
  return { message, mend, offset: open };
}

function misspelt(saying: string, open: number, [, name = "", column, max = ""]: string[]) {
  const parts = column === undefined ? name : `${name}.${column}`;
  // More than three digits are beyond every text.
  const most = /^[0-9]{1,3}$/.test(max) ? `:${max}` : "";
  // The first of two is a branch's, or one too many.
  const twice = saying[open - 1] === "{" && bracketsOf(saying.slice(0, open - 1)).open.length === 0;
  const offset = twice ? open - 1 : open;
  const [written = ""] = (twice ? /^[^}]*\}\}?/ : /^[^}]*\}/).exec(saying.slice(offset)) ?? [];
  const right = `{${parts.toLowerCase()}${most}}`;
  return {
    message: `${written} is unreadable, and almost ${right}`,
    mend: `Write ${right}.`,
    offset,
  };
}

interface Brackets {
  /** Those that are never closed, the outermost first. */
  open: readonly number[];
  /** The first one that closes nothing. */
  stray: number | null;
  /** A branch in which the next one begins, and that next one. */
  branch: readonly [open: number, next: number] | null;
}

/** Brackets outside of apostrophes. */
function bracketsOf(saying: string): Brackets {
  const open: number[] = [];
  let stray: number | null = null;
  let branch: Brackets["branch"] = null;
  for (let at = 0; at < saying.length; at++) {
    const letter = saying[at];
    if (letter === "'") at = behindQuote(saying, at);
    else if (letter === "}" && open.pop() === undefined) stray ??= at;
    else if (letter === "{") {
      const around = open.at(-1);
      const branches = (from: number) =>
        SELECTOR.test(saying.slice(Math.max(0, from - NEAR), from));
      if (around !== undefined && branches(around) && branches(at)) branch ??= [around, at];
      open.push(at);
    }
  }
  return { open, stray, branch };
}

/** The last letter of what an apostrophe quotes; the apostrophe itself where it is one to be read. */
function behindQuote(saying: string, at: number): number {
  if (saying[at + 1] === "'") return at + 1;
  if (!/[{}]/.test(saying[at + 1] ?? "")) return at;
  const [quoted = ""] = /^'(?:''|[^'])*'?/.exec(saying.slice(at)) ?? [];
  return at + quoted.length - 1;
}
