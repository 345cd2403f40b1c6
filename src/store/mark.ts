/**
 * A line in a database's list of migrations that keeps everybody from it: its data was moved away, or a move
 * into it has not been finished.
 *
 * It stands there, and with an instant that no migration has, because every Njia looks at that list before
 * anything else: one that is older than the mark refuses the database as that of a newer one.
 */
import { StoreFault } from "./fault.ts";

export interface Mark {
  /** `moved`: it was the old place. `half`: it is not yet the new one. */
  readonly what: "moved" | "half";
  /** Id of the move, the same in both places. */
  readonly move: string;
  /** The other place, as people are told of it. */
  readonly where: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The instant of the mark in the list. */
export const MARK_AT = Number.MAX_SAFE_INTEGER;

/** A line of the list of migrations. */
export interface Applied {
  readonly hash: string;
  readonly at: number;
}

export function textOf({ what, move, where, at }: Mark): string {
  return JSON.stringify({ what, move, where, at });
}

/** Null where there is none. @throws StoreFault `newer` for one that this Njia does not know */
export function markIn(applied: readonly Applied[]): Mark | null {
  const text = applied.find(({ at }) => at === MARK_AT)?.hash;
  if (text === undefined) return null;
  const mark = parsed(text);
  if (mark === null) throw new StoreFault("newer");
  return mark;
}

/** @throws StoreFault `moved` or `half`, which says where the other place is */
export function refuseMarked(applied: readonly Applied[]): void {
  const mark = markIn(applied);
  if (mark !== null) throw faultOf(mark);
}

/** What a place holds that was moved is whole; a half is good for nothing. @throws StoreFault `half` */
export function refuseHalf(mark: Mark | null, place?: string): void {
  if (mark?.what === "half") throw faultOf(mark, place);
}

/** What is told of it; with the place that bears it, where there are two. */
export function faultOf({ what, where, at }: Mark, place = ""): StoreFault {
  const way = what === "moved" ? "to" : "from";
  const told = `${place} ${way} ${where}, ${new Date(at).toISOString()}`;
  return new StoreFault(what, { detail: told.trimStart() });
}

/** True when a migration of this code is missing. @throws StoreFault `newer` when one is unknown to it */
export function isMissing(known: ReadonlySet<number>, applied: readonly Applied[]): boolean {
  const own = applied.filter(({ at }) => at !== MARK_AT);
  if (own.some(({ at }) => !known.has(at))) throw new StoreFault("newer");
  return own.length < known.size;
}

function parsed(text: string): Mark | null {
  try {
    const { what, move, where, at } = JSON.parse(text) as Partial<Mark>; // each is looked at below
    if (what !== "moved" && what !== "half") return null;
    if (typeof move !== "string" || typeof where !== "string") return null;
    return typeof at === "number" ? { what, move, where, at } : null;
  } catch {
    return null;
  }
}
