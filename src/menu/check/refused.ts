/**
 * Rules about who is told of a refusal, and why: the reason that an officer must give reaches the
 * citizen only in the SMS of the status.
 *
 * Warnings: the reason may stand in an SMS by another name, or be told at an office.
 */
import type { ServiceFile } from "../format.ts";
import type { StatusFile } from "../life-format.ts";
import { placeholdersOf } from "./sayings.ts";
import { below, type At, type World } from "./world.ts";

export function checkRefused(world: World): void {
  for (const service of world.source.services.values()) {
    for (const [name, status] of Object.entries(service.life ?? {})) {
      if (status.refusal === true) checkTold(world, service, name, status);
    }
  }
}

function checkTold(world: World, { service }: ServiceFile, name: string, { sms }: StatusFile) {
  const at: At = { file: `${service}.yaml`, path: ["life", name] };
  if (sms === undefined) {
    const message = `\`${name}\` is a refusal, and sends no SMS: nobody is told why`;
    const mend = "Add `sms:` with {reason}.";
    return world.report({ ...at, within: "key" }, "refusal", message, mend, "warning");
  }
  const place = below(at, "sms");
  const told = Array.isArray(sms)
    ? sms.map(({ say }, index) => ({ text: say, at: below(place, index, "say") }))
    : [{ text: sms, at: place }];
  for (const one of told) {
    if (one.text === undefined || placeholdersOf(world, one.text, one.at).has("reason")) continue;
    const message = "this SMS tells of a refusal, and not why";
    world.report(one.at, "refusal", message, "Print {reason} in it.", "warning");
  }
}
