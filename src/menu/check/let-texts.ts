/**
 * Rules about what computed values print: the texts that stand in them hold to what texts hold to, and their
 * numbers are told exactly.
 *
 * Called of those that a text prints or a `charge` names; in conditions a value may be anything.
 */
import { foreign } from "../../base/gsm7.ts";
import { letterName } from "../../base/visible.ts";
import { parseCel, type CelNode } from "../cel.ts";
import type { ServiceFile } from "../format.ts";
import { LINK } from "../staff-words.ts";
import { scopeOf } from "./answers.ts";
import { namedIn } from "./named.ts";
import { outcomesOf, plain } from "./outcomes.ts";
import { bounds } from "./possible.ts";
import { PHONE } from "./promises.ts";
import { saidIn } from "./said.ts";
import { argumentsOf, sayingsOf } from "./sayings.ts";
import { signsIn } from "./signs.ts";
import { below, conditionsOf, screensOf, type At, type World } from "./world.ts";

/** Where a computed value is printed. */
interface Printed {
  sms: boolean;
  /** Somewhere in plain letters. */
  plain: boolean;
}

/** A text that stands in a computed value. */
interface Part {
  words: string;
  at: At;
  /** Of its first letter, from the start of what stands at the place. */
  from: number;
}

export function checkLetTexts(world: World): void {
  const printed = printedBy(world);
  for (const service of world.source.services.values()) {
    for (const [name, { be, otherwise }] of Object.entries(service.let ?? {})) {
      const where = printed.get(service)?.get(name);
      if (where === undefined) continue;
      const at = { file: `${service.service}.yaml`, path: ["let", name] };
      const scope = scopeOf(world, service);
      const node = parseCel(be, scope.types);
      // Of one that cannot be read its own finding tells.
      if (node === null) continue;
      const results = resultsOf(node);
      if (typeof otherwise === "string") {
        const parts = results.flatMap((one) => wordsOf(one, below(at, "be")));
        const last = { words: otherwise, at: below(at, "otherwise"), from: 0 };
        for (const part of [...parts, last]) {
          checkWords(world, part, where);
          checkSigns(world, part, Object.keys(scope.types));
        }
      }
      if (typeof otherwise === "number") {
        if (!isGuarded(world, service, name)) {
          if (otherwise < 0) reportNegative(world, below(at, "otherwise"), otherwise);
          for (const one of results) checkNumber(world, one, below(at, "be"));
        }
        const cases = outcomesOf(scope, node).flatMap((one) => bounds(one) ?? []);
        const most = Math.max(0, ...cases.map(Math.abs).filter(Number.isFinite));
        if (most > Number.MAX_SAFE_INTEGER) reportGreat(world, below(at, "be"));
      }
    }
  }
}

/** True where a condition asks what it comes to: it may stand for something that is then not printed. */
function isGuarded(world: World, service: ServiceFile, name: string): boolean {
  const own = screensOf(world).filter((screen) => screen.service === service);
  return own.flatMap(conditionsOf).some(({ when }) => namedIn(when, name));
}

function printedBy(world: World): Map<ServiceFile, Map<string, Printed>> {
  const found = new Map<ServiceFile, Map<string, Printed>>();
  const add = (service: ServiceFile, name: string, { sms, plain: letters }: Printed) => {
    const names = found.get(service) ?? new Map<string, Printed>();
    const before = names.get(name) ?? { sms: false, plain: false };
    names.set(name, { sms: before.sms || sms, plain: before.plain || letters });
    found.set(service, names);
  };
  for (const { text, at, service, answers, sms, letters } of saidIn(world)) {
    if (service === null || !answers) continue;
    for (const { saying, language } of sayingsOf(world, text, at)) {
      for (const { name, branches } of argumentsOf(saying, language)) {
        // What only chooses the words is not read.
        if (branches === undefined) add(service, name, { sms, plain: letters === "gsm7" });
      }
    }
  }
  for (const { source, service } of screensOf(world)) {
    if (service === null || !("confirm" in source) || source.charge === undefined) continue;
    add(service, source.charge, { sms: false, plain: true });
  }
  return found;
}

/** The parts that an expression may come to, or is put together from. */
function resultsOf(node: CelNode): CelNode[] {
  if (node.op === "?:") return [...resultsOf(node.args[1]), ...resultsOf(node.args[2])];
  if (node.op === "+") return node.args.flatMap(resultsOf);
  return [node];
}

function wordsOf(node: CelNode, at: At): Part[] {
  if (node.op !== "value" || typeof node.args !== "string") return [];
  return [{ words: node.args, at, from: node.start + 1 }];
}

const PLACEHOLDER = /\{\s*[a-z][a-z0-9_.]*(?::[0-9]+)?\s*\}/;

function checkWords({ report }: World, { words, at, from }: Part, where: Printed): void {
  const place = (index: number): At => ({ ...at, within: from + index });
  const [odd] = where.plain ? foreign(words) : [];
  if (odd !== undefined) {
    const message = `not every phone shows ${letterName(odd.letter)}, which a text prints`;
    report(place(odd.index), "not-gsm7", message, "Use plain letters.");
  }
  const link = LINK.exec(words);
  if (link !== null) {
    const message = "a link: most of these phones cannot open one, and frauds use them";
    const mend = "Give a short code or an office.";
    report(place(link.index), "link-in-text", message, mend, where.sms ? "error" : "warning");
  }
  const braces = PLACEHOLDER.exec(words);
  if (braces !== null) {
    const [shown] = braces;
    const message = `a computed value prints ${shown} as it stands`;
    const mend = apart(shown.replace(/[{}\s]|:[0-9]+/g, ""));
    report(place(braces.index), "quoted-placeholder", message, mend);
  }
  const number = where.sms ? PHONE.exec(words) : null;
  if (number !== null) {
    const mend = "Give the code to dial, {code}, or an office.";
    report(place(number.index), "number-in-sms", "a number to call, in an SMS", mend);
  }
}

/** `$place` for a value: in a computed text neither it nor `{place}` would be filled in. */
function checkSigns({ report }: World, { words, at, from }: Part, names: string[]): void {
  for (const { written, value, index } of signsIn(words, () => names)) {
    const message = `a computed value prints ${written} as it stands`;
    const name = value.replace(/:.*/, "");
    const last = at.path.at(-1) === "otherwise";
    const mend = last ? `Leave it out, or print {${name}} in the text.` : apart(name);
    report({ ...at, within: from + index }, "quoted-placeholder", message, mend, "warning");
  }
}

function apart(name: string): string {
  return `End the quotes before it: ' + ${name} + '; or print it in the text.`;
}

/** A number that is written down as a result. */
function checkNumber(world: World, node: CelNode, at: At): void {
  const minus = node.op === "-_";
  const inner = minus ? node.args : node;
  const value = inner.op === "value" ? plain(inner.args) : null;
  if (typeof value !== "number") return;
  const place = { ...at, within: node.start };
  if (minus !== value < 0) reportNegative(world, place, -Math.abs(value));
}

function reportNegative({ report }: World, at: At, value: number): void {
  const message = `a text prints ${value}, which nobody pays or counts`;
  const mend =
    "Write it without the minus; where a difference may fall below 0: a > b ? a - b : 0.";
  report(at, "wrong-value", message, mend, "warning");
}

function reportGreat({ report }: World, at: At): void {
  const message = `this may come to over ${Number.MAX_SAFE_INTEGER}, and is then not told exactly`;
  const mend = "Write a smaller number, or give the questions it is computed from a `max`.";
  report(at, "wrong-value", message, mend, "warning");
}
