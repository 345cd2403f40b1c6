/**
 * Answers under which a condition holds, out of the values that conditions can tell apart: what they
 * compare with, what lies beside it, the options, and nothing at all. Called by `explore`.
 */
import { readsOf } from "../conditions.ts";
import type { Expression } from "../model.ts";
import type { ServiceFile } from "../format.ts";
import { nameOf } from "../written.ts";
import { conditionsOf, screensOf, type World } from "./world.ts";

type Value = string | number | boolean;

export interface Domains {
  /** By service and answer. */
  values: ReadonlyMap<string, ReadonlyMap<string, readonly Value[]>>;
  /** Combinations that may still be tried, over all ways. */
  left: number;
}

/** Of one way, and of all of a release: half a second. */
const TRIES = 500;
const TRIES_AT_ALL = 100_000;

export function domainsOf(world: World): Domains {
  const conditions = new Map<ServiceFile, string[]>();
  for (const screen of screensOf(world)) {
    if (screen.service === null) continue;
    const own = conditions.get(screen.service) ?? [];
    own.push(...conditionsOf(screen).map(({ when }) => when));
    conditions.set(screen.service, own);
  }
  const values = [...world.source.services.values()].map((service) => {
    const lets = Object.values(service.let ?? {}).map(({ be }) => be);
    return [
      service.service,
      valuesIn(service, [...(conditions.get(service) ?? []), ...lets]),
    ] as const;
  });
  return { values: new Map(values), left: TRIES_AT_ALL };
}

function valuesIn(service: ServiceFile, conditions: readonly string[]) {
  const all = conditions.join("\n");
  const texts = [...all.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, one, two]) => one ?? two ?? "");
  const numbers = [...all.matchAll(/(?<![\w.'"-])\d{1,15}(?![\w.'"-])/g)].map(([one]) =>
    Number(one),
  );
  const near = [...new Set([0, 1, ...numbers.flatMap((one) => [one, one - 1, one + 1])])];
  const spoken = [...new Set([...texts, "x"])];
  const screens = [...service.screens, ...(service.aside ?? [])];
  return new Map(
    screens.map((screen): [string, readonly Value[]] => {
      const { name } = nameOf(screen);
      if ("choose" in screen) {
        const options = [...(screen.options ?? []), ...(screen.other ? [screen.other] : [])];
        const named = options.map(({ is }) => is);
        return [name, screen.from === undefined ? named : [...named, ...spoken]];
      }
      if (!("ask" in screen)) return [name, []];
      if (screen.as === "yes_no") return [name, [true, false]];
      return [name, screen.as === "number" || screen.as === "money" ? near : spoken];
    }),
  );
}

/** Answers for which `fits`, of those that the guards read; null where none are found. */
export function answersFor(
  domains: Domains,
  service: string | null,
  guards: readonly Expression[],
  fits: (answers: Record<string, Value>) => boolean,
): Record<string, Value> | null {
  const known = domains.values.get(service ?? "");
  const names = [...new Set(guards.flatMap((guard) => [...readsOf(guard)]))];
  const of = names.map((name) => [undefined, ...(known?.get(name) ?? [])]);
  const size = of.reduce((product, values) => product * values.length, 1);
  for (let at = 0; at < Math.min(size, TRIES) && domains.left > 0; at++) {
    domains.left--;
    const answers: Record<string, Value> = {};
    let rest = at;
    for (const [index, values] of of.entries()) {
      const value = values[rest % values.length];
      rest = Math.floor(rest / values.length);
      const name = names[index];
      if (name !== undefined && value !== undefined) answers[name] = value;
    }
    if (fits(answers)) return answers;
  }
  return null;
}
