/**
 * The search: which replies lead from where a call stands to something that nobody has visited yet.
 *
 * Breadth first over the pure step, so that the shortest way is found, and greedily on from there. XState's own graph
 * tools see states and events only; what decides here (drafts, letters typed at a list, the count of wrong answers, the
 * way back) lies in our snapshot, of which the machine is one part. Two snapshots count as one where
 * nothing that a condition names differs. Bounded in steps; pure.
 */
import { OWN } from "../../../menu/model.ts";
import { viewOf } from "../../../menu/view.ts";
import type { TakenStep } from "../../../session/scene.ts";
import { inputsAt, REF, type Circumstances } from "./inputs.ts";
import { takeStep, type Setting, type Standing } from "./world.ts";

/** Screens gone through that tell two snapshots apart: more of the way back is the same way back. */
const BACK_TOLD = 4;

export interface Found {
  inputs: string[];
  standing: Standing;
  steps: TakenStep[];
}

interface Node {
  standing: Standing;
  input: string;
  taken: TakenStep | null;
  before: Node | null;
}

/**
 * The shortest way to a step of which `wanted` holds; of those that end the call, only where there is no
 * other. `straight`: by replies that are taken alone. Null where `stepsMax` steps found none.
 */
export function search(
  world: Circumstances,
  setting: Setting,
  from: Standing,
  wanted: (taken: TakenStep) => boolean,
  { stepsMax, straight = false }: { stepsMax: number; straight?: boolean },
): Found | null {
  const known = new Set([keyOf(world, from)]);
  let level: Node[] = [{ standing: from, input: "", taken: null, before: null }];
  let ending: Node | null = null;
  let steps = 0;
  while (level.length > 0 && steps < stepsMax) {
    const next: Node[] = [];
    for (const node of level) {
      const { snapshot } = node.standing;
      if (snapshot === null || snapshot.ended) continue;
      for (const input of repliesAt(world, setting, node, straight)) {
        if (++steps > stepsMax) break;
        const came = takeStep(world, setting, node.standing, input);
        if (came === null) continue;
        const reached = { standing: came.standing, input, taken: came.taken, before: node };
        if (wanted(came.taken)) {
          if (!came.taken.after.ended) return pathOf(reached);
          ending ??= reached;
        }
        const key = keyOf(world, came.standing);
        if (known.has(key)) continue;
        known.add(key);
        next.push(reached);
      }
    }
    level = next;
  }
  return ending === null ? null : pathOf(ending);
}

function repliesAt(
  world: Circumstances,
  setting: Setting,
  { standing, taken }: Node,
  straight: boolean,
): string[] {
  const { snapshot } = standing;
  if (snapshot === null) return [];
  if (snapshot.screen === OWN.assist) return numbersFor(setting, straight);
  const { release } = world;
  const facts = taken?.facts ?? takenFacts(world, setting, standing);
  if (facts === null) return [];
  const screen = release.screens.get(snapshot.screen);
  const inputs = inputsAt(world, screen, viewOf(release, snapshot, facts), { straight });
  // Nothing was sent whose reference could be typed.
  return setting.request === null ? inputs.filter((input) => input !== REF) : inputs;
}

/** Whom an officer may help, and numbers that are not taken. */
function numbersFor({ officer }: Setting, straight: boolean): string[] {
  if (officer === undefined) return [];
  const { own, helps, abroad } = officer;
  return straight ? [helps] : [helps, own, ...(abroad === null ? [] : [abroad])];
}

/** The facts by which a screen is read: those of the same screen again, after a reply that is refused. */
function takenFacts(world: Circumstances, setting: Setting, standing: Standing) {
  return takeStep(world, setting, standing, "")?.taken.facts ?? null;
}

function pathOf(end: Node): Found {
  const nodes: Node[] = [];
  for (let node: Node | null = end; node.before !== null; node = node.before) nodes.unshift(node);
  return {
    inputs: nodes.map(({ input }) => input),
    standing: end.standing,
    steps: nodes.flatMap(({ taken }) => taken ?? []),
  };
}

/** What decides about all that can come. */
function keyOf({ hints }: Circumstances, { snapshot, drafts, pin, chosen }: Standing): string {
  if (snapshot === null) return "";
  const { screen, language, service, answers, back, pages, find, strikes, wrong } = snapshot;
  const { changing, about, ended, unknown = 0, assisted } = snapshot;
  const told = Object.entries(answers).map(([name, answer]) => [
    name,
    hints.words.has(name) ? answer : 1,
  ]);
  const where = [screen, language, service, told, back.slice(-BACK_TOLD), pages.length > 0, find];
  const how = [
    strikes,
    wrong?.code,
    changing !== null,
    about,
    ended,
    unknown,
    drafts.length,
    pin,
    chosen,
    assisted?.language,
  ];
  return JSON.stringify([...where, ...how]);
}
