/**
 * Rule: a text says something. What is only a dot or a line, a place for words to come, or which question of how
 * many, was written because something had to stand there, and is read all the same.
 *
 * A warning, but an error at a question that is typed: nobody can answer it. An option may be a sign, and a
 * shared word may stand between others: of these it is not told.
 */
import { readText } from "../text.ts";
import { saidIn, type Said } from "./said.ts";
import { sayingsOf } from "./sayings.ts";
import type { World } from "./world.ts";

export function checkWordless(world: World): void {
  for (const said of saidIn(world)) {
    for (const { saying, language, at } of sayingsOf(world, said.text, said.at)) {
      const read = readText(saying, language);
      if ("fault" in read || !read.arguments.every(({ name }) => COUNTS.has(name))) continue;
      if (TO_COME.test(saying.trim()) || MARK.test(saying)) {
        const message = `\`${saying.trim().slice(0, 40)}\` is a place for words that are to come`;
        world.report(at, "wrong-value", message, MEND, "warning");
      } else if (isWordless(said, saying.replace(/\{\s*steps?\s*\}/g, " "))) {
        const typed = said.on?.key === "say" && "ask" in said.on.screen.source;
        const message = `\`${saying.trim()}\` says nothing`;
        world.report(at, "wrong-value", message, MEND, typed ? "error" : "warning");
      }
    }
  }
}

const MEND = "Write in words what is to be read.";
/** What prints no word, wherever it stands. */
const COUNTS: ReadonlySet<string> = new Set(["step", "steps"]);
const TO_COME = /^(?:todo|tbd|tba|fixme|x{3,})[.:!]*$/i;
/** In brackets so that it is no mark of ours. In capitals only: in small letters `todo` is a word of some languages. */
const MARK = /(?<![\p{L}\p{N}])(?:TO[D]O|FIX[M]E|TBD)(?![\p{L}\p{N}])/u;

const BARE = /^[\p{P}\p{Z}\s]+$/u;
/** `*`, `+` and `?` are signs that an option may be. */
const DOTS = /^[.,;:_\s\u2026]+$/;

function isWordless({ on, extra }: Said, saying: string): boolean {
  if (extra.includes("*")) return false;
  return (on?.key === "option" ? DOTS : BARE).test(saying);
}
