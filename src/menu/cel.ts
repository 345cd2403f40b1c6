/**
 * Expressions: CEL over the answers, checked when the file is checked, bounded when it runs.
 *
 * `matches` is refused: CEL's regular expressions run on the engine's own, and one evil pattern
 * holds every citizen. Called by `compile` and the checker.
 */
import { Environment } from "@marcbachmann/cel-js";
import type { Answers } from "./contract.ts";

export type CelTypes = Readonly<Record<string, "string" | "int" | "bool">>;

export interface CompiledCel {
  /** "string", "int", "bool" and so on, as CEL names them. */
  type: string;
  /** The value, integers as numbers; undefined where an answer is missing or it fails. Total. */
  evaluate(answers: Answers): unknown;
}

/** Why an expression is refused; `offset` counts UTF-16 units from its start. */
export interface CelFault {
  fault: string;
  offset: number;
}

/** An expression an operator can read aloud is far below; deeper ones only cost. */
const LIMITS = { maxAstNodes: 200, maxDepth: 30 };

/** Compiles one expression against the types of the answers it may name. */
export function compileCel(expression: string, types: CelTypes): CompiledCel | CelFault {
  const environment = new Environment({ limits: LIMITS });
  for (const [name, type] of Object.entries(types)) environment.registerVariable(name, type);
  try {
    const banned = /\.\s*matches\s*\(/.exec(expression);
    if (banned !== null)
      return {
        fault: "`matches` is not allowed",
        offset: expression.indexOf("matches", banned.index),
      };
    const parsed = environment.parse(expression);
    const checked = parsed.check();
    if (!checked.valid) return faultOf(checked.error);
    return {
      type: checked.type ?? "dyn",
      evaluate: (answers) => {
        try {
          return plainValue(parsed(celValues(answers, types)));
        } catch {
          // A missing answer or a division by zero: the file declares what then happens.
          return undefined;
        }
      },
    };
  } catch (error) {
    return faultOf(error);
  }
}

/** CEL's integers are BigInts; an answer that was passed over is as good as missing. */
function celValues(answers: Answers, types: CelTypes): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, answer] of Object.entries(answers)) {
    if (answer === null || types[name] === undefined) continue;
    values[name] = typeof answer === "number" ? BigInt(answer) : answer;
  }
  return values;
}

function plainValue(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

function faultOf(error: unknown): CelFault {
  const { message, range } = error as { message?: string; range?: { start?: number } }; // CEL's errors carry a range
  return { fault: (message ?? "unreadable").split("\n")[0] ?? "", offset: range?.start ?? 0 };
}
