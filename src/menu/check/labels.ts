/** Rules about labels, which stand beside the answers that can be changed: there where they are needed, and short. */
import { width } from "../../base/gsm7.ts";
import { say } from "../text.ts";
import { OPTION_MAX, placeOf } from "./sms.ts";
import { below, screensOf, type World } from "./world.ts";

export function checkLabels(world: World): void {
  const { release, languages, report } = world;
  for (const { source, id, at } of screensOf(world)) {
    if (!("label" in source || "choose" in source)) continue;
    const { label } = source;
    const options = "choose" in source ? source.options : undefined;
    const kept = options?.some(({ keep }) => keep !== false) ?? true;
    if (label === undefined) {
      const mend = "Add `label:`, a short name for the list of answers that can be changed.";
      if (kept) report({ ...at, within: "key" }, "missing-key", "`label` is missing", mend);
      continue;
    }
    const place = below(at, "label");
    if (!kept) {
      const message = "no option is kept, so that nobody is shown this label";
      report({ ...place, within: "key" }, "unshown", message, "Remove it.", "warning");
    }
    for (const language of languages) {
      const sayings = release.screens.get(id)?.label ?? new Map();
      const size = width(
        say(sayings, language, () => ""),
        "gsm7",
      );
      if (size <= OPTION_MAX) continue;
      const mend = `Use at most ${OPTION_MAX}: the answer stands beside it.`;
      const message = `this label has ${size} letters`;
      report(placeOf(label, place, language), "option-too-long", message, mend);
    }
  }
}
