/** Rules about what the law asks to be told, and about the life of a request. */
import { septets } from "../../base/gsm7.ts";
import type { ScreenSource, ServiceFile } from "../format.ts";
import { APPLICATION_KINDS } from "../model.ts";
import { readText } from "../text.ts";
import { nameOf } from "../written.ts";
import { below, isPartial, screensOf, type World } from "./world.ts";

/** A title stands beside others in a menu and in every status line. */
const TITLE_SEPTETS_MAX = 20;

export function checkLaw(world: World): void {
  for (const service of world.source.services.values()) {
    checkTitle(world, service);
    if (!isPartial(world, service.service)) checkApplication(world, service);
  }
  checkSensitive(world);
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
  const sends = all.some((screen: ScreenSource) => "confirm" in screen);
  if (sends && Object.keys(service.life ?? {}).length === 0) {
    const mend = "Add `life:` with at least `received: { say: … }`.";
    world.report(at, "life-missing", "a request is opened, and has no status", mend);
  }
}

/** A check screen is seen by whoever holds the phone. */
function checkSensitive(world: World): void {
  for (const { source, at, service } of screensOf(world)) {
    if (!("confirm" in source) || service === null) continue;
    const sensitive = [...service.screens, ...(service.aside ?? [])]
      .filter((screen) => "sensitive" in screen && screen.sensitive === true)
      .map((screen) => nameOf(screen).name);
    for (const key of ["say", "done"] as const) {
      const text = source[key];
      const all = typeof text === "string" ? [text] : Object.values(text);
      const names = all.flatMap((saying) => {
        const read = typeof saying === "string" ? readText(saying, "en") : null;
        return read !== null && "arguments" in read ? read.arguments.map(({ name }) => name) : [];
      });
      const shown = sensitive.find((name) => names.includes(name));
      if (shown === undefined) continue;
      const message = `\`${shown}\` is sensitive and printed here`;
      world.report(below(at, key), "sensitive-shown", message, `Leave {${shown}} out.`);
    }
  }
}
