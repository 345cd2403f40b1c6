/**
 * Counts what happens too often for a line each, and tells the sums once in a second.
 *
 * Owns the counts not yet told. Called by `log`.
 */

/** Milliseconds between the first of a kind and the line with their sum. */
export const TALLY_MS = 1_000;

export interface Tally<Fact> {
  add(fact: Fact): void;
  /** Tells what is there, without waiting. */
  flush(): void;
}

/** Facts are the same when all of their values are; there should be few. Never throws unless `tell` does. */
export function openTally<Fact extends Readonly<Record<string, string>>>(
  tell: (fact: Fact, count: number) => void,
): Tally<Fact> {
  const counts = new Map<string, { fact: Fact; count: number }>();

  function flush(): void {
    const told = [...counts.values()];
    counts.clear();
    for (const { fact, count } of told) tell(fact, count);
  }

  return {
    add(fact) {
      const name = Object.values(fact).join(" ");
      const one = counts.get(name);
      if (one !== undefined) {
        one.count++;
        return;
      }
      // No reason for the process to go on: whoever ends it flushes.
      if (counts.size === 0) setTimeout(flush, TALLY_MS).unref();
      counts.set(name, { fact, count: 1 });
    },
    flush,
  };
}
