/** Rules about what the law asks to be told, and about the life of a request. */
import { septets } from "../../base/gsm7.ts";
import type { ScreenSource } from "../screen-format.ts";
import type { ServiceFile } from "../format.ts";
import { APPLICATION_KINDS } from "../model.ts";
import { readText } from "../text.ts";
import { nameOf } from "../written.ts";
import { saidIn } from "./said.ts";
import { sayingsOf } from "./sayings.ts";
import { isPartial, type World } from "./world.ts";

/** A title stands beside others in a menu and in every status line. */
const TITLE_SEPTETS_MAX = 20;

export function checkLaw(world: World): void {
  for (const service of world.source.services.values()) {
    checkTitle(world, service);
    if (!isPartial(world, service.service)) checkApplication(world, service);
  }
  checkReference(world);
}

function checkTitle({ report }: World, { service, title }: ServiceFile): void {
  if (typeof title === "object" && "word" in title) return;
  const all = typeof title === "string" ? [["", title] as const] : Object.entries(title);
  for (const [language, text] of all) {
    const long = typeof text === "string" ? (septets(text) ?? text.length) : 0;
    if (long <= TITLE_SEPTETS_MAX) continue;
    const at = { file: `${service}.yaml`, path: language === "" ? ["title"] : ["title", language] };
    const message = `this title has ${long} letters`;
    report(at, "title-too-long", message, `Use at most ${TITLE_SEPTETS_MAX}.`);
  }
}

function checkApplication(world: World, service: ServiceFile): void {
  const at = { file: `${service.service}.yaml`, path: ["service"], within: "key" as const };
  const all = [...service.screens, ...(service.aside ?? [])];
  const applied = service.screens.filter((screen) => APPLICATION_KINDS.has(nameOf(screen).kind));
  const [first] = applied;
  if (first === undefined) return;
  if (service.privacy === undefined) {
    const mend = "Add `privacy:` with purpose, basis, keep, shared_with and automated.";
    world.report(at, "privacy-missing", "answers are asked, and nothing says what for", mend);
  }
  if (nameOf(first).kind !== "notice") {
    const mend = "Put `- notice: privacy` before the first question.";
    const message = "the first question comes before any notice";
    const index = service.screens.indexOf(first);
    world.report({ file: at.file, path: ["screens", index] }, "notice-missing", message, mend);
  }
  if (service.privacy?.basis === "consent") checkConsent(world);
  const sends = all.some((screen: ScreenSource) => "confirm" in screen);
  // What is only counted has no life of its own.
  if (sends && service.anonymous !== true && Object.keys(service.life ?? {}).length === 0) {
    const mend = "Add `life:` with at least `received: { say: … }`.";
    world.report(at, "life-missing", "a request is opened, and has no status", mend);
  }
}

/** Whoever agrees must be able not to, in words. */
function checkConsent({ source, report }: World): void {
  for (const key of ["agree", "disagree"] as const) {
    if (source.channel.texts[key] !== undefined) continue;
    const at = { file: "channel.yaml", path: ["texts"], within: "key" as const };
    const message = `a service needs consent, and there is no text \`${key}\``;
    report(at, "consent-words", message, `Add \`${key}:\` to \`texts\`.`);
  }
}

/** Whoever sent something needs its reference to ask what became of it. */
function checkReference(world: World): void {
  for (const { text, at, on, ...said } of saidIn(world)) {
    // What the channel answers to an SMS may be about none.
    const sms = said.sms && said.service !== null && on === null;
    if ((on?.key !== "done" && !sms) || said.service?.anonymous === true) continue;
    for (const { saying, language, at: place } of sayingsOf(world, text, at)) {
      const read = readText(saying, language);
      if ("fault" in read || read.always.has("ref")) continue;
      const what = sms ? "this SMS" : "the last screen";
      const some = read.arguments.some(({ name }) => name === "ref");
      const message = `${what} does not print the reference${some ? " in every branch" : ""}`;
      world.report(place, "ref-missing", message, "Add {ref}.", sms ? "warning" : "error");
    }
  }
}
