/**
 * Journeys through assisted mode: an officer helps somebody, who objects; and where an officer may help no more.
 *
 * Owns who plays in them: an officer on a registered telephone, and whoever has the number that they type. Called by
 * `plans`. Pure.
 */
import type { AssistSms, AssistText } from "../../../menu/assist-format.ts";
import { isDecidable } from "../../../menu/life.ts";
import { OWN } from "../../../menu/model.ts";
import { SILENT_MS } from "../../../staff/phones.ts";
import type { TakenStep } from "../../../session/scene.ts";
import type { Entry } from "../../journey.ts";
import { EXPLORED } from "../files.ts";
import { smsPoint, textPoint } from "../helped.ts";
import { keyOf } from "../points.ts";
import { callsFor, dialled, dialOf, helpedApplication, type Call } from "./calls.ts";
import type { Circumstances } from "./inputs.ts";
import { wayTo } from "./lives.ts";
import { numberAbroad, numberIn } from "./numbers.ts";
import type { Plan } from "./plans.ts";
import { search } from "./search.ts";
import { deedsOf, turnsOf } from "./turns.ts";
import type { Officer, Setting } from "./world.ts";

const OFFICER = "O";
const HELPED = "A";
const HOUR_MS = 3_600_000;
const STEPS_MAX = 12_000;

/** What an officer reads before anything is sent. */
const ASKED = ["option", "phone", "own", "abroad", "agreed", "helping", "alone"] as const;

interface Helping {
  world: Circumstances;
  language: string;
  officer: Officer;
  lacks: (key: string) => boolean;
}

/** One after the other, as in `plans`. */
export function* helpPlans(
  world: Circumstances,
  language: string,
  lacks: (key: string) => boolean,
): Generator<Plan> {
  const { assist, country } = world.release.channel;
  const [own, helps] = [numberIn(country, 0), numberIn(country, 1)];
  if (assist === null || own === null || helps === null) return;
  const officer = { own, helps, abroad: numberAbroad(country) };
  const helping = { world, language, officer, lacks };
  if (lacksText(helping, ...ASKED)) yield askedPlan(helping);
  if (lacksText(helping, "objection", "noted") || lacksSms(helping, "told", "done", "objected")) {
    yield* objectedPlans(helping, true);
  }
  if (lacksText(helping, "noted_decided") || lacksSms(helping, "objected_decided")) {
    yield* objectedPlans(helping, false);
  }
  if (lacksText(helping, "many")) yield manyPlan(helping, assist);
  if (lacksText(helping, "over")) yield* overPlans(helping);
}

function lacksText({ lacks }: Helping, ...keys: readonly AssistText[]): boolean {
  return keys.some((key) => lacks(keyOf(textPoint(key))));
}

function lacksSms({ lacks }: Helping, ...keys: readonly AssistSms[]): boolean {
  return keys.some((key) => lacks(keyOf(smsPoint(key))));
}

/** An officer whose language nobody knows yet. */
function dialling({ language, officer }: Helping, owner = false): Setting {
  return { language, owner, request: null, pins: { pin: null }, officer };
}

function askedPlan(helping: Helping): Plan {
  const { world, lacks } = helping;
  const dial = dialOf(world, null);
  // From the second call on the language is known.
  const first = dialled(world, dialling(helping), dial.tokens);
  const wanted = new Set(ASKED.map((key) => keyOf(textPoint(key))).filter(lacks));
  const calls = callsFor(world, dialling(helping, true), wanted, [dial]);
  const all = first === null ? calls : [{ code: dial.code, ...first }, ...calls];
  const entries = [...declared(helping), ...all.flatMap((call) => turnsOf(call, OFFICER, 0))];
  return { name: `${EXPLORED}helping`, about: "an officer helps somebody", entries };
}

