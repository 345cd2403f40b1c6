/** One of the two places of a move, as both engines have it. */
import type { Mark } from "../mark.ts";
import type { Write } from "../store.ts";
import type { Row, Shape } from "./shape.ts";

/** Where rows are read from. */
export interface Source {
  /** At most `limit` rows in the order of their keys, those behind `after`. @throws CopyFault for one that no engine should hold */
  page(shape: Shape, after: Row | null, limit: number): Promise<Row[]>;
  count(shape: Shape): Promise<number>;
}

/** Where they are written as well. */
export interface Target extends Source {
  /** All of them in one transaction, on the disk when it resolves. @throws CopyFault for rows that the engine does not take */
  add(shape: Shape, rows: readonly Row[]): Promise<void>;
}

/** A place that this process has alone, until it lets go of it or ends. */
export interface Held extends Target {
  /** As it was when it was opened. */
  readonly mark: Mark | null;
  /** True where it has not the tables of this code. */
  readonly behind: boolean;
  /** On the disk when it resolves. */
  putMark(mark: Mark | null): Promise<void>;
  /** One row change without values. */
  run(write: Write): Promise<void>;
  /** Lets the engine look at what it has now: it plans by that, and reads no row only to see whether it is there. */
  settle(): Promise<void>;
  close(): Promise<void>;
}
