/** Rules about CEL expressions and patterns: readable, of the right type, and able to hold. */
import { compileCel, type CelTypes } from "../cel.ts";
import { celTypes } from "../conditions.ts";
import type { ServiceFile } from "../format.ts";
import { meant } from "../nearest.ts";
import { compilePattern } from "../pattern.ts";
import { unquoted } from "./named.ts";
import { choicesIn } from "./said-in-life.ts";
import { below, conditionsOf, isPartial, screensOf, type At, type World } from "./world.ts";

export function checkExpressions(world: World): void {
  for (const screen of screensOf(world)) {
    for (const { when, at } of conditionsOf(screen))
      checkCel(world, screen.service, when, at, "bool");
    const { source } = screen;
    if (!("ask" in source) || source.pattern === undefined) continue;
    const pattern = compilePattern(source.pattern);
    if ("matches" in pattern) continue;
    const message = `this pattern is unreadable: ${pattern.fault}`;
    world.report(
      below(screen.at, "pattern"),
      "pattern",
      message,
      "RE2 knows no look-around and no \\1.",
    );
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
    ? answersOnly(world, service)
    : celTypes(world.source, service?.service ?? null);
  const compiled = compileCel(expression, types);
  if ("fault" in compiled) {
    const mend = mendOf(expression, compiled.fault, types, inLet ? service : null);
    const place = { ...at, within: compiled.offset };
    return world.report(place, "cel", `this expression fails: ${compiled.fault}`, mend);
  }
  if (compiled.type !== wanted && compiled.type !== "dyn") {
    const message = `this expression gives ${compiled.type}, and ${wanted} is needed`;
    const mend = inLet ? "Let `be` and `otherwise` be of one kind." : "Compare with ==, < or >.";
    return world.report(at, "cel", message, mend);
  }
  checkCompared(world, service, expression, at);
}

/** True where a look-up names no connector: which fields it would have is unknown. */
function asksNobody({ source }: World, { screens, aside = [] }: ServiceFile): boolean {
  const { connectors = {} } = source.channel;
  return [...screens, ...aside].some(
    (screen) => "look_up" in screen && connectors[screen.in] === undefined,
  );
}

/** What the words of CEL's own fault do not say: which slip it mostly is. */
function mendOf(expression: string, fault: string, types: CelTypes, computed: ServiceFile | null) {
  if (/(^|[^=!<>])=([^=]|$)/.test(unquoted(expression))) return "Compare with ==.";
  const unknown = /[Uu]nknown variable:? (\w+)/.exec(fault)?.[1];
  if (unknown !== undefined && computed?.let?.[unknown] !== undefined) {
    return `Computed values cannot use each other: write here what \`${unknown}\` computes.`;
  }
  const known = Object.entries(types).map(([name, type]) => `${name} (${type})`);
  // A field that is not there: what is known of the look-up is what stands before the dot.
  const [written = unknown ?? ""] = new RegExp(`\\b${unknown}\\.\\w+`).exec(expression) ?? [];
  const near = unknown === undefined ? "" : meant(written, Object.keys(types));
  return near || `Known: ${known.join(", ") || "nothing"}.`;
}

/** Computed values cannot name each other: their order would decide. */
function answersOnly({ source }: World, service: ServiceFile | null): CelTypes {
  const lets = new Set(Object.keys(service?.let ?? {}));
  return Object.fromEntries(
    Object.entries(celTypes(source, service?.service ?? null)).filter(([name]) => !lets.has(name)),
  );
}

/** `level == 'universty'` can never hold: no option gives that answer. */
function checkCompared(
  world: World,
  service: ServiceFile | null,
  expression: string,
  at: At,
): void {
  const screens = [...(service?.screens ?? []), ...(service?.aside ?? [])];
  for (const { 1: name, 3: value = "", index } of expression.matchAll(
    /\b([a-z]\w*)\s*[!=]=\s*(['"])(.*?)\2/g,
  )) {
    const screen = screens.find((one) => "choose" in one && one.choose === name);
    if (screen === undefined || !("choose" in screen)) continue;
    const rows = world.source.data.get(screen.from ?? "")?.rows ?? [];
    if (screen.from !== undefined && rows.length === 0) continue;
    const answers = [
      ...(screen.options ?? []).map(({ is }) => is),
      ...rows.map(({ id }) => id),
      ...(screen.other === undefined ? [] : [screen.other.is]),
    ];
    if (answers.includes(value)) continue;
    const mend = meant(value, answers) || `Its answers: ${answers.slice(0, 10).join(", ")}.`;
    const message = `\`${name}\` is never '${value}'`;
    world.report({ ...at, within: index }, "never-true", message, mend);
  }
}
