/**
 * The rules about money: whoever is charged has seen how much before they confirm, and nobody comes to
 * where they are charged with an amount that was not found.
 */
import { compileCel, type CelTypes } from "../cel.ts";
import { celTypes } from "../conditions.ts";
import type { Answers } from "../contract.ts";
import { fieldKey } from "../looked-up.ts";
import type { CompiledScreen, Edge, Expression, Release } from "../model.ts";
import type { ServiceFile } from "../format.ts";
import type { ScreenSource } from "../screen-format.ts";
import { meant } from "../nearest.ts";
import { choiceOf, insteadOf } from "../path.ts";
import { namedIn } from "./named.ts";
import { argumentsOf, isUnreadable, placeholdersOf, sayingsOf } from "./sayings.ts";
import { below, edgesOf, isPartial, screensOf, type At, type World } from "./world.ts";

type Confirm = Extract<ScreenSource, { confirm: string }>;

export function checkCharges(world: World): void {
  for (const { source, at, service, id } of screensOf(world)) {
    if ("confirm" in source) checkToldAfter(world, source, at);
    if (!("confirm" in source) || source.charge === undefined || service === null) continue;
    const { charge } = source;
    const types = celTypes(world.source, service.service);
    const compiled = compileCel(charge, types);
    if ("fault" in compiled || compiled.type !== "int") {
      if (isPartial(world, service.service) || isUnknown(world, service, charge)) continue;
      const numbers = Object.keys(types).filter((name) => types[name] === "int");
      const message = `\`${charge}\` is no amount`;
      const mend = meant(charge, numbers) || `Known: ${numbers.join(", ") || "none"}.`;
      world.report(below(at, "charge"), "charge", message, mend);
      continue;
    }
    for (const one of sayingsOf(world, source.say, below(at, "say"))) {
      const { saying, language, at: place } = one;
      if (isUnreadable(one)) continue;
      const printed = argumentsOf(saying, language).some(
        ({ name, column }) => (column === undefined ? name : `${name}.${column}`) === charge,
      );
      if (printed) continue;
      const message = "the citizen is charged, and is not told how much";
      world.report(place, "charge", message, `Add {${charge}}, and that there is no other charge.`);
    }
    for (const lookUp of lookUpsOf(world.release, service, charge, types)) {
      const instead = (["none", "broken"] as const).find((is) =>
        comesTo(world.release, lookUp, is, id),
      );
      if (instead === undefined) continue;
      const message = `a way leads here from \`${instead}\` of \`${lookUp.name}\`, where nobody knows how much it costs`;
      const mend = `Let the \`go\` of \`${instead}\` lead to another screen, or to a \`confirm\` without a \`charge\`.`;
      world.report(below(at, "charge"), "charge", message, mend);
    }
  }
}

/** True where it is a field of a connector that is not there, which its own finding tells. */
function isUnknown({ release }: World, { screens, aside = [] }: ServiceFile, charge: string) {
  return [...screens, ...aside].some(
    (screen) =>
      "look_up" in screen &&
      charge.startsWith(`${screen.look_up}.`) &&
      !release.channel.connectors.has(screen.in),
  );
}

/** An amount in the channel's money that is told once it is sent, and was not before. */
function checkToldAfter(world: World, { say, done }: Confirm, at: At): void {
  const { currency } = world.source.channel;
  const before = placeholdersOf(world, say, below(at, "say"));
  for (const { saying, letter } of sayingsOf(world, done, below(at, "done"))) {
    for (const [written, name = ""] of saying.matchAll(/[A-Z]{3} \{\s*([a-z][a-z0-9_]*)/g)) {
      if (!written.startsWith(`${currency} `) || before.has(name)) continue;
      const message = `{${name}} is told only once it is sent`;
      const mend = "Print it in `say` too, before the citizen agrees.";
      world.report(letter(saying.indexOf(written)), "charge", message, mend, "warning");
    }
  }
}

/** The look-ups of which an amount needs a field, itself or as a computed value. */
function lookUpsOf(
  { screens }: Release,
  { service, let: lets }: ServiceFile,
  charge: string,
  types: CelTypes,
): CompiledScreen[] {
  const be = lets?.[charge]?.be ?? charge;
  return [...screens.values()].filter(
    ({ lookUp, name, service: of }) =>
      lookUp !== null &&
      of === service &&
      Object.keys(types).some((field) => field.startsWith(`${name}.`) && namedIn(be, field)),
  );
}

/**
 * True where a screen may be reached from a look-up that found nothing. Whoever changes an answer that was
 * sent is looked up anew, so no way goes on behind those questions.
 */
function comesTo(
  { screens }: Release,
  lookUp: CompiledScreen,
  is: "none" | "broken",
  to: string,
): boolean {
  const asked = [lookUp.name, ...(lookUp.lookUp?.inputs.values() ?? [])];
  const anew = new Set(asked.map((name) => `${lookUp.service}/${name}`));
  const seen = new Set<string>(anew);
  const next = [...open(lookUp, choiceOf(lookUp, insteadOf(is))?.edges ?? [])];
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    if (id === to) return true;
    const screen = screens.get(id);
    if (screen === undefined || screen.service !== lookUp.service || seen.has(id)) continue;
    seen.add(id);
    next.push(...open(lookUp, edgesOf(screen)));
  }
  return false;
}

/** Where ways may lead for whom nothing was found; other answers may be anything. */
function open({ name, lookUp }: CompiledScreen, edges: readonly Edge[]): string[] {
  const fields = [...(lookUp?.fields ?? [])].map(([field, { as }]) => {
    return [fieldKey(name, field), SAMPLE[as]];
  });
  const found = Object.fromEntries(fields) as Answers; // fromEntries forgets the values
  // What only lacks a field of the look-up does not hold; what lacks other answers may.
  const may = (guard: Expression) => {
    const holds = guard({});
    return typeof holds === "boolean" ? holds : typeof guard(found) !== "boolean";
  };
  return edges.filter(({ guards }) => guards.every(may)).map((edge) => edge.to);
}

/** A value of each type a field can have. */
const SAMPLE = { text: "", date: "2026-01-01", number: 1, money: 1, yes_no: true } as const;
