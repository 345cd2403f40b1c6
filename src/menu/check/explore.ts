/**
 * Explores the compiled machine, rather than trusting what it was compiled from.
 *
 * Two searches that share no code must agree: one over the files, by what a `go` names and what
 * stands below, and one over the machine itself with `xstate/graph`. Its inputs are abstract: for each
 * way, the answers under which it is the first that holds, looked for among the values that the
 * service's conditions name. Where none are found, the way is taken for granted and gone on from. A
 * disagreement is a fault of Njia's compiler, and stops the release like any other.
 */
import type { AnyMachineSnapshot, AnyStateMachine } from "xstate";
import { getAdjacencyMap } from "xstate/graph";
import { holds } from "../machine.ts";
import { OWN, type CompiledScreen, type Edge } from "../model.ts";
import { targetOf, WAYS_MAX } from "../onward.ts";
import { writtenScreens, type Written } from "../written.ts";
import { answersFor, type Domains, domainsOf } from "./domains.ts";
import { edgesOf, GOING_ON, screensOf, targetsOf, type World } from "./world.ts";

export const OUR_FAULT = "The fault is Njia's and not yours: send us these files.";

export function checkMachine(world: World): void {
  // What is missing or misnamed is told by others, and its ways are cut.
  const { channel, screens } = world.release;
  if (world.source.unread.size > 0 || !screens.has(channel.codes[0]?.start ?? "")) return;
  const ways = [...screens.values()].reduce((sum, screen) => sum + edgesOf(screen).length, 0);
  if (ways >= WAYS_MAX) return;
  const places = new Map(screensOf(world).map(({ id, at }) => [id, at]));
  const fault = (id: string, message: string) => {
    const at = places.get(id) ?? { file: "channel.yaml", path: [] };
    world.report(at, "machine", message, OUR_FAULT);
  };
  const read = reachedInFiles(world);
  const explored = exploreMachine(world);
  for (const [id, message] of explored.faults) fault(id, message);
  for (const id of read) {
    if (!explored.reached.has(id)) fault(id, `\`${id}\` cannot be reached in the compiled menus`);
  }
  for (const id of explored.reached) {
    if (!read.has(id) && world.release.screens.has(id)) {
      fault(id, `\`${id}\` can be reached in the compiled menus, and by no way of the files`);
    }
  }
}

function startsOf({ release }: World): string[] {
  const stars = [...release.services.values()].filter(({ star }) => star !== null);
  const all = [
    ...release.channel.codes.map(({ start }) => start),
    ...(release.channel.language === null ? [] : [release.channel.language]),
    ...stars.map(({ first }) => first),
  ];
  return all.filter((id) => release.screens.has(id));
}

/** Screens that the files lead to. */
function reachedInFiles(world: World): ReadonlySet<string> {
  const written = writtenScreens(world.source);
  const reached = new Set<string>();
  const waiting = startsOf(world);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const screen = written.get(id);
    if (screen === undefined || reached.has(id)) continue;
    reached.add(id);
    for (const to of writtenWays(world, written, screen)) {
      // One that a condition passes over leads to the one below it.
      for (let at: string | null = to; at !== null && !reached.has(at);) {
        waiting.push(at);
        const next: Written | undefined = written.get(at);
        at = next?.source.when === undefined ? null : next.below;
      }
    }
  }
  return reached;
}

function writtenWays(
  { source }: World,
  written: ReadonlyMap<string, Written>,
  screen: Written,
): string[] {
  const { source: say, kind, below, service } = screen;
  const at = { file: screen.file, path: screen.path };
  const named = targetsOf({ source: say, at }).flatMap(({ go }) =>
    typeof go === "string" ? [go] : go.map(({ to }) => to),
  );
  const targets = named.flatMap((name) => targetOf(source, written, service, name) ?? []);
  const goes = "go" in say && say.go !== undefined;
  const ends = "end" in say && say.end === true;
  return GOING_ON.has(kind) && !goes && !ends && below !== null ? [...targets, below] : targets;
}

interface Explored {
  reached: ReadonlySet<string>;
  faults: readonly (readonly [id: string, message: string])[];
}

interface Input {
  type: string;
  /** Where the compiled screen says that it leads. */
  to: string;
  answers: Record<string, string | number | boolean>;
}

