/**
 * Rules against the release before: times, limits and rows of lists that are other than they were are told, as a
 * slip of one digit looks like any other number.
 *
 * Warnings: what is meant is released, and is what the next check compares with.
 */
import type { ScreenSource } from "../screen-format.ts";
import type { ServiceFile } from "../format.ts";
import type { Parts } from "../parts.ts";
import type { Rule } from "../rules.ts";
import { nameOf } from "../written.ts";
import { channelSaid, channelTimes, channelUnseen } from "./changed-channel.ts";
import { saidOf, type Value } from "./changed-value.ts";
import { below, screensOf, type At, type World } from "./world.ts";

export function checkChanged(world: World, before: Parts): void {
  const [past, present] = [before.source.channel, world.source.channel];
  const channel = { file: "channel.yaml", path: [] };
  compare(world, channel, "time-changed", channelTimes(past), channelTimes(present));
  compare(world, channel, "unseen-changed", channelUnseen(past), channelUnseen(present));
  // Words that are new are no slip.
  const said = channelSaid(past).filter(({ is }) => is !== undefined);
  compare(world, channel, "unseen-changed", said, channelSaid(present));
  for (const [name, now] of world.source.services) {
    const was = before.source.services.get(name);
    if (was === undefined) continue;
    const file = `${name}.yaml`;
    compare(world, { file, path: [] }, "time-changed", timesOf(was), timesOf(now));
    compare(world, { file, path: [] }, "limit-changed", givenOf(was), givenOf(now));
    compare(world, { file, path: [] }, "unseen-changed", unseenOf(was), unseenOf(now));
  }
  for (const { source, id, at } of screensOf(world)) {
    const was = before.source.services.get(id.slice(0, id.indexOf("/")));
    const old = [...(was?.screens ?? []), ...(was?.aside ?? [])].find(
      (one) => nameOf(one).name === nameOf(source).name,
    );
    if (old === undefined) continue;
    compare(world, at, "limit-changed", limitsOf(old), limitsOf(source));
    compare(world, at, "unseen-changed", guardsOf(old), guardsOf(source));
  }
  checkRows(world, before);
}

function compare(
  world: World,
  at: At,
  rule: keyof typeof MENDS,
  before: readonly Value[],
  now: readonly Value[],
): void {
  for (const { what, is, at: path } of now) {
    const was = before.find((one) => one.what === what);
    if (was === undefined || was.is === is) continue;
    const message = `${what} was ${shown(was.is)}, and is ${shown(is)} now`;
    world.report(below(at, ...path), rule, message, MENDS[rule], "warning");
  }
}

const MENDS = {
  "time-changed": "Give it back, or release it so: requests from before keep to theirs.",
  "limit-changed":
    "Give it back, or release it so: a draft whose answer no longer fits is asked anew.",
  "unseen-changed": "Give it back, or release it so.",
} as const satisfies Partial<Record<Rule, string>>;

const shown = (said: Value["is"]) => (said === undefined ? "nothing" : `\`${said}\``);

/** Of statuses that are there before and after, and of the service itself. */
function timesOf({ draft, privacy, life }: ServiceFile): Value[] {
  const of = Object.entries(life ?? {}).flatMap(([name, { within, remind }]): Value[] => [
    { what: `\`within\` of \`${name}\``, at: ["life", name, "within"], is: within },
    ...(remind ?? []).flatMap(({ before, after }, index): Value[] => {
      const at = ["life", name, "remind", index];
      const reminder = `reminder ${index + 1} of \`${name}\``;
      return [
        { what: `\`before\` of ${reminder}`, at: [...at, "before"], is: before },
        { what: `\`after\` of ${reminder}`, at: [...at, "after"], is: after },
      ];
    }),
  ]);
  return [
    { what: "`draft`", at: ["draft"], is: draft },
    { what: "`keep`", at: ["privacy", "keep"], is: privacy?.keep },
    ...of,
  ];
}

