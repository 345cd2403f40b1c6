/**
 * Rules about limits: they leave some answers, and whoever is told one is told the one that counts.
 */
import { dayOf, isAbove } from "./excluded.ts";
import { numbersIn, plainly } from "./digits.ts";
import { sayingsOf } from "./sayings.ts";
import { below, screensOf, type Screen, type World } from "./world.ts";

export function checkLimits(world: World): void {
  for (const screen of screensOf(world)) {
    checkKinds(world, screen);
    checkTold(world, screen);
  }
}

/** Limits are of the kind of the answer, and leave some. */
function checkKinds({ report }: World, { source: screen, at }: Screen): void {
  if (!("ask" in screen)) return;
  const { min, max, as } = screen;
  const date = as === "date";
  for (const [key, limit] of [
    ["min", min],
    ["max", max],
  ] as const) {
    if (limit === undefined) continue;
    if ((typeof limit === "string") !== date) {
      const mend = date ? "Write 2026-01-31, today or today-30d." : "Write a whole number.";
      report(below(at, key), "limits", `\`${limit}\` is no limit of \`as: ${as}\``, mend);
    } else if (typeof limit === "string" && dayOf(limit) === null) {
      const mend = "Write a day of the calendar, or fewer years before or after today.";
      report(below(at, key), "limits", `there is no day \`${limit}\``, mend);
    }
  }
  if (isAbove(min, max)) {
    report(below(at, "min"), "limits", `\`min\` ${min} is above \`max\` ${max}`, "Swap them.");
  }
}

/** Reasons that tell a limit, and which one. */
const TOLD = { too_short: "min", too_long: "max", too_small: "min", too_big: "max" } as const;

/** `At least 6 letters` where 4 are enough, and `At most 900` where more than 500 are refused. */
function checkTold(world: World, { source, at }: Screen): void {
  if (!("ask" in source)) return;
  const { min, max, wrong = {} } = source;
  for (const [reason, key] of Object.entries(TOLD)) {
    const text = wrong[reason as keyof typeof TOLD]; // Object.entries forgets them
    const limit = source[key];
    if (text === undefined || typeof limit !== "number") continue;
    const length = reason === "too_short" || reason === "too_long";
    for (const { saying, at: place } of sayingsOf(world, text, below(at, "wrong", reason))) {
      const [one, more] = [...numbersIn(plainly(saying))].map(Number);
      if (one === undefined || more !== undefined) continue;
      // "More than 3" tells a `min` of 4. A number of other size is none of letters, but a phone or an example.
      if (Math.abs(one - limit) <= 1) continue;
      const inside = one >= Number(min ?? 0) && one <= Number(max ?? Infinity);
      const other = length ? Math.abs(digits(one) - digits(limit)) > 1 : inside;
      if (other) continue;
      const message = `\`${reason}\` says ${one}, and \`${key}\` is ${limit}`;
      const mend = `Write {${key}} for the number.`;
      world.report(place, "limits", message, mend, "warning");
    }
  }
}

const digits = (number: number) => String(number).length;