function exploreMachine(world: World): Explored {
  const { machine, screens } = world.release;
  const domains = domainsOf(world);
  const reached = new Set<string>();
  const faults: [string, string][] = [];
  const granted: string[] = [];
  const inputsAt = (id: string): Input[] => {
    const screen = screens.get(id);
    if (screen === undefined || reached.has(id)) return [];
    reached.add(id);
    const { inputs, unproven } = inputsOf(screen, domains);
    granted.push(...unproven);
    if (inputs.length + unproven.length !== waysIn(machine, id)) {
      faults.push([id, `\`${id}\` has other ways in the compiled menus than in the files`]);
    }
    return inputs;
  };
  const waiting = startsOf(world);
  const states = new Map<string, AnyMachineSnapshot>();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop() ?? granted.pop()) {
    if (reached.has(id)) continue;
    if (!(id in machine.states)) {
      faults.push([id, `\`${id}\` is missing in the compiled menus`]);
      reached.add(id);
      continue;
    }
    // One that was come to is at hand: to make one, XState goes through all screens.
    const at = states.get(id) ?? machine.resolveState({ value: id, context: {} });
    states.delete(id);
    for (const { from, input, state } of transitionsFrom(machine, at, inputsAt)) {
      const to = String(state.value);
      if (!reached.has(to)) states.set(to, state);
      waiting.push(to);
      if (input.to !== to) {
        const message = `from \`${from}\` the way to \`${input.to}\` leads to \`${to}\` in the compiled menus`;
        faults.push([from, message]);
      }
    }
    if (waiting.length === 0) waiting.push(...granted.splice(0));
  }
  for (const own of Object.values(OWN)) reached.delete(own);
  return { reached, faults };
}

/** Of one state: the package's own search takes each way from the head of a list, of which 400 conditions make 80,000. */
function transitionsFrom(
  machine: AnyStateMachine,
  at: AnyMachineSnapshot,
  inputsAt: (id: string) => readonly Input[],
): { from: string; input: Input; state: AnyMachineSnapshot }[] {
  const map = getAdjacencyMap(machine, {
    fromState: at,
    serializeState: ({ value }: AnyMachineSnapshot) => String(value),
    serializeEvent: (event: unknown) => JSON.stringify(event),
    // A function of the state, which the types of a machine without typed events do not allow.
    events: ((state: AnyMachineSnapshot) => inputsAt(String(state.value))) as never,
    limit: Infinity,
    stopWhen: ({ value }: AnyMachineSnapshot) => value !== at.value,
  });
  // Its types are lost with those of the machine; `event` is what `inputsAt` gave.
  const steps = map as unknown as Record<
    string,
    { transitions: Record<string, { event: unknown; state: AnyMachineSnapshot }> }
  >;
  return Object.entries(steps).flatMap(([from, { transitions }]) =>
    Object.values(transitions).map(({ event, state }) => ({
      from,
      input: event as Input,
      state,
    })),
  );
}

/** Ways that the machine itself has at a state. */
function waysIn(machine: AnyStateMachine, id: string): number {
  const on = machine.states[id]?.transitions ?? new Map<string, readonly unknown[]>();
  return [...on].reduce((sum, [type, ways]) => sum + (type === "send" ? 0 : ways.length), 0);
}

function inputsOf(screen: CompiledScreen, domains: Domains) {
  const choices = screen.other === null ? screen.choices : [...screen.choices, screen.other];
  const offered: [type: string, edges: readonly Edge[]][] = [
    ["next", screen.edges],
    ...choices.flatMap(({ key, edges }): [string, readonly Edge[]][] =>
      edges === null ? [] : [[`pick:${key}`, edges]],
    ),
  ];
  const inputs: Input[] = [];
  const unproven: string[] = [];
  for (const [type, edges] of offered) {
    edges.forEach(({ to, guards }, index) => {
      const before = edges.slice(0, index);
      const first = (answers: Input["answers"]) =>
        holds(guards, answers) && !before.some((edge) => holds(edge.guards, answers));
      const answers = answersFor(domains, screen.service, guards, first);
      if (answers === null) unproven.push(to);
      else inputs.push({ type, to, answers });
    });
  }
  return { inputs, unproven };
}
