/** Rules about the life of a request: every status is reached and can end, every move can be made. */
import type { ServiceFile } from "../format.ts";
import { ESCALATE } from "../life-compile.ts";
import type { StatusFile } from "../life-format.ts";
import { meant } from "../nearest.ts";
import { below, screensOf, type At, type World } from "./world.ts";

/** A move as it is written, in whatever form. */
export interface Way {
  from: string;
  to: string;
  by: "officer" | "citizen" | "clock";
  reasons: readonly string[];
  /** It asks for another time, and may lead to where it began. */
  again: boolean;
  at: At;
}

export function checkLife(world: World): void {
  for (const service of world.source.services.values()) {
    const ways = waysIn(service);
    const known = ways.filter((way) => isKnown(world, service, way));
    checkMoves(world, service, ways);
    checkLate(world, service, ways);
    checkRefusals(world, service, known);
    checkReasons(world, service, ways);
    // What leads nowhere was meant to lead somewhere: nothing is said of reach then.
    if (known.length === ways.length) checkReach(world, service, known);
  }
}

function atLife({ service }: ServiceFile, ...path: (string | number)[]): At {
  return { file: `${service}.yaml`, path: ["life", ...path] };
}

/** The key of something, where the fault is that it is there. */
function keyOf(at: At): At {
  return { ...at, within: "key" };
}

function statusesOf({ life }: ServiceFile): [string, StatusFile][] {
  return Object.entries(life ?? {});
}

export function waysIn(service: ServiceFile): Way[] {
  return statusesOf(service).flatMap(([from, { may_become, late, question }]) => {
    const way = (to: string, by: Way["by"], at: At): Way => ({
      from,
      to,
      by,
      reasons: [],
      again: false,
      at,
    });
    const moves = (may_become ?? []).map((move, index) => ({
      ...way(move.to, move.by, atLife(service, from, "may_become", index, "to")),
      reasons: move.reasons ?? [],
      again: move.asks !== undefined,
    }));
    const answers = (["yes", "no"] as const).flatMap((key) =>
      question === undefined
        ? []
        : [way(question[key], "citizen", atLife(service, from, "question", key))],
    );
    const clock =
      late === undefined || late.then === ESCALATE
        ? []
        : [way(late.then, "clock", atLife(service, from, "late", "then"))];
    return [...moves, ...clock, ...answers];
  });
}

function isKnown({ report }: World, service: ServiceFile, { to, at }: Way): boolean {
  const names = statusesOf(service).map(([name]) => name);
  if (names.includes(to)) return true;
  const late = at.path.at(-1) === "then" ? [ESCALATE] : [];
  const mend = meant(to, [...names, ...late]) || `Known: ${[...late, ...names].join(", ")}.`;
  report(at, "target-exists", `there is no status \`${to}\``, mend);
  return false;
}

function checkMoves(world: World, service: ServiceFile, ways: readonly Way[]): void {
  const { report } = world;
  const seen = new Set<string>();
  for (const { from, to, by, at, again } of ways) {
    if (to === from && !again) {
      const message = `a request in \`${from}\` is there already`;
      report(at, "move", message, "Name another status, or leave this out.");
    }
    const key = `${from} ${to} ${by}`;
    // Whoever answers yes and whoever answers no would mean the same.
    if (seen.has(key)) {
      const message = `the ${by}'s move from \`${from}\` to \`${to}\` stands here twice`;
      report(at, "move", message, "Keep one of them.");
    }
    seen.add(key);
  }
  for (const [name, { may_become }] of statusesOf(service)) {
    for (const [index, { to, by, say, reasons }] of (may_become ?? []).entries()) {
      if (by === "officer") continue;
      const at = atLife(service, name, "may_become", index);
      if (say === undefined && !isSeen(world, service, name, to)) {
        const mend = "Add `say:`, the option as citizens read it.";
        report(at, "move", "a citizen's move has no words", mend);
      }
      if (reasons !== undefined) {
        const mend = "Leave them out, or let an officer make this move.";
        report(keyOf(below(at, "reasons")), "move", "a citizen is asked for no reason", mend);
      }
    }
  }
}

/** True where a `mine` screen makes this move, which is then no option of its own. */
function isSeen(world: World, { service }: ServiceFile, from: string, to: string): boolean {
  return screensOf(world).some(
    ({ source, service: own }) =>
      "mine" in source &&
      (source.of ?? own?.service) === service &&
      source.found.some(({ status, becomes }) => status === from && becomes === to),
  );
}

function checkLate({ report }: World, service: ServiceFile, ways: readonly Way[]): void {
  for (const [name, { within, late }] of statusesOf(service)) {
    const at = atLife(service, name);
    if (name === ESCALATE) {
      const message = `\`${ESCALATE}\` is what \`late\` can do`;
      report(keyOf(at), "name-reserved", message, "Name it otherwise: `escalated`.");
    }
    const moves = ways.some(({ from }) => from === name);
    if (within !== undefined && late === undefined && !moves) {
      const message = `\`${name}\` is an end: nothing is waited for in it`;
      report(keyOf(below(at, "within")), "late", message, "Leave `within` out.");
    }
    if (late === undefined) continue;
    if (within === undefined) {
      const mend = "Add `within: 3 working days`, or leave `late` out.";
      report(keyOf(below(at, "late")), "late", `\`${name}\` is never late`, mend);
    }
    if (late.sms !== undefined && late.then !== ESCALATE) {
      const mend = `Write it as the \`sms\` of \`${late.then}\`.`;
      const message = `this is never sent: the request comes into \`${late.then}\``;
      report(keyOf(below(at, "late", "sms")), "late", message, mend);
    }
  }
}

