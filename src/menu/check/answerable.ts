/** Rules about limits that shut everybody out, though each is one, and about reasons that nobody is given. */
import { dateLimit } from "../answer.ts";
import { dayOf } from "../calendar.ts";
import { neededFor, reasonsOf } from "./reasons.ts";
import { below, screensOf, type Screen, type World } from "./world.ts";

export function checkAnswerable(world: World): void {
  for (const screen of screensOf(world)) {
    checkDays(world, screen);
    checkLetters(world, screen);
    checkReasons(world, screen);
  }
}

/** Of a day of the calendar and one reckoned from today, the present says whether any day is between. */
function checkDays({ release, now, report }: World, { source, at }: Screen): void {
  if (!("ask" in source) || source.as !== "date" || now === null) return;
  const { min, max } = source;
  if (typeof min !== "string" || typeof max !== "string") return;
  if (min.startsWith("today") === max.startsWith("today")) return;
  const today = dayOf(release.channel.timeZone, now);
  const [least, most] = [dateLimit(min, today), dateLimit(max, today)];
  if (least === null || most === null || least <= most) return;
  const message = `no day is from \`${min}\` to \`${max}\`, as today is ${today}`;
  report(
    below(at, "max"),
    "limits",
    message,
    "Write a later `max`, or an earlier `min`.",
    "warning",
  );
}

/** A row is found by the letters of its words: one that has fewer is found by nobody. */
function checkLetters({ source: { data }, report }: World, { source, at }: Screen): void {
  if (!("choose" in source) || source.letters_first === undefined) return;
  const rows = data.get(source.from ?? "")?.rows ?? [];
  let least = source.letters_first;
  let shortest: string | null = null;
  for (const { say } of rows) {
    const labels = Object.values(say);
    const letters = Math.max(...labels.map(lettersOf));
    if (letters >= least) continue;
    least = letters;
    shortest = labels[0] ?? "";
  }
  if (shortest === null) return;
  const message = `\`${shortest}\` of ${source.from} has ${least} letters, so that nobody can find it`;
  report(below(at, "letters_first"), "limits", message, `Ask for ${Math.max(1, least)} at most.`);
}

/** As the search counts them. */
function lettersOf(label: string): number {
  return label.replace(/[^\p{L}\p{N}]/gu, "").length;
}

function checkReasons({ release, report }: World, { source, id, at }: Screen): void {
  const screen = release.screens.get(id);
  if (screen === undefined || !("wrong" in source)) return;
  const given: readonly string[] = [
    ...reasonsOf(screen),
    ...(screen.ask === null ? ["only_one", "no_choice"] : []),
  ];
  for (const code of Object.keys(source.wrong ?? {})) {
    if (given.includes(code)) continue;
    const needed = neededFor(screen, code);
    const kind = "ask" in source ? `\`as: ${source.as}\`` : "a choice";
    const what = needed === null ? kind : `without ${needed}, ${kind}`;
    const message = `${what} is never refused for \`${code}\``;
    const place = { ...below(at, "wrong", code), within: "key" as const };
    const mend =
      needed === null ? `It can be: ${given.join(", ")}.` : `Write ${needed}, or leave this out.`;
    report(place, "unshown", message, mend, "warning");
  }
}
