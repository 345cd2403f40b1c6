/**
 * A screen for a way that was forgotten, so that what a mend says to type can be typed: one that really is
 * there, best one that nothing else leads to.
 *
 * Looks at screens as they stand in their file, before it is known whether they can be read. Called by `read`.
 */
import { SCREEN_KINDS } from "./screen-format.ts";
import type { Path } from "./source.ts";

export interface Sections {
  screens: readonly unknown[];
  aside?: readonly unknown[] | undefined;
  /** Services, to which a screen of the channel may lead. */
  services?: readonly string[];
}

/** Where a screen may lead whose way is missing; null where there is no other. */
export function forgottenWay(sections: Sections, from: Path): string | null {
  const { screens, aside = [], services = [] } = sections;
  const [section, at] = from;
  const own = section === "aside" ? screens.length + Number(at) : Number(at);
  const all = [...screens, ...aside];
  // The next one first, and round to those above.
  const round = [...all.slice(own + 1), ...all.slice(0, own)].map(nameIn);
  const others = [...round, ...services].filter((name) => name !== null);
  const led = new Set(targetsIn([screens, aside]));
  for (const [index, screen] of screens.entries()) {
    const name = nameIn(screen);
    // A call begins at the first; in a service each of the others is come to from above.
    const above = services.length === 0 && !isMenu(screens[index - 1]);
    if (name !== null && (index === 0 || above)) led.add(name);
  }
  return others.find((name) => !led.has(name)) ?? others[0] ?? null;
}

function isMenu(screen: unknown): boolean {
  return typeof screen === "object" && screen !== null && "menu" in screen;
}

function nameIn(screen: unknown): string | null {
  if (typeof screen !== "object" || screen === null) return null;
  const named = Object.entries(screen).find(([key]) => KINDS.has(key));
  return typeof named?.[1] === "string" ? named[1] : null;
}

const KINDS: ReadonlySet<string> = new Set([...SCREEN_KINDS, "use"]);

/** Whatever stands behind a `go` or a `to`. */
function targetsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]: [string, unknown]) =>
    (key === "go" || key === "to") && typeof one === "string" ? [one] : targetsIn(one),
  );
}