/** What was asked is refused by a human, who says why: the law on automated decisions. */
function checkRefusals({ report }: World, service: ServiceFile, ways: readonly Way[]): void {
  const refusals = new Set(
    statusesOf(service).flatMap(([name, { refusal }]) => (refusal === true ? [name] : [])),
  );
  for (const { to, by, reasons, at } of ways) {
    if (!refusals.has(to)) continue;
    if (by !== "officer") {
      const message = `\`${to}\` is a refusal, and this move is the ${by}'s`;
      report(at, "refusal", message, "Only officers refuse: lead it to another status.");
    } else if (reasons.length === 0) {
      const mend = "Add `reasons: [...]`, with codes of `reasons`.";
      report(at, "refusal", `a move to the refusal \`${to}\` needs a reason`, mend);
    }
  }
  for (const [name, { refusal, resolved }] of statusesOf(service)) {
    if (refusal !== true || resolved !== true) continue;
    const message = `\`${name}\` is a refusal, and counts as resolved`;
    const mend = "Leave one of the two out: reports count refusals by themselves.";
    report(keyOf(atLife(service, name, "resolved")), "refusal", message, mend);
  }
  const [first] = statusesOf(service);
  if (first === undefined || !refusals.has(first[0])) return;
  const message = "a request begins with this, and is refused by nobody";
  const at = keyOf(atLife(service, first[0], "refusal"));
  report(at, "refusal", message, "Begin `life` with another status.");
}

function checkReasons({ report }: World, service: ServiceFile, ways: readonly Way[]): void {
  const codes = Object.keys(service.reasons ?? {});
  const used = new Set(ways.flatMap(({ reasons }) => reasons));
  for (const { reasons, at } of ways) {
    for (const [index, code] of reasons.entries()) {
      const place = { file: at.file, path: [...at.path.slice(0, -1), "reasons", index] };
      if (codes.includes(code)) continue;
      const mend = meant(code, codes) || "Add it to `reasons`, with a text in every language.";
      report(place, "reason-exists", `there is no reason \`${code}\``, mend);
    }
  }
  // A refusal that was to give one is told of.
  const forgotten = ways.some(
    ({ to, reasons }) => reasons.length === 0 && service.life?.[to]?.refusal === true,
  );
  for (const code of forgotten ? [] : codes) {
    if (used.has(code)) continue;
    const at = keyOf({ file: `${service.service}.yaml`, path: ["reasons", code] });
    const mend = "Name it under `reasons` of a move, or remove it.";
    report(at, "reason-unused", `no move gives the reason \`${code}\``, mend, "warning");
  }
}

function checkReach({ report }: World, service: ServiceFile, ways: readonly Way[]): void {
  const names = statusesOf(service).map(([name]) => name);
  const [first] = names;
  if (first === undefined) return;
  const reached = closure([first], ways, "from", "to");
  for (const name of names) {
    if (reached.has(name)) continue;
    const mend = "Let a `may_become` lead here, or remove it.";
    report(keyOf(atLife(service, name)), "unreachable", `no move leads to \`${name}\``, mend);
  }
  const left = new Set(ways.filter(({ from, to }) => from !== to).map(({ from }) => from));
  const ends = names.filter((name) => !left.has(name));
  const ending = closure(ends, ways, "to", "from");
  // Those of one circle have one fault: the first is told.
  const endless = names.find((name) => reached.has(name) && !ending.has(name));
  if (endless !== undefined) {
    const message = `from \`${endless}\` the moves only lead in a circle`;
    const mend = "Let one lead to a status without any, such as `closed`.";
    report(keyOf(atLife(service, endless)), "no-way-out", message, mend);
  }
  checkClock(report, names, ways);
  for (const name of names) {
    const own = ways.filter(({ from }) => from === name);
    if (own.length === 0 || own.some(({ by }) => by !== "citizen")) continue;
    const message = `\`${name}\` lasts until the citizen does something, and perhaps for ever`;
    const mend = "Give it `within` and `late`, or let an officer move it.";
    report(keyOf(atLife(service, name)), "no-way-out", message, mend);
  }
}

/** What only the clock moves comes to a rest: else the citizen gets an SMS each time, for ever. */
function checkClock(report: World["report"], names: readonly string[], ways: readonly Way[]): void {
  const next = new Map(ways.flatMap((way) => (way.by === "clock" ? [[way.from, way]] : [])));
  const told = new Set<string>();
  for (const name of names) {
    const seen = new Set<string>();
    let way = next.get(name);
    for (; way !== undefined && !seen.has(way.from); way = next.get(way.to)) seen.add(way.from);
    if (way === undefined || told.has(way.from)) continue;
    for (const one of seen) told.add(one);
    const message = `the clock alone leads from \`${way.from}\` back to it, again and again`;
    const mend = "Lead it to a status without `late`, or write `{ then: escalate }`.";
    report(way.at, "no-way-out", message, mend);
  }
}

/** All statuses that ways connect with these, in one direction. */
export function closure(
  of: readonly string[],
  ways: readonly Way[],
  near: "from" | "to",
  far: "from" | "to",
): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...of];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    for (const way of ways) if (way[near] === name) waiting.push(way[far]);
  }
  return found;
}
