/**
 * Since when whoever comes has waited for being read, which nobody tells: the kernel kept them meanwhile.
 *
 * Owns the turns of the event loop in which anybody comes. In each of them all is read that the kernel holds of open
 * connections, so that it came since the turn before. New connections wait at a door, which has so many places and lets
 * in the oldest, hardly more than one in a turn: they came after the door last had nobody, and after it let in the one
 * before whom all places were taken. Called by `listen`.
 */

/** Since when a callback has waited, in milliseconds of the clock of all this, and among how many. */
export interface Arrival {
  /** At most. */
  since: number;
  /** On the average. */
  likely: number;
  /** Callers there were at least. */
  among: number;
}

/** Lets somebody in; the milliseconds that they have waited at most. */
export type LetIn = () => number;

export interface Arrivals {
  /** A door with so many places. */
  door(places: number): LetIn;
  /** What is read now; it waited for its connection for so many milliseconds, and so many are not answered yet. */
  read(waited: number, unanswered: number): Arrival;
}

/** `now` in milliseconds that only ever grow. */
export function openArrivals(now: () => number): Arrivals {
  /** Two numbers that follow each other are of turns that did. */
  let turn = 0;
  /** When anybody first came in this turn, and in the one before; the same where nobody did then. */
  let first = 0;
  let before = 0;
  /** How many were let in in this turn, and in the one before. */
  let entered = 0;
  let enteredBefore = 0;
  let came = false;
  let counting = false;

  function come(): void {
    if (came) return;
    const at = now();
    before = counting ? first : at;
    turn += counting ? 1 : 2;
    first = at;
    enteredBefore = counting ? entered : 0;
    entered = 0;
    came = true;
    if (!counting) setImmediate(next);
    counting = true;
  }

  /** At the end of each turn, for as long as somebody comes in all of them; the loop does not sleep meanwhile. */
  function next(): void {
    counting = came;
    came = false;
    if (counting) setImmediate(next);
  }

  return {
    door(places) {
      /** When the last of them were let in, in a ring. */
      const instants = new Float64Array(places);
      let many = 0;
      let last = 0;
      let empty = 0;
      return () => {
        come();
        entered++;
        if (last < turn - 1) empty = before;
        last = turn;
        const at = now();
        const since = Math.max(empty, instants[many % places] ?? 0);
        instants[many++ % places] = at;
        return at - since;
      };
    },
    read(waited, unanswered) {
      come();
      // At any instant since the turn before; at a door, all who wait do so for as long.
      const likely = (before + now()) / 2 - waited;
      return {
        since: before - waited,
        likely,
        among: Math.max(unanswered, entered, enteredBefore),
      };
    },
  };
}
