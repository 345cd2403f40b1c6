/** Some of all mutations: the same for the same seed, and spread over kinds and files. */
import type { Mutation } from "./mutation.ts";

/** Numbers of `count` of them: one of each kind and file in turn, until there are enough. */
export function sampled(all: readonly Mutation[], count: number, seed: number): number[] {
  let state = seed;
  const chance = (below: number) => {
    // Numerical Recipes' generator: enough to pick places by.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
  const kinds = new Map<string, Map<string, number[]>>();
  for (const [index, { kind, file }] of all.entries()) {
    const files = kinds.get(kind) ?? new Map<string, number[]>();
    kinds.set(kind, files.set(file, [...(files.get(file) ?? []), index]));
  }
  const taken: number[] = [];
  // Of each kind another file at every turn, so that all files come up though there are more kinds.
  for (let turn = 0; taken.length < Math.min(count, all.length); turn++) {
    for (const files of kinds.values()) {
      const left = [...files.values()].filter((indexes) => indexes.length > 0);
      const from = left[chance(Math.max(1, left.length))];
      if (from === undefined || taken.length === count) continue;
      taken.push(...from.splice(chance(from.length), 1));
    }
  }
  return taken;
}
