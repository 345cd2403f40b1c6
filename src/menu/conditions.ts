/**
 * Expressions as services use them: over their answers, and over the values their `let` computes.
 *
 * Total: what the checker refuses evaluates to undefined. Called by `compile` and `onward`; the
 * types are also the checker's.
 */
import { compileCel, type CelTypes } from "./cel.ts";
import type { Answers } from "./contract.ts";
import type { ServiceFile } from "./format.ts";
import { fieldKey } from "./looked-up.ts";
import type { Expression } from "./model.ts";
import type { MenuSource } from "./source.ts";

type Source = Pick<MenuSource, "services" | "channel">;

/** Answers that an expression names, itself or through a computed value. */
const reads = new WeakMap<Expression, ReadonlySet<string>>();

/** Answers that a condition may depend on; a name in quotes counts too. */
export function readsOf(expression: Expression): ReadonlySet<string> {
  return reads.get(expression) ?? new Set();
}

/** Compiles each expression of a service once: hundreds of ways may share one. */
export class Conditions {
  readonly #source: Source;
  readonly #plain = new Map<string, Expression>();
  readonly #full = new Map<string, Expression>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** Over answers only: what a `let` may name. */
  plain(expression: string, service: string | null): Expression {
    return remembered(this.#plain, `${service ?? ""} ${expression}`, () => {
      const types = celTypes(this.#source, service);
      const compiled = compileCel(expression, types);
      const plain: Expression =
        "evaluate" in compiled ? (answers) => compiled.evaluate(answers) : () => undefined;
      const named = expression.match(/[A-Za-z_]\w*/g) ?? [];
      reads.set(plain, new Set(named.filter((name) => types[name] !== undefined)));
      return plain;
    });
  }

  /** As above, with the computed values the expression names put beside the answers first. */
  full(expression: string, service: string | null): Expression {
    return remembered(this.#full, `${service ?? ""} ${expression}`, () => {
      const evaluate = this.plain(expression, service);
      const lets = Object.entries(this.#source.services.get(service ?? "")?.let ?? {})
        .filter(([name]) => names(expression, name))
        .map(([name, { be, otherwise }]) => ({ name, be: this.plain(be, service), otherwise }));
      if (lets.length === 0) return evaluate;
      const full: Expression = (answers) => {
        const all: Record<string, Answers[string]> = { ...answers };
        for (const { name, be, otherwise } of lets) {
          all[name] = letValue(be(answers), otherwise);
        }
        return evaluate(all);
      };
      const read = [evaluate, ...lets.map(({ be }) => be)].flatMap((one) => [...readsOf(one)]);
      const computed = new Set(lets.map(({ name }) => name));
      reads.set(full, new Set(read.filter((name) => !computed.has(name))));
      return full;
    });
  }
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}

/** True where an expression has this name in it; a text in quotes that has it counts too. */
export function names(expression: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(expression);
}

/** A computed value: what CEL gave, if it is of the declared kind, else the declared otherwise. */
export function letValue(
  value: unknown,
  otherwise: string | number | boolean,
): string | number | boolean {
  if (typeof value !== typeof otherwise) return otherwise;
  return value as string | number | boolean; // the line above compared the types
}

type Connectors = NonNullable<MenuSource["channel"]["connectors"]>;

const typesOf = new WeakMap<ServiceFile, CelTypes>();
const NONE: CelTypes = {};

/** The CEL type of every answer and computed value of a service; the same object each time. */
export function celTypes({ services, channel }: Source, service: string | null): CelTypes {
  const file = services.get(service ?? "");
  if (file === undefined) return NONE;
  const known = typesOf.get(file) ?? typesIn(file, channel.connectors ?? {});
  typesOf.set(file, known);
  return known;
}

const FIELD_TYPES = {
  text: "string",
  date: "string",
  number: "int",
  money: "int",
  yes_no: "bool",
} as const;

function typesIn(file: ServiceFile, connectors: Connectors): CelTypes {
  const types: Record<string, CelTypes[string]> = {};
  for (const screen of [...file.screens, ...(file.aside ?? [])]) {
    if ("choose" in screen) types[screen.choose] = "string";
    if ("look_up" in screen) {
      for (const [field, { as }] of Object.entries(connectors[screen.in]?.fields ?? {})) {
        types[fieldKey(screen.look_up, field)] = FIELD_TYPES[as];
      }
    }
    if ("book" in screen) types[screen.book] = "string";
    if ("ask" in screen) {
      const whole = screen.as === "number" || screen.as === "money";
      types[screen.ask] = whole ? "int" : screen.as === "yes_no" ? "bool" : "string";
    }
  }
  for (const [name, { otherwise }] of Object.entries(file.let ?? {})) {
    const kind = typeof otherwise;
    types[name] = kind === "number" ? "int" : kind === "boolean" ? "bool" : "string";
  }
  return types;
}
