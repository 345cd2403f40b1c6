/**
 * The life of a request as boxes and ways: its statuses, and who moves it from one to the next.
 *
 * Pure; called by the `graph` and `storyboard` commands.
 */
import type { Life, Move, Reminder, Status, Within } from "../../menu/life.ts";
import type { Release } from "../../menu/model.ts";
import type { Box, Graph, Way } from "./boxes.ts";
import { words } from "./lines.ts";

/** Null where the service opens no request. */
export function lifeGraphOf(release: Release, service: string, language: string): Graph | null {
  const compiled = release.services.get(service);
  const life = compiled?.life ?? null;
  if (compiled === undefined || life === null) return null;
  const statuses = [...life.statuses.values()];
  const start: Box = { id: "start", shape: "start", name: "", lines: ["sent"], note: "" };
  const begins: Way = { from: "start", to: life.first, lines: [], aside: false, back: false };
  return {
    title: `${words(compiled.title, language)}: life of a request`,
    language,
    boxes: [start, ...statuses.map((status) => boxOf(status, language))],
    ways: [begins, ...statuses.flatMap((status) => waysOf(life, status, language))],
  };
}

function boxOf(status: Status, language: string): Box {
  const { name, say: label, end, refusal, priority, sms } = status;
  const marks = [
    ...(refusal ? ["refusal"] : []),
    ...(priority ? ["goes ahead of the queue"] : []),
    ...(sms === null ? [] : ["SMS"]),
  ];
  const reminded = status.reminders.map((reminder) => `reminder ${remindedAt(reminder)}`);
  const said = words(label, language);
  const lines = [
    ...(said === name ? [] : [said]),
    ...(marks.length === 0 ? [] : [marks.join(", ")]),
    ...reminded,
  ];
  return { id: name, shape: end ? "end" : "status", name, lines, note: stayOf(status) };
}

/** How long a request may stay, and what happens then. */
export function stayOf({ within, late }: Status): string {
  if (within === null) return "";
  const then = late !== null && "to" in late ? late.to : "staff are told";
  return `${withinText(within)}, then ${then}`;
}

/** When a reminder comes: `2 days before`, `after 3 days`. */
export function remindedAt({ before, after }: Reminder): string {
  if (before !== null) return `${withinText(before)} before`;
  return after === null ? "" : `after ${withinText(after)}`;
}

function withinText({ amount, unit }: Within): string {
  const one = unit.replace("_", " ").replace(/s$/, "");
  return `${amount} ${one}${amount === 1 ? "" : "s"}`;
}

/** One way for all moves to the same status by the same mover. */
function waysOf({ reasons, gives }: Life, status: Status, language: string): Way[] {
  return status.moves.map((move) => {
    const because = move.reasons.map((code) => {
      const text = reasons.get(code);
      return text === undefined ? code : `- ${words(text, language)}`;
    });
    const given = move.gives.flatMap((name) => {
      const one = gives.get(name);
      return one === undefined ? [] : [`+ ${words(one.label, language)}`];
    });
    return {
      from: status.name,
      to: move.to,
      lines: [moverOf(status, move, language), ...because, ...given],
      aside: move.by === "clock",
      back: false,
    };
  });
}

/** Who makes a move, and what a citizen presses for it. */
export function moverOf(status: Status, { by, to, say: label }: Move, language: string): string {
  if (by === "clock")
    return status.within === null ? "clock" : `after ${withinText(status.within)}`;
  if (by === "officer") return "officer";
  if (label !== null) return `citizen: ${words(label, language)}`;
  const { question } = status;
  const answer = question?.yes === to ? "yes" : "no";
  return `citizen: ${answer}`;
}
