/**
 * Example answers: what somebody may have answered before they come to each screen of a service.
 *
 * Owns what stands for an answer on a storyboard: the first option, a plain number, for words the
 * question's own label. Pure; called by `storyboard`.
 */
import type { Answer, Answers } from "../../menu/contract.ts";
import { follow } from "../../menu/machine.ts";
import type { CompiledScreen, Release } from "../../menu/model.ts";
import { choiceOf, waysOn } from "../../menu/path.ts";
import type { FieldType } from "../../menu/connector-format.ts";
import { withLookedUp } from "../../menu/looked-up.ts";
import { slotsOf } from "../../menu/slots.ts";
import { say } from "../../menu/text.ts";

/** 5 March 2027, 10:32 in Nairobi: from then on are the appointments. */
export const EXAMPLE_AT = Date.UTC(2027, 2, 5, 7, 32);
/** Walks through a service at most: each turns off the plain way once more than another one did. */
const WALKS_MAX = 2_000;
/** Options of one screen that are tried; those of a list are alike. */
const TRIED_MAX = 30;

/** By screen id. Those that no walk came to are left out. */
export function answersBefore(
  release: Release,
  service: string,
  language: string,
): ReadonlyMap<string, Answers> {
  const found = new Map<string, Answers>();
  const own = [...release.screens.values()].filter((screen) => screen.service === service);
  const first = release.services.get(service)?.first ?? "";
  // Screens at which another than the first way is taken, the fewest first.
  const turns: ReadonlyMap<string, number>[] = [new Map()];
  for (let walk = 0; walk < Math.min(turns.length, WALKS_MAX); walk++) {
    const turning = turns[walk];
    if (turning === undefined || found.size >= own.length) break;
    for (const [id, ways] of walkOnce(release, first, turning, language, found)) {
      if (turning.has(id)) continue;
      for (let way = 1; way < ways && turns.length < WALKS_MAX; way++) {
        turns.push(new Map([...turning, [id, way]]));
      }
    }
  }
  return found;
}

/** The answers of whoever has come to the check screen: those of a request. */
export function answersAtCheck(
  release: Release,
  service: string,
  before: ReadonlyMap<string, Answers> | undefined,
): Answers {
  const screens = [...release.screens.values()];
  const check = screens.find((one) => one.service === service && one.kind === "confirm");
  return before?.get(check?.id ?? "") ?? {};
}

/** One walk; notes what was answered before each screen, and gives how many ways each had. */
function walkOnce(
  release: Release,
  first: string,
  turning: ReadonlyMap<string, number>,
  language: string,
  found: Map<string, Answers>,
): Map<string, number> {
  const met = new Map<string, number>();
  let known: Answers = {};
  let id: string | null = first;
  while (id !== null && !met.has(id)) {
    const screen: CompiledScreen | undefined = release.screens.get(id);
    if (screen === undefined || screen.service !== release.screens.get(first)?.service) break;
    if (!found.has(id)) found.set(id, known);
    const ways = waysFrom(release, screen, known, language);
    met.set(id, ways.length);
    const way: WayOn | undefined = ways[turning.get(id) ?? 0];
    if (way === undefined) break;
    known = way.known;
    id = way.to;
  }
  return met;
}

interface WayOn {
  to: string | null;
  known: Answers;
}

function waysFrom(
  release: Release,
  screen: CompiledScreen,
  known: Answers,
  language: string,
): WayOn[] {
  if (screen.kind === "menu") {
    return screen.choices
      .filter(({ when }) => when === null || when(known) === true)
      .map(({ edges }) => ({ to: follow(edges ?? screen.edges, known), known }));
  }
  if (screen.kind === "show") return [{ to: follow(screen.edges, known), known }];
  if (screen.lookUp !== null) {
    const found = withLookedUp(screen, known, exampleFields(screen), EXAMPLE_AT);
    return [
      { to: follow(screen.edges, found), known: found },
      ...screen.choices.map(({ edges }) => ({ to: follow(edges ?? [], known), known })),
    ];
  }
  return examples(release, screen, known, language).map((answer) => {
    const stored = choiceOf(screen, answer)?.keep !== false;
    const then = stored ? { ...known, [screen.name]: answer } : known;
    return { to: follow(waysOn(screen, answer), then), known: then };
  });
}

/** What a system may have found. */
function exampleFields({ lookUp }: CompiledScreen): Answers {
  const fields = [...(lookUp?.fields ?? [])].map(
    ([name, { as, max = Infinity }]) => [name, exampleOf(as, name, max)] as const,
  );
  return Object.fromEntries(fields);
}

function exampleOf(as: FieldType, name: string, max: number): Answer {
  switch (as) {
    case "text":
      return name.toUpperCase().replaceAll("_", " ").slice(0, max);
    case "date":
      return "2027-12-31";
    case "yes_no":
      return true;
    default:
      return Math.min(as === "money" ? 3_000 : 3, max);
  }
}

/** Answers worth trying, the plainest first; none where nothing is answered. */
function examples(
  release: Release,
  screen: CompiledScreen,
  known: Answers,
  language: string,
): Answer[] {
  const { ask, list, other, choices } = screen;
  if (screen.kind === "notice") return [true];
  if (screen.book !== null) {
    const [first] = slotsOf(release.channel, screen.book, known, EXAMPLE_AT);
    return first === undefined ? [] : [first.is];
  }
  if (screen.kind === "choose") {
    const shown = choices.filter(({ when }) => when === null || when(known) === true);
    const rows = (list?.rows ?? []).map(({ id }) => id);
    const all = [...rows.slice(0, TRIED_MAX), ...shown.map(({ is }) => is)];
    return [...all, ...(other === null ? [] : [other.is])];
  }
  if (ask === null) return [];
  const passed = ask.optional ? [null] : [];
  switch (ask.as) {
    case "yes_no":
      return [true, false, ...passed];
    case "number":
    case "money": {
      const min = typeof ask.min === "number" ? ask.min : 1;
      const max = typeof ask.max === "number" ? ask.max : Infinity;
      const plain = Math.min(Math.max(min, ask.as === "money" ? 18_500 : 12), max);
      return [plain, min, ...(max === Infinity ? [] : [max]), ...passed];
    }
    case "date":
      return ["2027-03-05", "1990-03-05", "2010-03-05", ...passed];
    case "phone":
      return ["+254711000111", ...passed];
    case "national_id":
      return ["12345678", ...passed];
    case "reference":
      return ["48210372", ...passed];
    case "code":
      return ["AB12", ...passed];
    default: {
      const label = screen.label === null ? screen.name : say(screen.label, language, () => "");
      return [typeof ask.max === "number" ? label.slice(0, ask.max) : label, ...passed];
    }
  }
}