function givenOf({ gives }: ServiceFile): Value[] {
  return Object.entries(gives ?? {}).flatMap(([name, { min, max }]): Value[] => [
    { what: `\`min\` of \`${name}\``, at: ["gives", name, "min"], is: min },
    { what: `\`max\` of \`${name}\``, at: ["gives", name, "max"], is: max },
  ]);
}

/** What officers and the clock go by, and no citizen's screen shows. */
function unseenOf(file: ServiceFile): Value[] {
  const { title, life, let: lets, once, anonymous, assisted } = file;
  const service: Value[] = [
    // Of what is counted there is neither a draft nor a request, whose lines begin with it.
    ...(anonymous === true ? saidOf(title, ["title"], []) : []),
    { what: "`by` of `once`", at: ["once", "by"], is: once?.by.join(", ") },
    { what: "`anonymous`", at: ["anonymous"], is: anonymous },
    { what: "`assisted`", at: ["assisted"], is: assisted },
  ];
  const values = Object.entries(lets ?? {}).map(([name, { otherwise }]): Value => {
    return { what: `\`otherwise\` of \`${name}\``, at: ["let", name, "otherwise"], is: otherwise };
  });
  const statuses = Object.entries(life ?? {}).flatMap(([name, status]): Value[] => [
    ...SWITCHES.map((key): Value => {
      return { what: `\`${key}\` of \`${name}\``, at: ["life", name, key], is: status[key] };
    }),
    ...(status.may_become ?? []).flatMap(({ to, by, reasons, gives, until }, index): Value[] => {
      const at = ["life", name, "may_become", index];
      const move = `of the move from \`${name}\` to \`${to}\` by ${by}`;
      return [
        { what: `\`reasons\` ${move}`, at: [...at, "reasons"], is: reasons?.join(", ") },
        { what: `\`gives\` ${move}`, at: [...at, "gives"], is: gives?.join(", ") },
        { what: `\`until\` ${move}`, at: [...at, "until"], is: until },
      ];
    }),
  ]);
  return [...service, ...values, ...statuses];
}

const SWITCHES = ["at_least_once", "resolved", "refusal", "frees", "priority"] as const;

/** What guards a screen, and shows on none while nobody tries to pass. */
const GUARDS = ["sensitive", "pin", "charge"] as const;

function guardsOf(screen: ScreenSource): Value[] {
  const { name } = nameOf(screen);
  // Each kind of screen has some of these keys; with one more in front all of them can be read.
  const guards: Partial<Record<(typeof GUARDS)[number], Value["is"]>> = {
    pin: undefined,
    ...screen,
  };
  const options = "choose" in screen ? (screen.options ?? []) : [];
  return [
    ...GUARDS.map((key) => ({ what: `\`${key}\` of \`${name}\``, at: [key], is: guards[key] })),
    ...options.map(({ is, keep }, index) => {
      return {
        what: `\`keep\` of \`${is}\` in \`${name}\``,
        at: ["options", index, "keep"],
        is: keep,
      };
    }),
  ];
}

const LIMITS = ["min", "max", "pattern", "ahead"] as const;

function limitsOf(screen: ScreenSource): Value[] {
  const { name } = nameOf(screen);
  const limits: Partial<Record<(typeof LIMITS)[number], Value["is"]>> =
    "ask" in screen || "book" in screen ? screen : {};
  return LIMITS.map((key) => ({ what: `\`${key}\` of \`${name}\``, at: [key], is: limits[key] }));
}

function checkRows(world: World, before: Parts): void {
  for (const [file, { rows }] of world.source.data) {
    const kept = new Set(rows.map(({ id }) => id));
    const gone = (before.source.data.get(file)?.rows ?? []).filter(({ id }) => !kept.has(id));
    const [first] = gone;
    if (first === undefined) continue;
    const others = gone.length === 1 ? "is" : `and ${gone.length - 1} more are`;
    const message = `the row \`${first.id}\` ${others} gone`;
    const mend = "Give it back, or release it so: nobody can choose it any more.";
    world.report({ file, path: [] }, "row-gone", message, mend, "warning");
  }
}
