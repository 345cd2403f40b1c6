/**
 * The one XState machine of a release: a state per screen, static targets, CEL guards.
 *
 * Driven with the pure `transition` from a state resolved out of our snapshot; no actor ever runs.
 * The context stays empty and the answers travel in the event, so that a resolved state can be
 * kept per screen: resolving one per hop doubled the cost of a step. `back`, `resume` and `change
 * an answer` jump by name (`resolveState`), as their targets are any screen already seen.
 */
import { createMachine, transition, type AnyMachineSnapshot, type AnyStateMachine } from "xstate";
import type { Answers } from "./contract.ts";
import {
  OWN,
  type CompiledChannel,
  type CompiledScreen,
  type Edge,
  type Release,
} from "./model.ts";

/** What can happen at a screen. Unmatched events leave the state where it is. */
export type MenuEvent =
  | { type: "next"; answers: Answers }
  | { type: `pick:${string}`; answers: Answers }
  | { type: `home:${string}`; answers: Answers }
  | { type: "send"; answers: Answers };

/** True when every guard holds; a guard that fails or misses an answer does not. */
export function holds(guards: Edge["guards"], answers: Answers): boolean {
  return guards.every((guard) => guard(answers) === true);
}

/** The first way onward that holds: what the machine's guarded edges say, without a machine. */
export function follow(edges: readonly Edge[], answers: Answers): string | null {
  return edges.find((edge) => holds(edge.guards, answers))?.to ?? null;
}

interface Transition {
  target: string;
  guard?: (args: { event: { answers?: Answers } }) => boolean;
}

function transitions(edges: readonly Edge[]): Transition[] {
  return edges.map(({ to, guards }) =>
    guards.length === 0
      ? { target: to }
      : { target: to, guard: ({ event }) => holds(guards, event.answers ?? {}) },
  );
}

/** Builds the machine; every edge's target is a screen of `screens`. */
export function machineOf(
  screens: ReadonlyMap<string, CompiledScreen>,
  channel: CompiledChannel,
): AnyStateMachine {
  const states: Record<string, { on: Record<string, unknown> }> = {};
  for (const own of Object.values(OWN)) states[own] = { on: {} };
  for (const screen of screens.values()) {
    const on: Record<string, unknown> = { next: transitions(screen.edges) };
    for (const choice of screen.other === null
      ? screen.choices
      : [...screen.choices, screen.other]) {
      if (choice.edges !== null) on[`pick:${choice.key}`] = transitions(choice.edges);
    }
    if (screen.kind === "confirm") on["send"] = { actions: [{ type: "submit" }] };
    states[screen.id] = { on };
  }
  const starts = new Set(channel.codes.map((code) => code.start).filter((id) => screens.has(id)));
  const home = [...starts].map((id) => [`home:${id}`, { target: `.${id}` }] as const);
  return createMachine({
    id: "menus",
    context: {},
    initial: channel.codes[0]?.start ?? OWN.stuck,
    on: Object.fromEntries(home),
    states,
  } as never); // the states come from files, so XState cannot infer them
}

const resolved = new WeakMap<AnyStateMachine, Map<string, AnyMachineSnapshot>>();

function stateOf(machine: AnyStateMachine, screen: string): AnyMachineSnapshot {
  let states = resolved.get(machine);
  if (states === undefined) resolved.set(machine, (states = new Map<string, AnyMachineSnapshot>()));
  let state = states.get(screen);
  if (state === undefined) {
    state = machine.resolveState({ value: screen, context: {} });
    states.set(screen, state);
  }
  return state;
}

/** Where an event leads, and the actions it asks for. */
interface Advanced {
  screen: string;
  actions: readonly string[];
}

const settled = new WeakMap<AnyStateMachine, Map<string, Advanced>>();

/**
 * Where an event leads from a screen of this release, and which actions it asks for.
 * The same screen back means: no edge holds.
 *
 * The machine takes the first edge whose guards hold, so it is asked once for each edge that can:
 * `transition` makes an actor, a system and two snapshots each time, a tenth of a hop.
 */
export function advance(release: Release, screen: string, event: MenuEvent): Advanced {
  const { machine } = release;
  let known = settled.get(machine);
  if (known === undefined) settled.set(machine, (known = new Map<string, Advanced>()));
  const edges = edgesOf(release.screens.get(screen), event.type);
  const held = edges?.findIndex(({ guards }) => holds(guards, event.answers));
  const key = `${event.type} ${held} ${screen}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const [next, actions] = transition(machine, stateOf(machine, screen), event);
  const advanced = { screen: String(next.value), actions: actions.map(({ type }) => type) };
  // Not for keys that are not offered: there is no end of them.
  if (edges !== null) known.set(key, advanced);
  return advanced;
}

/** The ways an event may take from a screen; null for an event that the screen does not offer. */
function edgesOf(screen: CompiledScreen | undefined, type: MenuEvent["type"]) {
  if (screen === undefined) return null;
  if (type === "send") return [];
  if (type === "next") return screen.edges;
  const choices = screen.other === null ? screen.choices : [...screen.choices, screen.other];
  return choices.find(({ key }) => type === `pick:${key}`)?.edges ?? null;
}
