/**
 * Expressions: CEL over the answers, checked when the file is checked, bounded when it runs.
 *
 * `matches` is refused: CEL's regular expressions run on the engine's own, and one evil pattern
 * holds every citizen. Called by `compile` and the checker.
 */
import { Environment, type ASTNode } from "@marcbachmann/cel-js";
import type { Answers } from "./contract.ts";

export type CelTypes = Readonly<Record<string, "string" | "int" | "bool">>;

export interface CompiledCel {
  /** "string", "int", "bool" and so on, as CEL names them. */
  type: string;
  /** Answers without which it has no value, whatever the others are. */
  needs: readonly string[];
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

/** Those of the grammar, which are no names though CEL lets them be declared. */
const GRAMMAR = new Set(["in", "true", "false", "null"]);
const celWords = new Map<string, boolean>();

/** True for names that mean something else in CEL, `type` or `list`: no answer can be read by one. */
export function isCelWord(name: string): boolean {
  let is = celWords.get(name);
  if (is === undefined) {
    try {
      new Environment().registerVariable(name, "string");
      is = GRAMMAR.has(name);
    } catch {
      // How CEL says that a name is taken.
      is = true;
    }
    celWords.set(name, is);
  }
  return is;
}

/** Declaring 500 answers takes ten times as long as reading an expression over them. */
const environments = new WeakMap<CelTypes, Environment>();

function environmentOf(types: CelTypes): Environment {
  let environment = environments.get(types);
  if (environment === undefined) {
    environment = new Environment({ limits: LIMITS });
    for (const [name, type] of Object.entries(types)) {
      if (!isCelWord(joined(name))) environment.registerVariable(joined(name), type);
    }
    environments.set(types, environment);
  }
  return environment;
}

/**
 * `business.fee` as one name of CEL, which has no dots in names, and as long as it was. No name of a file
 * has a capital letter.
 */
function joined(name: string): string {
  return name.replace(".", "X");
}

/** The name in the file. */
function apart(name: string): string {
  return name.replace(/(?<=[a-z0-9_])X(?=[a-z])/g, ".");
}

/** With each field of a look-up that there is as one name. */
function withFields(expression: string, types: CelTypes): string {
  if (!expression.includes(".")) return expression;
  return expression.replace(
    /("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?<![\w.])[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*(?![\w(])/g,
    (found, quoted?: string) =>
      quoted === undefined && types[found] !== undefined ? joined(found) : found,
  );
}

/** A part of an expression, as CEL reads it. */
export type CelNode = ASTNode;

/** An expression in its parts, which stand where they were written; null where it cannot be read. */
export function parseCel(expression: string, types: CelTypes): CelNode | null {
  try {
    return environmentOf(types).parse(withFields(expression, types)).ast;
  } catch {
    // `compileCel` says what is wrong with it.
    return null;
  }
}

/** The name in the file that a part names. */
export function namedBy({ args }: Extract<CelNode, { op: "id" }>): string {
  return apart(args);
}

/** Compiles one expression against the types of the answers it may name. */
export function compileCel(expression: string, types: CelTypes): CompiledCel | CelFault {
  const environment = environmentOf(types);
  try {
    const banned = /\.\s*matches\s*\(/.exec(expression);
    if (banned !== null)
      return {
        fault: "`matches` is not allowed",
        offset: expression.indexOf("matches", banned.index),
      };
    const written = withFields(expression, types);
    const parsed = environment.parse(written);
    const nested = loopInLoop(parsed.ast, false);
    if (nested !== null) return { fault: `\`${nested}\` stands inside another such`, offset: 0 };
    const checked = parsed.check();
    if (!checked.valid) return faultOf(checked.error);
    const needed = [...surelyRead(parsed.ast)].map(apart);
    // Names in its text, those in quotes too: more than it reads, and few of a service's answers.
    const named = new Set(written.match(/[A-Za-z_]\w*/g)).values();
    const read = [...named].map(apart).filter((name) => types[name] !== undefined);
    return {
      type: checked.type ?? "dyn",
      needs: needed,
      evaluate: (answers) => {
        // What CEL would come to, without its error: making one costs more than any other part of a hop.
        if (needed.some((name) => answers[name] == null)) return undefined;
        try {
          return plainValue(parsed(celValues(answers, read)));
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

/** What goes through a list, or names a value: each inside another multiplies the work. */
const LOOPS: ReadonlySet<string> = new Set([
  "all",
  "exists",
  "exists_one",
  "map",
  "filter",
  "bind",
]);

/**
 * The first loop inside another: ten of them over ten values each are few letters, and no expression
 * that a caller waits for. Null = none.
 */
function loopInLoop(part: unknown, inside: boolean): string | null {
  if (Array.isArray(part)) {
    for (const one of part) {
      const found = loopInLoop(one, inside);
      if (found !== null) return found;
    }
    return null;
  }
  if (!isNode(part)) return null;
  if (part.op !== "rcall" || !LOOPS.has(part.args[0])) return loopInLoop(part.args, inside);
  const [loop, over, body] = part.args;
  return inside ? loop : (loopInLoop(over, false) ?? loopInLoop(body, true));
}

function isNode(part: unknown): part is ASTNode {
  return typeof part === "object" && part !== null && "op" in part && "args" in part;
}

const NOTHING: ReadonlySet<string> = new Set();
const COMPARING = ["==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"] as const;

/**
 * Variables without which an expression fails whatever the others hold. One that may be left unread,
 * such as in one branch of `?:`, is not among them; neither is what a call or a macro reads.
 */
function surelyRead(node: ASTNode): ReadonlySet<string> {
  if (node.op === "id") return new Set([node.args]);
  if (node.op === "?:") {
    const [condition, holds, otherwise] = node.args;
    return surelyRead(condition).union(surelyRead(holds).intersection(surelyRead(otherwise)));
  }
  // Either side alone can decide these two, even when the other fails.
  if (node.op === "||" || node.op === "&&") {
    return surelyRead(node.args[0]).intersection(surelyRead(node.args[1]));
  }
  if (node.op === "!_" || node.op === "-_") return surelyRead(node.args);
  if (isComparing(node)) return surelyRead(node.args[0]).union(surelyRead(node.args[1]));
  return NOTHING;
}

function isComparing(node: ASTNode): node is ASTNode & { op: (typeof COMPARING)[number] } {
  return COMPARING.some((op) => op === node.op);
}

/** CEL's integers are BigInts; an answer that was passed over is as good as missing. */
function celValues(answers: Answers, read: readonly string[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const name of read) {
    const answer = answers[name];
    if (answer == null) continue;
    values[joined(name)] = typeof answer === "number" ? BigInt(answer) : answer;
  }
  return values;
}

function plainValue(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

function faultOf(error: unknown): CelFault {
  const { message, range } = error as { message?: string; range?: { start?: number } }; // CEL's errors carry a range
  return {
    fault: apart((message ?? "unreadable").split("\n")[0] ?? ""),
    offset: range?.start ?? 0,
  };
}
