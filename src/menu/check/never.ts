/**
 * Rule: no part of a condition or computed value is decided before anybody answers: none that never
 * holds, none that has no value, and none of a condition that always holds (a warning).
 *
 * Of parts within parts the innermost is told. Called by `expressions`.
 */
import { namedBy, parseCel, type CelNode } from "../cel.ts";
import type { ServiceFile } from "../format.ts";
import { meant } from "../nearest.ts";
import { answersOf, keptAs, rulesOf, scopeOf } from "./answers.ts";
import { outcomesOf, partsOf, plain, readIn, type Scope } from "./outcomes.ts";
import { looksOf } from "./patterns.ts";
import { isNothing, mayBe, type Value } from "./possible.ts";
import type { At, World } from "./world.ts";

/** `holds`: it is a condition, and no computed value. */
export function checkNever(
  world: World,
  service: ServiceFile | null,
  expression: string,
  at: At,
  holds: boolean,
): void {
  const scope = scopeOf(world, service);
  const node = parseCel(expression, scope.types);
  if (node === null) return;
  new Judge(world, service, scope, expression, at, holds).judge(node, holds);
}

const SIGNS: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "in"]);
const TRUTHS: ReadonlySet<string> = new Set([...SIGNS, "&&", "||", "rcall"]);

class Judge {
  readonly #world: World;
  readonly #service: ServiceFile | null;
  readonly #scope: Scope;
  readonly #expression: string;
  readonly #at: At;
  readonly #holds: boolean;

  constructor(
    world: World,
    service: ServiceFile | null,
    scope: Scope,
    expression: string,
    at: At,
    holds: boolean,
  ) {
    this.#world = world;
    this.#service = service;
    this.#scope = scope;
    this.#expression = expression;
    this.#at = at;
    this.#holds = holds;
  }

  /** True where something was told of it; `decides` = whether it holds is asked, `denied` = by a `!`. */
  judge(node: CelNode, decides: boolean, denied = false): boolean {
    if (node.op === "value") return decides && this.#constant(node);
    const inner = node.op === "&&" || node.op === "||" || node.op === "!_";
    const told = partsOf(node).map((part, index) =>
      this.judge(
        part,
        (inner && part.op !== "value") || (node.op === "?:" && index === 0),
        node.op === "!_" && !denied,
      ),
    );
    if (told.includes(true)) return true;
    if (SIGNS.has(node.op) || node.op === "rcall") {
      if (this.#literals(node)) return true;
    }
    return this.#decided(node, denied);
  }

  /** `when: "false"` */
  #constant(node: CelNode): boolean {
    const always = node.op === "value" && node.args === true;
    const message = `this ${always ? "always" : "never"} holds, whatever is answered`;
    const mend = always ? "Leave it out." : "Compare an answer, or take out what it is for.";
    this.#tell(node, message, mend, always);
    return true;
  }

  #decided(node: CelNode, denied: boolean): boolean {
    const asksTruth = TRUTHS.has(node.op);
    if (!asksTruth && node.op !== "/" && node.op !== "%" && node.op !== "call") return false;
    const outcomes = outcomesOf(this.#scope, node);
    const written = this.#written(node);
    if (outcomes.every(isNothing)) {
      this.#tell(node, `${written} has no value, whatever is answered`, this.#hint(node));
      return true;
    }
    // A text or a number: that it is neither true nor false says nothing.
    if (!outcomes.every((one) => mayBe(one, true) || mayBe(one, false) || isNothing(one))) {
      return false;
    }
    if (!outcomes.some((one) => mayBe(one, true))) {
      this.#tell(node, `${written} never holds`, this.#hint(node));
      return true;
    }
    if (outcomes.some((one) => mayBe(one, false))) return false;
    if (denied) {
      this.#tell(
        node,
        `${written} holds for every answer, so that \`!\` of it never does`,
        this.#hint(node),
      );
      return true;
    }
    if (!this.#holds || !isSure(node)) return false;
    const mend = `${this.#limits(node)}Compare with something else, or leave it out.`;
    this.#tell(node, `${written} holds for every answer`, mend, true);
    return true;
  }

