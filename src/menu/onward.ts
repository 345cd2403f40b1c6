/**
 * The ways onward from every screen, flattened: over screens that a `when` passes over, to where
 * the citizen stops. Called by `compile`.
 */
import type { Conditions } from "./conditions.ts";
import type { Target } from "./screen-format.ts";
import type { Edge } from "./model.ts";
import type { MenuSource } from "./source.ts";
import { nameOf, type Written } from "./written.ts";

/**
 * Ways of all screens together. 500 questions that each have a `when` make 124,000, in 350 MB with
 * the machine; a file of 1 MB could ask for 20 million. The checker refuses what reaches this.
 */
export const WAYS_MAX = 150_000;

export class Onward {
  readonly #source: MenuSource;
  readonly #written: ReadonlyMap<string, Written>;
  readonly #conditions: Conditions;
  /** Arriving at a screen: each is a few pointers, as the ways themselves are shared. */
  readonly #arriving = new Map<string, readonly Edge[]>();
  #left = WAYS_MAX;

  constructor(source: MenuSource, written: ReadonlyMap<string, Written>, conditions: Conditions) {
    this.#source = source;
    this.#written = written;
    this.#conditions = conditions;
  }

  /** From a screen: by its `go`, else to the one below; nowhere from one that ends or chooses. */
  after(written: Written): readonly Edge[] {
    const { source, below } = written;
    if ("go" in source && source.go !== undefined) return this.by(written, source.go);
    const ends = "end" in source && source.end === true;
    const kinds = ["choose", "ask", "book", "notice", "show", "look_up"];
    const on = kinds.includes(written.kind) && !ends;
    return this.#counted(on && below !== null ? this.#arrive(below) : []);
  }

  /** By the `go` of a screen or of one of its options. */
  by(written: Written, go: Target): readonly Edge[] {
    if (typeof go === "string") {
      const to = this.#target(written.service, go);
      return this.#counted(to === null ? [] : this.#arrive(to));
    }
    return go.flatMap(({ when, to: name }) => {
      const to = this.#target(written.service, name);
      const edges = this.#counted(to === null ? [] : this.#arrive(to));
      if (when === undefined) return edges;
      const guard = this.#conditions.full(when, written.service);
      return edges.map((edge) => ({ to: edge.to, guards: [guard, ...edge.guards] }));
    });
  }

  #counted(edges: readonly Edge[]): readonly Edge[] {
    const taken = edges.length <= this.#left ? edges : edges.slice(0, this.#left);
    this.#left -= taken.length;
    return taken;
  }

  /** Arriving at a screen with a `when` means: there if it holds, else further below. */
  #arrive(to: string): readonly Edge[] {
    const known = this.#arriving.get(to);
    if (known !== undefined) return known;
    const screen = this.#written.get(to);
    if (screen === undefined) return [];
    const { when } = screen.source;
    const guards = when === undefined ? [] : [this.#conditions.full(when, screen.service)];
    const passed = when === undefined || screen.below === null ? [] : this.#arrive(screen.below);
    const edges = [{ to, guards }, ...passed];
    this.#arriving.set(to, edges);
    return edges;
  }

  #target(service: string | null, name: string): string | null {
    return targetOf(this.#source, this.#written, service, name);
  }
}

/**
 * The id of what a `go` names: a screen of the same file, else a shared one, else the first screen of a
 * service. Null where there is none of that name.
 */
export function targetOf(
  source: MenuSource,
  written: ReadonlyMap<string, Written>,
  service: string | null,
  name: string,
): string | null {
  const own = `${service ?? "channel"}/${name}`;
  if (written.has(own)) return own;
  if (written.has(`channel/${name}`)) return `channel/${name}`;
  const first = source.services.get(name)?.screens[0];
  return first === undefined ? null : `${name}/${nameOf(first).name}`;
}
