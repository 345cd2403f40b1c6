/**
 * Rules about words under which citizens find what they sent: no two services have one title, and no two
 * statuses of a life that mean something else for them read the same.
 */
import type { ServiceFile } from "../format.ts";
import type { StatusFile } from "../life-format.ts";
import { waysIn } from "./life.ts";
import { asRead, spoken } from "./told-apart.ts";
import type { World } from "./world.ts";

export function checkSameWords(world: World): void {
  checkTitles(world);
  for (const service of world.source.services.values()) checkStatuses(world, service);
}

/** Those of services that send something stand in one list; what is being written may be the next year's. */
function checkTitles(world: World): void {
  const seen = new Map<string, string>();
  for (const { service, title, life, released } of world.source.services.values()) {
    if (life === undefined || released === false) continue;
    const at = { file: `${service}.yaml`, path: ["title"] };
    const sayings = spoken(world, title, at);
    const key = (one: (typeof sayings)[number]) => `${one.language} ${asRead(one.saying)}`;
    const alike = sayings.find((one) => seen.has(key(one)));
    if (alike !== undefined) {
      const message = `\`${seen.get(key(alike))}\` has the title \`${alike.saying}\` too, in “My requests”`;
      const mend = "Say in both what tells them apart.";
      world.report(alike.at, "option-twice", message, mend, "warning");
    }
    for (const one of sayings) seen.set(key(one), service);
  }
}

/** A distinction that is for officers only may read the same: what it comes to may not. */
function checkStatuses(world: World, service: ServiceFile): void {
  const leaving = new Set(waysIn(service).map(({ from }) => from));
  const comesTo = (name: string, { refusal }: StatusFile) => {
    if (refusal === true) return "a refusal";
    return leaving.has(name) ? "on its way" : "an end and no refusal";
  };
  const seen = new Map<string, { name: string; comes: string }[]>();
  for (const [name, status] of Object.entries(service.life ?? {})) {
    const at = { file: `${service.service}.yaml`, path: ["life", name, "say"] };
    const comes = comesTo(name, status);
    const next = status.next === undefined ? [] : spoken(world, status.next, at);
    const told = spoken(world, status.say, at).map((one) => {
      const more = next.find(({ language }) => language === one.language)?.saying ?? "";
      const key = `${one.language} ${asRead(one.saying)} ${asRead(more)}`;
      const known = seen.get(key) ?? [];
      seen.set(key, [...known, { name, comes }]);
      return { ...one, other: known.find((before) => before.comes !== comes) };
    });
    const alike = told.find(({ other }) => other !== undefined);
    if (alike?.other === undefined) continue;
    const message = `\`${name}\` is ${comes}, and reads like \`${alike.other.name}\`, which is ${alike.other.comes}`;
    const mend = "Say in one of them what becomes of it, or add a `next` that does.";
    world.report(alike.at, "untold", message, mend, "warning");
  }
}
