/**
 * The heaviest way through a graph, exactly: circles are drawn together first, and what is left has
 * none. A circle weighs what all it holds weigh, each once: nobody goes round it to the end.
 *
 * Takes as long as there are nodes and ways. Pure. Called by `call-time`.
 */

/** Nodes that lead to each other, with where they lead; an index each. */
interface Part {
  members: string[];
  next: number[];
}

/** Parts behind come before those that lead to them. */
export interface Parts {
  parts: readonly Part[];
  of: ReadonlyMap<string, number>;
}

interface Visit {
  id: string;
  next: readonly string[];
  at: number;
}

/** All that is reached from `from`, circles drawn together (Tarjan 1972, without recursion). */
export function partsOf(from: readonly string[], next: (id: string) => readonly string[]): Parts {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const parts: Part[] = [];
  const of = new Map<string, number>();
  const stack: Visit[] = [];
  const enter = (id: string) => {
    index.set(id, index.size);
    low.set(id, index.size - 1);
    open.push(id);
    stack.push({ id, next: next(id), at: 0 });
  };
  const sink = (id: string, other: number) => low.set(id, Math.min(low.get(id) ?? 0, other));
  const close = (id: string) => {
    const members = open.splice(open.lastIndexOf(id));
    for (const member of members) of.set(member, parts.length);
    const own = parts.length;
    const out = members.flatMap((member) => next(member).map((to) => of.get(to) ?? own));
    parts.push({ members, next: [...new Set(out)].filter((part) => part !== own) });
  };
  for (const start of from) {
    if (!index.has(start)) enter(start);
    for (let visit = stack.at(-1); visit !== undefined; visit = stack.at(-1)) {
      const to = visit.next[visit.at++];
      if (to === undefined) {
        stack.pop();
        const above = stack.at(-1);
        if (above !== undefined) sink(above.id, low.get(visit.id) ?? 0);
        if (low.get(visit.id) === index.get(visit.id)) close(visit.id);
      } else if (!index.has(to)) enter(to);
      else if (!of.has(to)) sink(visit.id, index.get(to) ?? 0);
    }
  }
  return { parts, of };
}

export interface Way {
  weight: number;
  /** In the order of the way. */
  nodes: readonly string[];
}

/** The heaviest way from each of these nodes; null where there is none of them. */
export function heaviest(
  { parts, of }: Parts,
  from: readonly string[],
  weigh: (id: string) => number,
): Way | null {
  const weights: number[] = [];
  const onward: (number | null)[] = [];
  for (const [at, { members, next }] of parts.entries()) {
    const best = most(next, (part) => weights[part] ?? 0);
    const own = members.reduce((sum, id) => sum + weigh(id), 0);
    weights[at] = own + (best === null ? 0 : (weights[best] ?? 0));
    onward[at] = best;
  }
  const starts = [...new Set(from.flatMap((id) => of.get(id) ?? []))];
  const start = most(starts, (part) => weights[part] ?? 0);
  if (start === null) return null;
  const nodes: string[] = [];
  for (let part: number | null = start; part !== null; part = onward[part] ?? null) {
    nodes.push(...(parts[part]?.members ?? []));
  }
  return { weight: weights[start] ?? 0, nodes };
}

function most(all: readonly number[], weightOf: (one: number) => number): number | null {
  let best: number | null = null;
  for (const one of all) if (best === null || weightOf(one) > weightOf(best)) best = one;
  return best;
}
