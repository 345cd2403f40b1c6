/** Rules about CEL expressions: readable, of the right type, and able to hold. */
import { compileCel, type CelTypes } from "../cel.ts";
import { celTypes } from "../conditions.ts";
import type { ServiceFile } from "../format.ts";
import type { MenuSource } from "../source.ts";
import { answersOf } from "./answers.ts";
import { celSlip } from "./cel-slips.ts";
import { checkNever } from "./never.ts";
import { choicesIn } from "./said-in-life.ts";
import { below, conditionsOf, isPartial, screensOf, type At, type World } from "./world.ts";

export function checkExpressions(world: World): void {
  for (const screen of screensOf(world)) {
    for (const { when, at } of conditionsOf(screen)) {
      checkCel(world, screen.service, when, at, "bool");
    }
  }
  for (const service of world.source.services.values()) {
    for (const { sms, at } of choicesIn(service)) {
      for (const [index, { when }] of sms.entries()) {
        if (when !== undefined) checkCel(world, service, when, below(at, index, "when"), "bool");
      }
    }
    for (const [name, { be, otherwise }] of Object.entries(service.let ?? {})) {
      const at = { file: `${service.service}.yaml`, path: ["let", name, "be"] };
      const kind = typeof otherwise;
      const wanted = kind === "number" ? "int" : kind === "boolean" ? "bool" : "string";
      checkCel(world, service, be, at, wanted);
    }
  }
}

function checkCel(
  world: World,
  service: ServiceFile | null,
  expression: string,
  at: At,
  wanted: string,
): void {
  if (service !== null && isPartial(world, service.service)) return;
  if (service !== null && asksNobody(world, service)) return;
  const inLet = at.path[0] === "let";
  const types = inLet
    ? answersOnly(world.source, service)
    : celTypes(world.source, service?.service ?? null);
  const compiled = compileCel(expression, types);
  if ("fault" in compiled) {
    const computed = inLet ? Object.keys(service?.let ?? {}) : [];
    const answers = (name: string) => answersOf(world, service, name);
    const slip = celSlip(expression, compiled, { types, answers, computed });
    return world.report({ ...at, within: slip.offset }, "cel", slip.message, slip.mend);
  }
  if (compiled.type !== wanted && compiled.type !== "dyn") {
    const message = `this expression gives ${compiled.type}, and ${wanted} is needed`;
    const mend = inLet ? "Let `be` and `otherwise` be of one kind." : "Compare with ==, < or >.";
    return world.report(at, "cel", message, mend);
  }
  if (!checkOrder(world, service, expression, at))
    checkNever(world, service, expression, at, !inLet);
}

/** True where a look-up names no connector: which fields it would have is unknown. */
function asksNobody({ source }: World, { screens, aside = [] }: ServiceFile): boolean {
  const { connectors = {} } = source.channel;
  return [...screens, ...aside].some(
    (screen) => "look_up" in screen && connectors[screen.in] === undefined,
  );
}

/** Computed values cannot name each other: their order would decide. */
export function answersOnly(source: MenuSource, service: ServiceFile | null): CelTypes {
  const lets = new Set(Object.keys(service?.let ?? {}));
  return Object.fromEntries(
    Object.entries(celTypes(source, service?.service ?? null)).filter(([name]) => !lets.has(name)),
  );
}

/** `level > 'b'` says nothing: answers have no order. True where that was told. */
function checkOrder(
  world: World,
  service: ServiceFile | null,
  expression: string,
  at: At,
): boolean {
  let told = false;
  const compared = /\b([a-z]\w*)\s*(<=|>=|<|>)\s*(['"])(.*?)\3/g;
  for (const { 1: name = "", 4: value = "", index } of expression.matchAll(compared)) {
    const answers = answersOf(world, service, name);
    if (answers === null) continue;
    // Years and sizes have one, where all are numbers of as many digits.
    if (answers.every((one) => /^[0-9]+$/.test(one) && one.length === value.length)) continue;
    const message = `the answers of \`${name}\` have no order`;
    const mend = `Compare with ==, as in ${name} == '${answers[0]}'.`;
    world.report({ ...at, within: index }, "cel", message, mend);
    told = true;
  }
  return told;
}
