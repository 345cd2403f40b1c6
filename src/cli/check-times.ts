/** How long calls take, in a line for each service. Called by `check`. */
import { SPEEDS, type CallTime } from "../menu/check/call-time.ts";

/** Of each service the language that takes longest; nothing where nothing is asked. */
export function showTimes(times: readonly CallTime[]): string[] {
  const longest = new Map<string, CallTime>();
  for (const time of times) {
    const before = longest.get(time.service);
    if (before === undefined || before.speeds.slow.seconds < time.speeds.slow.seconds) {
      longest.set(time.service, time);
    }
  }
  const [first] = times;
  if (first === undefined) return [];
  const speeds = Object.values(SPEEDS).join(", ");
  return [
    `Seconds from the dial to the end on the longest way, reading ${speeds} letters a second; a call lasts ${first.session}:`,
    ...[...longest.values()].map(lineOf),
  ];
}

function lineOf({ service, language, session, speeds, stretch }: CallTime): string {
  const { fast, middle, slow } = speeds;
  const seconds = `  ${service} (${language}): ${fast.seconds}, ${middle.seconds}, ${slow.seconds}`;
  const saved = `at most ${stretch.seconds} from one saved answer to the next`;
  if (slow.fits) return `${seconds}. Fits one call; ${saved}.`;
  const who = fast.fits ? "Whoever reads slowly" : "Most people";
  const kept = stretch.seconds <= session ? "" : ", which is too long";
  return `${seconds}. ${who} may be cut off, at \`${slow.goes_on_at}\`, and go on there at the next dial; ${saved}${kept}.`;
}
