/**
 * Services that are written but not offered yet: `released: false`.
 *
 * Owns what a release leaves out because of it: the service, and the options of menus that lead to it.
 * They are checked, drawn and rehearsed as all others, so that a service can be worked on for weeks in
 * the folder of the others. Called by `release` and `compile`.
 */
import type { Target } from "./screen-format.ts";
import type { MenuSource } from "./source.ts";

/** The names of the services that no release holds. */
export function unreleased({ services }: MenuSource): ReadonlySet<string> {
  const names = [...services.values()].filter(({ released }) => released === false);
  return new Set(names.map(({ service }) => service));
}

/** The menus without those services; what leads to them is left out when this is compiled. */
export function withoutThem(source: MenuSource, names: ReadonlySet<string>): MenuSource {
  return {
    ...source,
    services: new Map([...source.services].filter(([name]) => !names.has(name))),
  };
}

/** True where an option leads to one of them, and to nothing else. */
export function leadsToAbsent(go: Target | undefined, names: ReadonlySet<string>): boolean {
  return typeof go === "string" && names.has(go);
}
