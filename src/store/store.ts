/**
 * The store: rows on disk, behind two verbs, `read` and `commit`.
 *
 * Owns the tables, the transaction and the promise that a commit which resolved is on the disk.
 * Refuses open-ended transactions: what is to be written is decided beforehand as a list of
 * writes, so no await can sit inside one. Knows no meaning: which rows make a request or a
 * session is said by the rooms that call it (people, requests, session), never by the engine.
 */
import type { StoreFault } from "./fault.ts";
import type { Statement, Value } from "./statement.ts";

/** What it means that a write did not change anything. */
export type Meaning =
  | "fine"
  /** Somebody else wrote first: load again and decide again. */
  | "conflict"
  /** The world does not allow it: a code for the caller, who will not try again. */
  | { readonly refuse: string };

/** One row change inside a commit; made by `write`, which checks its values. */
export interface Write {
  readonly statement: Statement<never, unknown>;
  readonly values: Readonly<Record<string, Value>>;
  /** When the statement touches no row. */
  readonly untouched: Meaning;
  /**
   * When it hits a unique index; without it a duplicate is a bug and the commit rejects. To let
   * one key pass or tell two apart, the statement says `onConflictDoNothing({ target })`, which
   * counts as untouched: both engines check that key first.
   */
  readonly duplicate?: Exclude<Meaning, "fine">;
}

/** All of the writes are on the disk, or none has happened. */
export type Committed =
  | { readonly done: true }
  | { readonly done: false; readonly why: "conflict" }
  | { readonly done: false; readonly why: "refused"; readonly code: string };

export interface Store {
  /**
   * The rows a statement selects. Sees everything committed before it.
   * @throws StoreFault
   */
  read<Values extends object, Row>(
    statement: Statement<Values, Row[]>,
    values: Values,
  ): Promise<Row[]>;

  /**
   * Records the writes in order, each seeing those before it; resolves after they are on disk.
   * @throws StoreFault and then nothing has happened; any other error is a bug in a write
   */
  commit(writes: readonly Write[]): Promise<Committed>;

  /** Finishes the commits that were accepted, then lets go of the database. */
  close(): Promise<void>;
}

/** A store that nothing can be written to. */
export type Reader = Pick<Store, "read" | "close">;

/** What the store tells its owner while it runs. */
export interface StoreEvents {
  /** A batch of `size` commits reached the disk in `ms` milliseconds: one transaction. */
  onBatch?: (size: number, ms: number) => void;
  /** The storage can no longer be trusted: end the process (`StoreFault.fatal`). */
  onFatal?: (fault: StoreFault) => void;
  /** A database server went away or answers no commits, or does again; nothing is told of one that stays. */
  onReach?: (there: boolean) => void;
  /** What a database server said of itself at the start, by the names of its settings. */
  onServer?: (settings: Readonly<Record<string, string>>) => void;
}

export function write<Values extends Record<keyof Values, Value>>(
  statement: Statement<Values, unknown>,
  values: Values,
  untouched: Meaning,
  duplicate?: Exclude<Meaning, "fine">,
): Write {
  const made = { statement, values, untouched };
  return duplicate === undefined ? made : { ...made, duplicate };
}
