/**
 * What an expression can come to, for all answers that citizens can give.
 *
 * Where an answer is one of a few, CEL itself computes each; of all else it is reckoned from what the
 * parts can be. It goes through the answers case by case, so that `a == 'x' && a == 'y'` is seen to
 * be never true. Called by `expressions`.
 */
import { compileCel, namedBy, type CelNode, type CelTypes, type CompiledCel } from "../cel.ts";
import { letValue } from "../conditions.ts";
import type { ServiceFile } from "../format.ts";
import {
  ANY,
  compared,
  either,
  isNothing,
  mayBe,
  NONE,
  parted,
  some,
  sum,
  truth,
  type Possible,
  type Value,
} from "./possible.ts";

/** What the names of a service can be, and what its computed values are computed from. */
export interface Scope {
  types: CelTypes;
  /** An answer, or a field of what was looked up. */
  answer: (name: string) => Possible;
  lets: ReadonlyMap<string, { be: CelNode; otherwise: Value }>;
  /** True where an answer may be passed over, of all that is asked. */
  optional: (name: string) => boolean;
}

/** Cases that are gone through; beyond, what depends on so much is not known. */
const CASES = 2000;
/** Values that CEL computes one by one, of a part within one case. */
const COMPUTED = 500;

type Known = ReadonlyMap<string, Possible>;

/** The values a part can have, one for each case; `asked` leaves out those in which an answer was not given. */
export function outcomesOf(scope: Scope, node: CelNode, asked = false): Possible[] {
  const evaluator = new Evaluator(scope);
  return casesOf(scope, node, asked).map((known) => evaluator.of(node, known));
}

export function letsOf(service: ServiceFile | null, read: (be: string) => CelNode | null) {
  const lets = Object.entries(service?.let ?? {}).flatMap(([name, { be, otherwise }]) => {
    const node = read(be);
    return node === null ? [] : [[name, { be: node, otherwise }] as const];
  });
  return new Map(lets);
}

function casesOf(scope: Scope, node: CelNode, asked: boolean): Known[] {
  const { names, values } = readIn(node);
  const base = new Set<string>();
  for (const name of names) {
    const computed = scope.lets.get(name);
    if (computed === undefined) base.add(name);
    else {
      const inside = readIn(computed.be);
      for (const one of inside.names) base.add(one);
      values.push(...inside.values, computed.otherwise);
    }
  }
  let cases: Known[] = [new Map()];
  for (const name of base) {
    const given = parted(scope.answer(name), values);
    const parts = asked && !scope.optional(name) ? given : [...given, NONE];
    if (cases.length * parts.length > CASES) return [new Map([...base].map((one) => [one, ANY]))];
    cases = cases.flatMap((known) => parts.map((part) => new Map(known).set(name, part)));
  }
  return cases;
}

/** The names of an expression, and the values that it writes. */
export function readIn(node: CelNode): { names: Set<string>; values: Value[] } {
  const names = new Set<string>();
  const values: Value[] = [];
  const go = (part: CelNode): void => {
    if (part.op === "id") names.add(namedBy(part));
    if (part.op === "value") {
      const value = plain(part.args);
      if (value === null) return;
      values.push(value);
      if (typeof value === "number") values.push(-value);
    }
    for (const child of partsOf(part)) go(child);
  };
  go(node);
  return { names, values };
}

/** A value as answers have it; null of what no answer is. */
export function plain(value: unknown): Value | null {
  if (typeof value === "bigint") return Number(value);
  return typeof value === "string" || typeof value === "boolean" ? value : null;
}

/** The parts of a part, in the order of writing. */
export function partsOf(node: CelNode): readonly CelNode[] {
  if (node.op === "value" || node.op === "id") return [];
  if (node.op === "!_" || node.op === "-_") return [node.args];
  if (node.op === "call") return node.args[1];
  if (node.op === "rcall") return [node.args[1], ...node.args[2]];
  if (node.op === "." || node.op === ".?") return [node.args[0]];
  if (node.op === "map") return node.args.flat();
  return node.args;
}

