/** Rules about labels, which stand beside the answers that can be changed: there where they are needed, and short. */
import { width } from "../../base/gsm7.ts";
import { say } from "../text.ts";
import { OPTION_MAX, placeOf } from "./sms.ts";
import { asRead, spoken } from "./told-apart.ts";
import { keptWays } from "./unasked.ts";
import { below, screensOf, type Screen, type World } from "./world.ts";

export function checkLabels(world: World): void {
  const { release, languages, report } = world;
  checkSame(world);
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

/** `2. Ward 3. Ward`: of two that everybody may be asked one after the other; of either of two, one is shown. */
function checkSame(world: World): void {
  const seen = new Map<string, Screen[]>();
  for (const screen of screensOf(world)) {
    const { source, service, at } = screen;
    if (service === null || source.when !== undefined) continue;
    if (!("label" in source) || source.label === undefined) continue;
    const sayings = spoken(world, source.label, below(at, "label"));
    const key = (one: (typeof sayings)[number]) =>
      `${service.service} ${one.language} ${asRead(one.saying)}`;
    const alike = sayings.find((one) =>
      seen.get(key(one))?.some((before) => follow(world, before, screen)),
    );
    if (alike !== undefined) {
      const message = `another question has the label \`${alike.saying}\` too`;
      const mend = "Say in both what tells them apart: they stand in one list to be changed.";
      world.report(alike.at, "option-twice", message, mend, "warning");
    }
    for (const one of sayings) seen.set(key(one), [...(seen.get(key(one)) ?? []), screen]);
  }
}

/** True where who answered one of them may be asked the other. */
function follow({ release }: World, one: Screen, other: Screen): boolean {
  return leads(release, one.id, other.id) || leads(release, other.id, one.id);
}

function leads({ screens }: World["release"], from: string, to: string): boolean {
  const seen = new Set<string>();
  const waiting = [from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const screen = screens.get(id);
    if (screen === undefined || screen.kind === "confirm") continue;
    const next = keptWays(screen).filter((one) => !seen.has(one));
    if (next.includes(to)) return true;
    for (const one of next) seen.add(one);
    waiting.push(...next);
  }
  return false;
}
