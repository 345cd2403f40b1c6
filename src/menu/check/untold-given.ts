/**
 * Rule: what officers give with a move is for the citizen, so a text of its service tells it, or a `mine`
 * screen of another one.
 */
import { saidIn } from "./said.ts";
import { sayingsOf } from "./sayings.ts";
import type { World } from "./world.ts";

export function checkUntoldGiven(world: World): void {
  const services = [...world.source.services.values()].filter(({ gives }) => gives !== undefined);
  if (services.length === 0 || world.source.unread.size > 0) return;
  const said = saidIn(world);
  for (const { service, gives, life } of services) {
    const file = `${service}.yaml`;
    const about = said.filter(({ at, on }) => {
      const source = on?.screen.source;
      return at.file === file || (source !== undefined && "of" in source && source.of === service);
    });
    // As it is written: of a text that cannot be read its own finding tells.
    const sayings = about.flatMap(({ text, at }) => sayingsOf(world, text, at));
    const named = sayings.flatMap(({ saying }) => [...saying.matchAll(/\{\s*(\w+)/g)]);
    const told = new Set(named.map(([, name]) => name));
    const moves = Object.values(life ?? {}).flatMap(({ may_become }) => may_become ?? []);
    const given = new Set(moves.flatMap((move) => move.gives ?? []));
    for (const name of Object.keys(gives ?? {})) {
      if (told.has(name) || !given.has(name)) continue;
      const at = { file, path: ["gives", name], within: "key" as const };
      const message = `\`${name}\` is given, and no text tells the citizen`;
      const mend = `Print {${name}} in the \`sms\` or the \`next\` of a status that has it, or remove it.`;
      world.report(at, "unshown", message, mend, "warning");
    }
  }
}
