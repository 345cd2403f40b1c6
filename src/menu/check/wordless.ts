/**
 * Rule: a text says something. What is only a dot or a line was written because something had to stand
 * there, and is read all the same.
 *
 * A warning. Options may be stars, and a shared word may stand between others: of these it is not told.
 */
import { readText } from "../text.ts";
import { saidIn, type Said } from "./said.ts";
import { sayingsOf } from "./sayings.ts";
import type { World } from "./world.ts";

export function checkWordless(world: World): void {
  for (const said of saidIn(world)) {
    if (mayBeBare(said)) continue;
    for (const { saying, language, at } of sayingsOf(world, said.text, said.at)) {
      if (!BARE.test(saying)) continue;
      const read = readText(saying, language);
      if ("fault" in read || read.arguments.length > 0) continue;
      const message = `\`${saying.trim()}\` says nothing`;
      world.report(at, "wrong-value", message, "Write in words what is to be read.", "warning");
    }
  }
}

const BARE = /^[\p{P}\p{Z}\s]+$/u;

function mayBeBare({ on, extra }: Said): boolean {
  return on?.key === "option" || extra.includes("*");
}
