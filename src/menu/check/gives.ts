/**
 * Rules about what officers give with moves: each value is known, has an end, and is there wherever a text
 * prints it.
 *
 * Owns which values a status has for certain: those that were given on every way into it.
 */
import type { ServiceFile } from "../format.ts";
import type { GivenFile } from "../given-format.ts";
import { meant } from "../nearest.ts";
import { nameOf } from "../written.ts";
import { ESCALATE } from "../life-compile.ts";
import { dayOf, isAbove } from "./excluded.ts";
import { below, type At, type World } from "./world.ts";

/** Letters of a given value at most: an SMS has room for no more. */
const GIVEN_LETTERS_MAX = 80;

export function checkGives(world: World): void {
  for (const service of world.source.services.values()) {
    const at = { file: `${service.service}.yaml`, path: ["gives"] };
    for (const [name, given] of Object.entries(service.gives ?? {})) {
      checkValue(world, service, name, given, below(at, name));
    }
    checkMoves(world, service);
  }
}

function checkValue(
  { report }: World,
  service: ServiceFile,
  name: string,
  given: GivenFile,
  at: At,
): void {
  const { as, min, max } = given;
  const screens = [...service.screens, ...(service.aside ?? [])];
  const other = screens.some((screen) => nameOf(screen).name === name)
    ? "a screen"
    : service.let?.[name] === undefined
      ? null
      : "a computed value";
  if (other !== null) {
    const mend = "Rename one of them: a text could mean either.";
    report({ ...at, within: "key" }, "name-twice", `\`${name}\` is ${other} already`, mend);
  }
  const written = as === "text" || as === "code";
  if (written && max === undefined) {
    const mend = "Add `max: 20`: an SMS is counted with it at its longest.";
    report(at, "given", `\`${name}\` has no greatest length`, mend);
  }
  for (const [key, limit] of Object.entries({ min, max })) {
    if (limit === undefined || (as === "date") === (typeof limit === "string")) continue;
    const mend = as === "date" ? "Write a day: today, today+6m, 2027-03-20." : "Write a number.";
    report(below(at, key), "given", `this is no limit of a ${as}`, mend);
  }
  for (const [key, limit, least] of [
    ["min", min, 0],
    ["max", max, 1],
  ] as const) {
    if (typeof limit !== "number" || limit >= least || as === "date") continue;
    report(below(at, key), "given", `${limit} is no limit of a ${as}`, "Write a number from 1 on.");
  }
  if (written && typeof max === "number" && max > GIVEN_LETTERS_MAX) {
    const mend = `Use at most ${GIVEN_LETTERS_MAX}.`;
    report(below(at, "max"), "given", `${max} letters are more than an SMS has room for`, mend);
  }
  for (const [key, limit] of Object.entries({ min, max })) {
    if (as !== "date" || typeof limit !== "string" || dayOf(limit) !== null) continue;
    const mend = "Write a day of the calendar, or fewer years before or after today.";
    report(below(at, key), "given", `there is no day \`${limit}\``, mend);
  }
  if (isAbove(min, max)) {
    report(below(at, "min"), "given", `nothing is above ${min} and below ${max}`, "Swap them.");
  }
}

function checkMoves({ report }: World, service: ServiceFile): void {
  const known = Object.keys(service.gives ?? {});
  const used = new Set<string>();
  for (const [status, { may_become }] of Object.entries(service.life ?? {})) {
    for (const [index, { by, gives }] of (may_become ?? []).entries()) {
      const at: At = {
        file: `${service.service}.yaml`,
        path: ["life", status, "may_become", index, "gives"],
      };
      if (gives !== undefined && by !== "officer") {
        const mend = "Leave it out, or ask the citizen on a screen.";
        report({ ...at, within: "key" }, "move", "only an officer gives a value with a move", mend);
      }
      for (const [place, name] of (gives ?? []).entries()) {
        if (!known.includes(name)) {
          const mend = meant(name, known) || "Add it to `gives` of the service.";
          report(
            below(at, place),
            "given-exists",
            `nothing is called \`${name}\` in \`gives\``,
            mend,
          );
        } else if (gives?.indexOf(name) !== place) {
          report(below(at, place), "given-exists", `\`${name}\` stands here twice`, "Keep one.");
        }
        used.add(name);
      }
    }
  }
  for (const name of known) {
    if (used.has(name)) continue;
    const at = { file: `${service.service}.yaml`, path: ["gives", name], within: "key" as const };
    const mend = "Name it under `gives` of a move, or remove it.";
    report(at, "given-unused", `no move gives \`${name}\``, mend, "warning");
  }
}

/**
 * The values that a request in a status has, however it came there. Begins with all of them everywhere and
 * takes away until nothing changes: what every way in gives, or had before.
 */
export function givenIn(service: ServiceFile): (status: string) => readonly string[] {
  const all = Object.keys(service.gives ?? {});
  const statuses = Object.entries(service.life ?? {});
  const ways = statuses.flatMap(([from, { may_become, late, question }]) => [
    ...(may_become ?? []).map(({ to, by, gives }) => {
      return { from, to, gives: by === "officer" ? (gives ?? []) : [] };
    }),
    ...[late?.then, question?.yes, question?.no].flatMap((to) =>
      to === undefined || to === ESCALATE ? [] : [{ from, to, gives: [] as string[] }],
    ),
  ]);
  const had = new Map(statuses.map(([name], index) => [name, new Set(index === 0 ? [] : all)]));
  for (let changed = all.length > 0; changed;) {
    changed = false;
    for (const { from, to, gives } of ways) {
      for (const name of had.get(to) ?? []) {
        if (gives.includes(name) || had.get(from)?.has(name) === true) continue;
        had.get(to)?.delete(name);
        changed = true;
      }
    }
  }
  return (status) => [...(had.get(status) ?? [])];
}
