/**
 * Writes as plain data: a text's number and its values in order, which a thread can be sent.
 *
 * Called by `sqlite` for every commit, and by `batch`, which runs them.
 */
import { is, Placeholder } from "drizzle-orm";
import type { Query, Statement, Value } from "./statement.ts";
import type { Committed, Meaning, Write } from "./store.ts";
import type { Tables } from "./tables.ts";
import { givenLater } from "./statement.ts";

/** A statement as it is taught, with what it means that it changes nothing. */
export interface Text {
  /** Of its statement. */
  readonly name: string;
  readonly sql: string;
  readonly untouched: Meaning;
  readonly duplicate: Exclude<Meaning, "fine"> | undefined;
}

/** A value; words to be sealed are table, column, row, instant and the words themselves. */
export type PlainValue =
  | string
  | number
  | null
  | readonly [table: string, column: string, row: string, now: number, plain: string];

/** The number of its text and its values: as arrays, which a thread is sent in half the time. */
export type PlainWrite = readonly [text: number, ...values: PlainValue[]];

/** What became of a commit. */
export type Verdict = Committed | { readonly failed: unknown };

/** Where plain writes go: to the file on this thread, or to the thread that writes. */
export interface Recorder {
  /** Gives a text the number under which it is asked for from now on. */
  learn(number: number, text: Text): void;
  /** Queues a commit; `settle` is called once, after it is on disk or has failed. */
  add(writes: readonly PlainWrite[], settle: (verdict: Verdict) => void): void;
  /** Notes what a reader met; gives back what its caller is told. */
  fail(error: unknown): unknown;
  /** Resolves when every commit has its verdict. */
  close(): Promise<void>;
}

interface Known extends Pick<Text, "untouched" | "duplicate"> {
  number: number;
  /** For each parameter the name of its value, or the constant itself. */
  parameters: readonly ({ name: string } | { constant: string | number | null })[];
}

/** Makes plain writes, teaching the recorder each text at its first use. */
export function plainer(
  query: Query,
  tables: Tables,
  recorder: Pick<Recorder, "learn">,
): (write: Write) => PlainWrite {
  /** A statement has one text for each meaning it is written with, which is one but for oddities. */
  const texts = new Map<object, Known[]>();
  let taught = 0;
  function teach({ statement, untouched, duplicate }: Write): Known {
    const built = buildLater(statement, query, tables);
    const number = taught++;
    recorder.learn(number, { name: statement.name, sql: built.sql, untouched, duplicate });
    const parameters = built.params.map(parameterOf);
    return { number, untouched, duplicate, parameters };
  }
  function known(write: Write): Known {
    const { statement, untouched, duplicate } = write;
    let ofStatement = texts.get(statement);
    if (ofStatement === undefined) texts.set(statement, (ofStatement = []));
    let text = ofStatement.find(
      (each) => isSame(each.untouched, untouched) && isSame(each.duplicate, duplicate),
    );
    if (text === undefined) ofStatement.push((text = teach(write)));
    return text;
  }
  return (write) => {
    const { number, parameters } = known(write);
    const plain: [number, ...PlainValue[]] = [number];
    for (const each of parameters) {
      const value = "constant" in each ? each.constant : write.values[each.name];
      if (value === undefined) throw new Error(`${write.statement.name} lacks a value`);
      plain.push(plainly(value));
    }
    return plain;
  };
}

function plainly(value: Value): PlainValue {
  if (typeof value !== "object" || value === null) return value;
  const { at, now, plain } = value;
  return [at.table, at.column, at.row, now, plain];
}

/** Its text and parameters, with placeholders for the values. */
export function buildLater<Values, Result>(
  statement: Statement<Values, Result>,
  query: Query,
  tables: Tables,
) {
  return statement.build(query, tables, givenLater()).toSQL();
}

function isSame(one: Meaning | undefined, other: Meaning | undefined): boolean {
  if (typeof one !== "object" || typeof other !== "object") return one === other;
  return one.refuse === other.refuse;
}

function parameterOf(param: unknown): Known["parameters"][number] {
  if (is(param, Placeholder)) return { name: param.name };
  if (typeof param === "string" || typeof param === "number" || param === null) {
    return { constant: param };
  }
  throw new Error("a statement holds a constant that is neither text nor number");
}
