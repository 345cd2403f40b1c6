/** What a question can be answered with: some of a few, a number between its limits, a text as it is kept. */
import { isAnswerTo, readAnswer, type Circumstances } from "../answer.ts";
import { parseCel, type CelTypes } from "../cel.ts";
import { celTypes } from "../conditions.ts";
import type { ServiceFile } from "../format.ts";
import type { AskRules } from "../model.ts";
import { letsOf, type Scope } from "./outcomes.ts";
import { formsOf, limitsOf, takesLetters } from "./patterns.ts";
import { ANY, behind, some, text, type Form, type Possible } from "./possible.ts";
import type { World } from "./world.ts";

/** What a question that is chosen from can be answered with; null of all else, or where that is unknown. */
export function answersOf(
  { source }: Pick<World, "source">,
  service: ServiceFile | null,
  name: string,
): string[] | null {
  const screens = [...(service?.screens ?? []), ...(service?.aside ?? [])];
  const screen = screens.find((one) => "choose" in one && one.choose === name);
  if (screen === undefined || !("choose" in screen)) return null;
  const rows = source.data.get(screen.from ?? "")?.rows ?? [];
  if (screen.from !== undefined && rows.length === 0) return null;
  return [
    ...(screen.options ?? []).map(({ is }) => is),
    ...rows.map(({ id }) => id),
    ...(screen.other === undefined ? [] : [screen.other.is]),
  ];
}

const scopes = new WeakMap<World, Map<ServiceFile | null, Scope>>();

/** What the names of a service's conditions can be. */
export function scopeOf(world: World, service: ServiceFile | null): Scope {
  const known = scopes.get(world) ?? new Map<ServiceFile | null, Scope>();
  scopes.set(world, known);
  let scope = known.get(service);
  if (scope === undefined) {
    const types = celTypes(world.source, service?.service ?? null);
    const possible = new Map<string, Possible>();
    const answer = (name: string): Possible => {
      const is = possible.get(name) ?? possibleOf(world, service, name, types);
      possible.set(name, is);
      return is;
    };
    const optional = (name: string) => rulesOf(world, service, name)?.optional === true;
    const lets = letsOf(service, (be) => parseCel(be, types));
    scope = { types, answer, optional, lets };
    known.set(service, scope);
  }
  return scope;
}

/** The rules of a question that is typed; null of all else. */
export function rulesOf(
  { release }: World,
  service: ServiceFile | null,
  name: string,
): AskRules | null {
  return release.screens.get(`${service?.service ?? "channel"}/${name}`)?.ask ?? null;
}

function possibleOf(
  world: World,
  service: ServiceFile | null,
  name: string,
  types: CelTypes,
): Possible {
  const chosen = answersOf(world, service, name);
  if (chosen !== null) return some(...new Set(chosen));
  const rules = rulesOf(world, service, name);
  if (rules === null) return types[name] === "bool" ? some(true, false) : ANY;
  if (rules.as === "yes_no") return some(true, false);
  if (rules.as === "number" || rules.as === "money") {
    const [least, most] = limitsOf(rules);
    // Limits that exclude each other have their own finding.
    return least <= most ? { of: "whole", least, most } : ANY;
  }
  const form = formOf(world, rules);
  return rules.as === "date" ? { of: "text", form, ...daysBetween(rules) } : text(form);
}

/** Limits that are reckoned from today are none. */
function daysBetween(rules: AskRules): { least: string; below: string | null } {
  const { min, max } = lasting(rules);
  return {
    least: typeof min === "string" ? min : "",
    below: typeof max === "string" ? behind(max) : null,
  };
}

function formOf(world: World, rules: AskRules): Form {
  const forms = formsOf(rules);
  return {
    takes: (answer) => isAnswerTo(answer, lasting(rules), circumstances(world)),
    begins: (answer) => forms.some((form) => takesLetters(form, answer)),
    letters: [Math.min(...forms.map(({ from }) => from)), Math.max(...forms.map(({ to }) => to))],
  };
}

/** How an answer is kept that somebody types so; null where it is none. */
export function keptAs(world: World, rules: AskRules, typed: string): string | null {
  const iso = typed.split("-").reverse().join("/");
  for (const one of [typed, iso]) {
    const taken = readAnswer(one, lasting(rules), circumstances(world));
    if ("answer" in taken) return String(taken.answer);
  }
  return null;
}

/** Without limits that are reckoned from today: what is too late now is an answer some day. */
function lasting(rules: AskRules): AskRules {
  const fixed = (limit: AskRules["min"]) =>
    typeof limit === "string" && limit.startsWith("today") ? null : limit;
  return { ...rules, min: fixed(rules.min), max: fixed(rules.max) };
}

function circumstances({ source }: World): Circumstances {
  return { country: source.channel.country, today: "2026-01-01" };
}
