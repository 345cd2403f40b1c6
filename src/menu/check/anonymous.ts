/**
 * The rule about anonymous services: nothing is asked, printed, sent or kept by which an answer could be
 * joined with whoever gave it.
 */
import type { ScreenSource } from "../screen-format.ts";
import type { ServiceFile } from "../format.ts";
import { nameOf } from "../written.ts";
import { questionsOf } from "./named.ts";
import { saidIn } from "./said.ts";
import { placeholdersOf } from "./sayings.ts";
import { below, screensOf, type At, type World } from "./world.ts";

const RULE = "anonymous";
/** Of a request, which there is none of. */
const OF_REQUESTS = ["once", "life", "reasons", "gives"] as const;
/** Kinds that ask for what says who somebody is, or tell of a request. */
const KINDS: ReadonlySet<string> = new Set(["book", "look_up", "requests", "mine", "verify"]);

export function checkAnonymous(world: World): void {
  for (const service of world.source.services.values()) {
    if (service.anonymous === true) checkService(world, service);
  }
  for (const { source, at, service } of screensOf(world)) {
    if (service?.anonymous === true) checkScreen(world, source, at);
    else checkOther(world, source, at);
  }
  checkPrinted(world);
}

function checkService({ report }: World, service: ServiceFile): void {
  for (const key of OF_REQUESTS) {
    if (service[key] === undefined) continue;
    const at: At = { file: `${service.service}.yaml`, path: [key], within: "key" };
    const message = `\`${key}\` is about requests, and answers that are only counted make none`;
    report(at, RULE, message, "Leave it out, or take `anonymous` out.");
  }
}

function checkScreen({ report }: World, source: ScreenSource, at: At): void {
  const { kind, name } = nameOf(source);
  const key = (one: string): At => ({ ...below(at, one), within: "key" });
  if (KINDS.has(kind)) {
    const message = `\`${kind}\` has to know who is calling`;
    report(key(kind), RULE, message, "Put it into another service, and lead there.");
  }
  if ("ask" in source && source.as !== "yes_no") {
    const message = `what is typed for \`${name}\` can say who typed it`;
    const mend =
      "Offer a `choose`, or ask by `yes_no`; own words belong into a service with requests.";
    report(below(at, "as"), RULE, message, mend);
  }
  if ("sms" in source && source.sms !== undefined) {
    report(key("sms"), RULE, "an SMS is kept with the number it goes to", "Show it only.");
  }
  if (!("confirm" in source)) return;
  if (source.send !== "count") {
    const message = "a request is kept with the number of whoever sent it";
    report(below(at, "send"), RULE, message, "Write `send: count`.");
  }
  if (source.charge !== undefined) {
    report(key("charge"), RULE, "nobody can be charged whom nobody knows", "Leave it out.");
  }
}

/** What the screens of other services and of the channel may not do. */
function checkOther({ source: menus, report }: World, source: ScreenSource, at: At): void {
  if ("confirm" in source && source.send === "count") {
    const mend = "Add `anonymous: true` to the service, or write `send: request`.";
    report(below(at, "send"), RULE, "answers are counted, and the service is not anonymous", mend);
  }
  if (!("requests" in source) || source.of === undefined) return;
  if (menus.services.get(source.of)?.anonymous !== true) return;
  report(below(at, "of"), RULE, `\`${source.of}\` opens no requests`, "Name another service.");
}

/** What is printed stays in the replies of the call, sealed, until it is purged. */
function checkPrinted(world: World): void {
  for (const { text, at, service } of saidIn(world)) {
    if (service?.anonymous !== true) continue;
    const answers = new Set([...questionsOf(service), ...Object.keys(service.let ?? {}), "ref"]);
    for (const [name, place] of placeholdersOf(world, text, at)) {
      if (!answers.has(name)) continue;
      const message =
        name === "ref"
          ? "answers that are only counted have no reference"
          : `\`${name}\` would be kept with the call as a text`;
      world.report(place, RULE, message, `Leave {${name}} out.`);
    }
  }
}
