/** Compiles what a service's file says beside its screens. Called by `compile`. */
import type { Conditions } from "./conditions.ts";
import type { ServiceFile } from "./format.ts";
import { lifeOf } from "./life-compile.ts";
import { APPLICATION_KINDS, type CompiledScreen, type CompiledService } from "./model.ts";
import { periodMs } from "./period.ts";
import type { Say } from "./say-compile.ts";
import { windowOf } from "./window.ts";

/** `screens`: all there are, compiled. */
export function serviceOf(
  file: ServiceFile,
  screens: ReadonlyMap<string, CompiledScreen>,
  { say, conditions }: { say: Say; conditions: Conditions },
): CompiledService {
  const own = [...screens.values()].filter((screen) => screen.service === file.service);
  const inOrder = own.filter((screen) => screen.path[0] === "screens");
  const entry = inOrder.find((screen) => APPLICATION_KINDS.has(screen.kind));
  const keep = file.privacy?.keep ?? "1y";
  return {
    name: file.service,
    title: say(file.title),
    star: file.star === undefined ? null : String(file.star),
    first: inOrder[0]?.id ?? "",
    entry: entry?.id ?? null,
    purpose: file.privacy === undefined ? null : say(file.privacy.purpose),
    sharedWith: (file.privacy?.shared_with ?? []).map(say),
    basis: file.privacy?.basis ?? "",
    keep,
    keepMs: periodMs(keep),
    draftMs: periodMs(file.draft),
    open: windowOf(file.open, say),
    anonymous: file.anonymous === true,
    assisted: mayAssist(file, own),
    bookings: own.filter(({ book }) => book !== null),
    lets: new Map(
      Object.entries(file.let ?? {}).map(([name, { be, otherwise }]) => [
        name,
        { be: conditions.plain(be, file.service), otherwise },
      ]),
    ),
    once: file.once === undefined ? null : { by: file.once.by, say: say(file.once.say) },
    life: lifeOf(file, say, (expression) => conditions.full(expression, file.service)),
  };
}

/** A request that somebody else may send; consent is one's own to give, unless the file says otherwise. */
function mayAssist(file: ServiceFile, screens: readonly CompiledScreen[]): boolean {
  if (file.anonymous === true || file.life === undefined) return false;
  if (screens.some(({ kind, pin }) => pin && APPLICATION_KINDS.has(kind))) return false;
  return file.assisted ?? file.privacy?.basis !== "consent";
}