/** What is sent for somebody, and that they had not agreed: while officers can decide on it, or later. */
function* objectedPlans(helping: Helping, open: boolean): Generator<Plan> {
  const { world, language, lacks } = helping;
  const noted = open ? (["objection", "noted"] as const) : (["noted_decided"] as const);
  const wanted = new Set(noted.map((key) => keyOf(textPoint(key))).filter(lacks));
  for (const { service, assisted, life } of servicesOf(world)) {
    if (!assisted || life === null) continue;
    const sent = helpedApplication(world, dialling(helping), service);
    if (sent === null) continue;
    const statuses = [...life.statuses.values()].filter((one) => isDecidable(one) === open);
    for (const status of statuses.sort((a, b) => asked(a) - asked(b))) {
      const owner = citizen(language, sent.request);
      const way = wayTo(world, owner, sent.call, status.name);
      if (way === null) continue;
      const then = citizen(language, { ...sent.request, status: status.name }, way.pin);
      const calls = callsFor(world, then, wanted, [dialOf(world, null)]);
      if (wanted.size > 0 && calls.length === 0) continue;
      const entries = [
        ...declared(helping, HELPED),
        ...turnsOf(sent.call, OFFICER, 0),
        ...deedsOf(way, HELPED, 1),
        ...calls.flatMap((call) => turnsOf(call, HELPED, 1)),
        ...saysNo(helping),
      ];
      const what = open ? "objected" : "objected-decided";
      yield {
        name: `${EXPLORED}${what}`,
        about: `who was helped objects, ${status.name}`,
        entries,
      };
      return;
    }
  }
}

function servicesOf({ release }: Circumstances) {
  return [...release.services].map(([service, { assisted, life }]) => ({
    service,
    assisted,
    life,
  }));
}

/** Last where the status asks something, since a no would answer that. */
function asked({ question }: { question: unknown }): number {
  return question === null ? 0 : 1;
}

function citizen(
  language: string,
  request: NonNullable<Setting["request"]>,
  pin: string | null = null,
): Setting {
  return { language, owner: true, request, pins: { pin } };
}

/** By SMS too. */
function saysNo({ world, language }: Helping): Entry[] {
  const words = [...(world.release.channel.sms?.words ?? [])].filter(
    ([word, { means }]) => means === "no" && /^\p{L}+$/u.test(word),
  );
  const [word] = words.find(([, one]) => one.language === language) ?? words[0] ?? [];
  if (word === undefined) return [];
  const text = `${word.toUpperCase()} {ref}`;
  return [{ is: "turn", by: HELPED, do: "write", text }];
}

/** As many as a day allows, and one more. */
function manyPlan(helping: Helping, { key, day }: { key: string; day: number }): Plan {
  const { world, language } = helping;
  const { country, languages } = world.release.channel;
  const dial = dialOf(world, null);
  const begun = dialled(world, dialling(helping), dial.tokens);
  const agrees = String(languages.findIndex(({ is }) => is === language) + 1);
  const numbers = Array.from({ length: day + 1 }, (_one, at) => numberIn(country, at + 1) ?? "");
  const inputs = numbers.flatMap((number, at) => [key, number, ...(at < day ? [agrees] : [])]);
  const call: Call = { code: dial.code, steps: [], inputs: [...(begun?.inputs ?? []), ...inputs] };
  const entries = [...declared(helping), ...turnsOf(call, OFFICER, 0)];
  return { name: `${EXPLORED}many`, about: "an officer helps many in a day", entries };
}

/** A telephone that helped nobody for so long opens nothing: here in the middle of a call. */
function* overPlans(helping: Helping): Generator<Plan> {
  const { world, officer } = helping;
  const dial = dialOf(world, null);
  const begun = dialled(world, dialling(helping), dial.tokens);
  const asks = (taken: TakenStep) => taken.after.screen === OWN.assist;
  const how = { stepsMax: STEPS_MAX, straight: true };
  const found = begun && search(world, dialling(helping), begun.standing, asks, how);
  if (begun === null || found === null) return;
  const inputs = [...begun.inputs, ...found.inputs];
  const by = { is: "turn", by: OFFICER, screen: null } as const;
  const entries: Entry[] = [
    ...declared(helping),
    {
      is: "note",
      text: "# Nobody is helped from it for 90 days, which are over when the number is typed.",
    },
    after(`${SILENT_MS / HOUR_MS - 1} hours`),
    after("59 minutes"),
    { ...by, do: "dial", code: dial.code },
    ...inputs.map((text): Entry => ({ ...by, do: "type", text })),
    after("1 minute"),
    { ...by, do: "type", text: officer.helps },
  ];
  yield { name: `${EXPLORED}over`, about: "a telephone that may help nobody any more", entries };
}

function after(time: string): Entry {
  return { is: "turn", by: null, do: "after", for: time };
}

function declared({ officer }: Helping, helped?: string): Entry[] {
  const phone = { is: "phone", network: null } as const;
  return [
    { is: "note", text: "" },
    { ...phone, name: OFFICER, phone: officer.own, officer: true },
    ...(helped === undefined ? [] : [{ ...phone, name: helped, phone: officer.helps }]),
  ];
}