class Evaluator {
  readonly #scope: Scope;
  readonly #compiled = new Map<CelNode, CompiledCel | null>();
  /** Computed values that are being looked at. */
  readonly #open = new Set<string>();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  of(node: CelNode, known: Known): Possible {
    return this.#computed(node, known) ?? this.#reckoned(node, known);
  }

  /** By CEL itself; null where a name has too many values. */
  #computed(node: CelNode, known: Known): Possible | null {
    const names = [...readIn(node).names];
    let answers: Record<string, Value>[] = [{}];
    for (const name of names) {
      const is = this.#named(name, known);
      if (is.of !== "some" || answers.length * is.values.length > COMPUTED) return null;
      const { values } = is;
      // What is missing is left out, as it is where conditions are asked.
      if (values.length > 0) {
        answers = answers.flatMap((one) => values.map((value) => ({ ...one, [name]: value })));
      }
    }
    const compiled = this.#compile(node);
    if (compiled === null) return null;
    const values = answers.map((one) => compiled.evaluate(one));
    const plainly = values.filter((value) => value !== undefined).map(asValue);
    return plainly.every((value) => value !== null) ? some(...new Set(plainly)) : null;
  }

  #compile(node: CelNode): CompiledCel | null {
    let compiled = this.#compiled.get(node);
    if (compiled === undefined) {
      const written = writtenAgain(node);
      const made = written === null ? null : compileCel(written, this.#scope.types);
      compiled = made === null || "fault" in made ? null : made;
      this.#compiled.set(node, compiled);
    }
    return compiled;
  }

  #named(name: string, known: Known): Possible {
    const computed = this.#scope.lets.get(name);
    if (computed === undefined) return known.get(name) ?? ANY;
    const { be, otherwise } = computed;
    // One that names itself is told of, and comes to nothing that is known.
    if (this.#open.has(name)) return ANY;
    this.#open.add(name);
    const is = this.#comesTo(be, otherwise, known);
    this.#open.delete(name);
    return is;
  }

  #comesTo(be: CelNode, otherwise: Value, known: Known): Possible {
    const exact = this.#computed(be, known);
    if (exact !== null && exact.of === "some" && exact.values.length < 2) {
      return some(letValue(exact.values[0], otherwise));
    }
    return either(exact ?? this.#reckoned(be, known), some(otherwise));
  }

  #reckoned(node: CelNode, known: Known): Possible {
    switch (node.op) {
      case "id":
        return this.#named(namedBy(node), known);
      case "&&":
      case "||": {
        const [a, b] = node.args.map((one) => this.of(one, known));
        const decides = node.op === "||";
        const either_ = mayBe(a ?? ANY, decides) || mayBe(b ?? ANY, decides);
        const both = mayBe(a ?? ANY, !decides) && mayBe(b ?? ANY, !decides);
        return decides ? truth(either_, both) : truth(both, either_);
      }
      case "!_": {
        const is = this.of(node.args, known);
        return truth(mayBe(is, false), mayBe(is, true));
      }
      case "?:": {
        const [condition, holds, otherwise] = node.args;
        const is = this.of(condition, known);
        return either(
          mayBe(is, true) ? this.of(holds, known) : NONE,
          mayBe(is, false) ? this.of(otherwise, known) : NONE,
        );
      }
      case "-_":
        return sum("-", some(0), this.of(node.args, known));
      case "+":
      case "-":
      case "*":
      case "/":
      case "%":
        return sum(node.op, this.of(node.args[0], known), this.of(node.args[1], known));
      case "rcall":
        return this.#begins(node, known);
      case "call":
        return this.#sized(node, known);
      default:
        return this.#compared(node, known);
    }
  }

  #compared(node: CelNode, known: Known): Possible {
    if (node.op === "in") {
      const [one, list] = node.args;
      if (list.op !== "list") return truth(true, true);
      const is = this.of(one, known);
      if (isNothing(is)) return NONE;
      const each = list.args.map((part) => compared("==", is, this.of(part, known)));
      return truth(
        each.some((part) => mayBe(part, true)),
        each.every((part) => mayBe(part, false)),
      );
    }
    if (node.op === "==" || node.op === "<" || node.op === "<=") {
      return compared(node.op, this.of(node.args[0], known), this.of(node.args[1], known));
    }
    if (node.op === ">" || node.op === ">=") {
      const turned = node.op === ">" ? "<" : "<=";
      return compared(turned, this.of(node.args[1], known), this.of(node.args[0], known));
    }
    if (node.op === "!=") {
      const same = compared("==", this.of(node.args[0], known), this.of(node.args[1], known));
      return truth(mayBe(same, false), mayBe(same, true));
    }
    return ANY;
  }

  /** `phone.startsWith('07')`, of a form in which none begins so. */
  #begins(node: Extract<CelNode, { op: "rcall" }>, known: Known): Possible {
    const [called, of, [by]] = node.args;
    if (called !== "startsWith" || of.op !== "id" || by?.op !== "value") return ANY;
    const is = this.of(of, known);
    if (is.of !== "text") return isNothing(is) ? NONE : ANY;
    return truth(is.form?.begins(String(by.args)) ?? true, true);
  }

  /** `size(permit)`, of a form that has so many letters. */
  #sized(node: Extract<CelNode, { op: "call" }>, known: Known): Possible {
    const [called, [of]] = node.args;
    if (called !== "size" || of === undefined) return ANY;
    const is = this.of(of, known);
    if (isNothing(is)) return NONE;
    if (is.of !== "text" || is.form === null) return ANY;
    const [least, most] = is.form.letters;
    return { of: "whole", least, most };
  }
}

function asValue(value: unknown): Value | null {
  return typeof value === "object" ? null : (value as Value); // CEL's other values are these three
}

const BETWEEN: ReadonlySet<string> = new Set("|| && == != < <= > >= in + - * / %".split(" "));

/** A part as an expression of its own; null where it has something that only stands inside others. */
function writtenAgain(node: CelNode): string | null {
  const parts = partsOf(node).map(writtenAgain);
  if (parts.includes(null)) return null;
  if (node.op === "id") return namedBy(node);
  if (node.op === "value") {
    const value = plain(node.args);
    return typeof value === "string" ? JSON.stringify(value) : value === null ? null : `${value}`;
  }
  if (BETWEEN.has(node.op)) return `(${parts[0]} ${node.op} ${parts[1]})`;
  if (node.op === "!_") return `!(${parts[0]})`;
  if (node.op === "-_") return `(-(${parts[0]}))`;
  if (node.op === "?:") return `(${parts[0]} ? ${parts[1]} : ${parts[2]})`;
  if (node.op === "list") return `[${parts.join(", ")}]`;
  if (node.op === "call") return `${node.args[0]}(${parts.join(", ")})`;
  if (node.op === "rcall") return `(${parts[0]}).${node.args[0]}(${parts.slice(1).join(", ")})`;
  return null;
}
