/** What is a valid reply to somebody who is not taken, and how far they had come. Called by `crowd`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { dialogueOf, type Dialogue } from "./dialogues.ts";

export type Standing = "dial" | "running" | "near";

const saying = z.object({ sw: z.string(), en: z.string() });
const channel = z.object({
  texts: z.object({ busy: saying, busy_saved: saying, often: saying, apology: saying }),
});
const { texts } = channel.parse(
  parse(readFileSync(join(import.meta.dirname, "../../menus/channel.yaml"), "utf8")),
);
const both = ({ sw, en }: z.infer<typeof saying>) => `END ${sw}\n${en}`;
const SORRY = texts.apology.sw.replace(/\{code\}.*$/s, "");

/** The language each dialogue chooses with its second hop. */
const languageOf = ({ name }: Dialogue) => (name === "bursary" ? "en" : "sw");

/**
 * Null where it is an ordinary reply. `own`: sent away in the citizen's own language; `busy`: in both, as where nobody
 * knows it; `sorry`: a fault of the server's.
 */
export function isAway(
  session: number,
  hop: number,
  reply: string,
): "own" | "busy" | "often" | "sorry" | null {
  if (!reply.startsWith("END ")) return null;
  if (reply === both(texts.busy)) return "busy";
  if (reply === both(texts.often)) return "often";
  if (reply.startsWith(`END ${SORRY}`)) return "sorry";
  const language = languageOf(dialogueOf(session));
  const own = [texts.busy, texts.busy_saved].map((text) => `END ${text[language]}`);
  // Before the second hop nobody has said which one it is.
  return hop > 1 && own.includes(reply) ? "own" : null;
}

/** As Njia counts: with more than half of its questions answered an application is near its end. */
export function standingAt(session: number, hop: number): Standing {
  if (hop === 0) return "dial";
  const { turns } = dialogueOf(session);
  if (hop === turns.length - 1) return "near";
  for (let shown = hop - 1; shown >= 0; shown--) {
    const [, step, steps] = /\((\d+)\/(\d+)\)/.exec(turns[shown]?.says ?? "") ?? [];
    if (steps !== undefined) return (Number(step) - 1) * 2 > Number(steps) ? "near" : "running";
  }
  return "running";
}
