/** Rule: the quiet hours are those of the night, so that nobody is woken, and told by day. */
import { below, type At, type World } from "./world.ts";

export function checkHours({ source, report }: World): void {
  const quiet = source.channel.sms?.quiet;
  if (quiet === undefined) return;
  const { from, to } = quiet;
  const at: At = { file: "channel.yaml", path: ["sms", "quiet"] };
  if (from === to) {
    const message = `no hour is from ${from} to ${to}, so that SMS go out at night`;
    report(below(at, "to"), "limits", message, 'Write the night, such as from "19:00" to "07:00".');
  } else if (from < to && from >= MORNING) {
    const message = `from ${from} to ${to} is by day: SMS wait then, and go out at night`;
    report(
      below(at, "from"),
      "limits",
      message,
      `Swap them: from "${to}" to "${from}".`,
      "warning",
    );
  }
}

/** Quiet that begins later, and ends on the same day, leaves the small hours out. */
const MORNING = "04:00";
