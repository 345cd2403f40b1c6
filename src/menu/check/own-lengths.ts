/**
 * The same rules for the screens that no file draws: what Njia itself says in a service, and around them, in the
 * channel's words. Called by `lengths`.
 */
import { LONGEST_PHONE } from "../../base/phone.ts";
import { width } from "../../base/gsm7.ts";
import type { Answers } from "../contract.ts";
import { isAnonymous } from "../counted.ts";
import { OWN } from "../model.ts";
import { isQuestion, pathOf } from "../path.ts";
import { SYSTEM_TEXTS, type SystemText, type WrongCode } from "../system-texts.ts";
import { say } from "../text.ts";
import { standingOf } from "../window.ts";
import { checkPages, reportEnd } from "./fits.ts";
import type { Measuring } from "./reasons.ts";
import { sceneOf } from "./scene.ts";
import type { World } from "./world.ts";

/** What Njia itself says within a service. */
export function checkOwn(world: Measuring, service: string, language: string): void {
  const { facts, snapshot } = sceneOf(world, service, language);
  const at = (text: SystemText) => ({ file: "channel.yaml", path: ["texts", text] });
  const reasons: WrongCode[] = ["not_on_list", "empty"];
  // Who has answered nothing is told of nothing that is safe.
  const answered = pathOf(world.release, service, snapshot.answers).answered.length > 0;
  const kept = answered && !isAnonymous(world.release, service);
  const own = [
    [{ screen: OWN.resume, about: service }, "resume"],
    [{ screen: OWN.suspended, about: `${service} saved` }, "suspended"],
    [{ screen: OWN.stuck }, kept ? "stuck_saved" : "stuck"],
    [{ screen: OWN.stuck, answers: {} }, "stuck"],
    [{ screen: OWN.change }, "change_which"],
    [{ screen: OWN.request, about: "1234567890" }, "request"],
    [{ screen: OWN.sent, about: "1234567890", ended: true }, "sent_before"],
  ] as const;
  for (const [over, text] of own) {
    // Of answers and of what can become of a request there may be one, or several.
    const only: WrongCode[] = text === "change_which" || text === "request" ? ["only_one"] : [];
    checkPages(world, { ...snapshot, ...over }, facts, at(text), [...reasons, ...only], null);
  }
  const once = { file: `${service}.yaml`, path: ["once", "say"] };
  if (world.release.services.get(service)?.once) {
    checkPages(world, { ...snapshot, screen: OWN.once }, facts, once, reasons, null);
  }
  const gone = { ...snapshot, screen: OWN.gone, about: service };
  checkPages(world, gone, facts, at("draft_gone"), reasons, null);
  const shut = { ...snapshot, screen: OWN.shut, about: `${service} saved` };
  for (const [instant, text] of shutAt(world, service)) {
    checkPages(world, shut, { ...facts, at: instant }, at(text), reasons, null);
  }
  const changed = { ...snapshot, screen: OWN.resume, about: service };
  const drafts = [{ service, answers: unfitting(world, service), intent: null }];
  checkPages(world, changed, { ...facts, drafts }, at("resume_changed"), reasons, null);
}

/** An instant before a service opens and one after it closes, with the words that are told then. */
function shutAt({ release }: World, service: string): [number, SystemText][] {
  const window = release.services.get(service)?.open;
  if (window == null) return [];
  const instant = (day: string, days: number) =>
    Date.parse(day.length === 5 ? `2026-${day}` : day) + days * 86_400_000;
  return [instant(window.from, -1), instant(window.to, 2)].flatMap(
    (one): [number, SystemText][] => {
      const is = standingOf(release, service, one)?.is;
      if (is === "early") return [[one, "not_open"]];
      return is === "over" ? [[one, "no_longer_open"]] : [];
    },
  );
}

/** The longest offer lists every question: an empty answer fits none. */
function unfitting({ release }: World, service: string): Answers {
  const own = [...release.screens.values()].filter((screen) => screen.service === service);
  return Object.fromEntries(own.filter(isQuestion).map(({ name }) => [name, ""]));
}

const ENDINGS: readonly SystemText[] = [
  "help",
  "help_saved",
  "unknown_code",
  "expired",
  "closed",
  "apology",
  "not_yours",
  "busy",
  "busy_saved",
  "often",
];

/** What it says around the services. */
export function checkSystem(world: Measuring, language: string): void {
  const { release } = world;
  const { facts, snapshot } = sceneOf(world, null, language);
  if (release.channel.assist !== null) {
    const asks = { ...snapshot, screen: OWN.assist };
    const phone = { file: "channel.yaml", path: ["assist", "texts", "phone"] };
    checkPages(world, asks, facts, phone, ["not_a_phone", "empty"], null);
    const agrees = { ...snapshot, screen: OWN.agreed, about: LONGEST_PHONE };
    const agreed = { file: "channel.yaml", path: ["assist", "texts", "agreed"] };
    checkPages(world, agrees, facts, agreed, ["not_on_list", "empty"], null);
  }
  const given = ENDINGS.filter((key) => world.source.channel.texts[key] !== undefined);
  for (const key of given) {
    const values: Record<string, string> = {
      code: key === "apology" ? "1234" : facts.code.dial,
      channel: say(release.channel.name, language, () => ""),
    };
    const text = say(release.channel.texts[key], language, ({ name }) => values[name] ?? "");
    const at = { file: "channel.yaml", path: ["texts", key] };
    reportEnd(world, at, width(text, "gsm7"), facts.budget.gsm7, SYSTEM_TEXTS[key]);
  }
}