  /** What an answer is compared with, of which it can be none. */
  #literals(node: CelNode): boolean {
    const [one, two] = partsOf(node);
    if (one === undefined || two === undefined) return false;
    const [name, other] = one.op === "id" ? [one, two] : [two, one];
    if (name.op !== "id") return false;
    const values = other.op === "list" ? other.args : [other];
    const told = values.map((part) => this.#compared(node, namedBy(name), part));
    return told.includes(true);
  }

  #compared({ op, args }: CelNode, name: string, part: CelNode): boolean {
    const value = part.op === "value" ? plain(part.args) : null;
    if (value === null) return false;
    const rules = rulesOf(this.#world, this.#service, name);
    const never = () =>
      this.#tell(part, `\`${name}\` is never ${shown(value)}`, this.#mend(name, value));
    if (op === "==" || op === "!=" || op === "in") {
      if (this.#scope.lets.has(name) || mayBe(this.#scope.answer(name), value)) return false;
      never();
      return true;
    }
    if (op === "rcall") {
      if (args[0] !== "startsWith" || this.#scope.lets.has(name)) return false;
      const is = this.#scope.answer(name);
      if (is.of !== "text" || is.form === null || is.form.begins(String(value))) return false;
      const hint = rules === null ? "" : `An answer ${looksOf(rules)}.`;
      this.#tell(part, `\`${name}\` never begins with ${shown(value)}`, hint);
      return true;
    }
    // Days compare as texts do, so that 01/02/2009 would be before 2008-03-05.
    if (rules?.as !== "date" || typeof value !== "string" || DAY.test(value)) return false;
    never();
    return true;
  }

  #mend(name: string, value: Value): string {
    const answers = answersOf(this.#world, this.#service, name);
    if (answers !== null) {
      const near = meant(String(value), answers);
      return near || `Its answers: ${answers.slice(0, 10).join(", ")}.`;
    }
    const rules = rulesOf(this.#world, this.#service, name);
    if (rules === null) return "";
    const kept = keptAs(this.#world, rules, String(value));
    const looks = `An answer ${looksOf(rules)}.`;
    return kept === null || kept === String(value) ? looks : `Write ${shown(kept)}. ${looks}`;
  }

  #hint(node: CelNode): string {
    if (node.op === "/" || node.op === "%") return "Nothing can be divided by 0.";
    if (node.op === "call") return "Only digits are a number: no answer here is one.";
    return this.#limits(node).trim() || "No answers make it true: correct it, or take it out.";
  }

  /** What the numbers are that a part names; ends with a space. */
  #limits(node: CelNode): string {
    const limits = [...readIn(node).names].flatMap((name) => {
      const rules = rulesOf(this.#world, this.#service, name);
      const number = rules?.as === "number" || rules?.as === "money";
      return rules !== null && number ? [`\`${name}\` ${looksOf(rules)}. `] : [];
    });
    return limits.join("");
  }

  /** The part, where it stands by itself. */
  #written({ start, end }: CelNode): string {
    const written = this.#expression.slice(start, end);
    const open = written.split("(").length - written.split(")").length;
    return open === 0 && written.length <= 60 ? `\`${written}\`` : "this";
  }

  #tell(node: CelNode, message: string, mend: string, warns = false): void {
    const at = { ...this.#at, within: node.start };
    this.#world.report(at, "never-true", message, mend, warns ? "warning" : "error");
  }
}

/** Year, month and day, or the first of them. */
const DAY = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;

function shown(value: Value): string {
  return typeof value === "string" ? `'${value}'` : `${value}`;
}

/** True of what has a value as soon as all is answered: only then "for every answer" is that. */
function isSure(node: CelNode): boolean {
  const fails = ["/", "%", "call", "rcall", "?:"].includes(node.op);
  return !fails && partsOf(node).every(isSure);
}
