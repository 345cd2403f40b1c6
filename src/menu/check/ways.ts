/** Rules about names and ways: every target is there, every screen is reached and can end. */
import { isCelWord } from "../cel.ts";
import type { ServiceFile } from "../format.ts";
import { meant } from "../nearest.ts";
import { WAYS_MAX } from "../onward.ts";
import { FILLED_IN } from "./said.ts";
import { checkEnds } from "./ends.ts";
import { isAsking } from "./named.ts";
import { checkOrder } from "./order.ts";
import { placeKey } from "../used.ts";
import { nameOf } from "../written.ts";
import {
  below,
  edgesOf,
  isPartial,
  screensOf,
  targetsOf,
  type Screen,
  type World,
} from "./world.ts";

export function checkWays(world: World): void {
  const screens = screensOf(world);
  const twice = checkNames(world, screens);
  const named = new Named(world, screens);
  const broken = new Set(screens.filter((screen) => checkTargets(world, named, screen)));
  checkStarts(world);
  const unread = world.source.unread.size > 0;
  if (isTooMany(world)) return;
  // Of two screens of one name nobody knows where a way to them leads.
  const whole = broken.size === 0 && twice.size === 0;
  const ended = screens.filter((screen) => !broken.has(screen) && !twice.has(screen.service));
  const circular = unread ? new Set<ServiceFile | null>() : checkEnds(world, ended, !whole);
  const others = screens.filter(({ service }) => !circular.has(service));
  if (!unread && whole) checkReached(world, others);
  const cut = [...broken].map(({ service }) => service);
  checkOrder(world, new Set([...twice, ...circular, ...cut]));
}

/** True where the ways were cut, so that nothing can be said of them. */
function isTooMany(world: World): boolean {
  const counts = new Map<string, number>();
  for (const screen of world.release.screens.values()) {
    counts.set(screen.file, (counts.get(screen.file) ?? 0) + edgesOf(screen).length);
  }
  const all = [...counts].sort(([, a], [, b]) => b - a);
  if (all.reduce((sum, [, count]) => sum + count, 0) < WAYS_MAX) return false;
  const message = "these screens lead on in too many ways";
  const mend = "Let fewer screens in a row have a `when`, or fewer options a `go` of their own.";
  const at = { file: all[0]?.[0] ?? "", path: ["screens"], within: "key" as const };
  world.report(at, "too-many-ways", message, mend);
  return true;
}

/** Services in which two screens have one name. */
function checkNames(world: World, screens: readonly Screen[]): ReadonlySet<ServiceFile | null> {
  const seen = new Map<string, string>();
  const twice = new Set<ServiceFile | null>();
  for (const { id, name, at, service } of screens) {
    const kind = Object.keys(world.source.services.get(name) ?? {}).length > 0 ? "a service" : null;
    const before = seen.get(id) ?? (service === null ? kind : null);
    if (before !== undefined && before !== null) {
      const used = world.source.shared.has(placeKey(at.file, at.path));
      const mend = used ? "Remove one of the two: each is asked once." : "Give it another name.";
      world.report(at, "name-twice", `\`${name}\` is ${before} already`, mend);
    }
    if (seen.has(id)) twice.add(service);
    seen.set(id, "a screen");
    if (service?.let?.[name] !== undefined) {
      const place = below({ file: at.file, path: [] }, "let", name);
      world.report(place, "name-twice", `\`${name}\` is an answer already`, "Rename one of them.");
    }
  }
  const answers = screens.filter(({ source }) => isAsking(source));
  const lets = [...world.source.services.values()].flatMap((service) =>
    Object.keys(service.let ?? {}).map((name) => ({
      name,
      at: { file: `${service.service}.yaml`, path: ["let", name], within: "key" as const },
    })),
  );
  const gives = [...world.source.services.values()].flatMap((service) =>
    Object.keys(service.gives ?? {}).map((name) => ({
      name,
      at: { file: `${service.service}.yaml`, path: ["gives", name], within: "key" as const },
    })),
  );
  for (const { name, at } of [...answers, ...lets, ...gives]) {
    if (!FILLED_IN.has(name) && !isCelWord(name)) continue;
    const message = FILLED_IN.has(name)
      ? `{${name}} is filled in by Njia: an answer of that name could not be printed`
      : `\`${name}\` means something else in conditions`;
    world.report(at, "name-reserved", message, `Name it otherwise: \`my_${name}\`.`);
  }
  return twice;
}

/** What a `go` may name in each file; worked out once, not for each of its screens. */
class Named {
  readonly #everywhere: readonly string[];
  readonly #own = new Map<ServiceFile | null, string[]>();
  readonly #known = new Map<ServiceFile | null, ReadonlySet<string>>();

  constructor({ source }: World, screens: readonly Screen[]) {
    for (const { service, name } of screens) {
      const names = this.#own.get(service);
      if (names === undefined) this.#own.set(service, [name]);
      else names.push(name);
    }
    this.#everywhere = [...(this.#own.get(null) ?? []), ...source.services.keys()];
  }

  in(service: ServiceFile | null): ReadonlySet<string> {
    const before = this.#known.get(service);
    if (before !== undefined) return before;
    const known = new Set([...(this.#own.get(service) ?? []), ...this.#everywhere]);
    this.#known.set(service, known);
    return known;
  }
}

/** True where a question of the channel is meant, and a screen that could not be read may be its `use`. */
function mayBeUsed(world: World, { service }: Screen, to: string): boolean {
  if (service === null || !isPartial(world, service.service)) return false;
  return (world.source.channel.questions ?? []).some((question) => nameOf(question).name === to);
}

/** True where a way leads nowhere. */
function checkTargets(world: World, named: Named, screen: Screen): boolean {
  let broken = false;
  const { source } = world;
  const own = `${screen.service?.service ?? "channel"}/`;
  const known = named.in(screen.service);
  for (const { go, at } of targetsOf(screen)) {
    const arms =
      typeof go === "string"
        ? [{ to: go, at }]
        : go.map((arm, i) => ({ ...arm, at: below(at, i, "to") }));
    for (const { to, at: place } of arms) {
      const unread =
        [`${own}${to}`, `channel/${to}`, to].some((name) => source.unread.has(name)) ||
        mayBeUsed(world, screen, to);
      if (known.has(to) || unread) continue;
      broken = true;
      const mend = meant(to, known) || "Name a screen of this file, of channel.yaml, or a service.";
      world.report(place, "target-exists", `there is no screen or service \`${to}\``, mend);
    }
    if (typeof go === "string") continue;
    go.forEach((arm, index) => {
      const last = index === go.length - 1;
      if (last === (arm.when === undefined)) return;
      const message = last
        ? "the last way has a `when`: else nowhere"
        : "only the last way has no `when`";
      const mend = last
        ? "Add a last `{ to: … }` for all others."
        : "Add a `when`, or move it last.";
      world.report(below(at, index), "go-otherwise", message, mend);
    });
  }
  return broken;
}

function checkStarts(world: World): void {
  const { source, release } = world;
  const file = "channel.yaml";
  const dialled = new Set<string>();
  const codes = source.channel.codes.flatMap(({ dial, also = [] }) =>
    [dial, ...also].map(bareCode),
  );
  source.channel.codes.forEach((code, index) => {
    const at = { file, path: ["codes", index] };
    const start = code.start ?? "main";
    const kind = release.screens.get(`channel/${start}`)?.kind;
    if (kind !== "menu" && !source.unread.has(`channel/${start}`)) {
      const message = `there is no main menu \`${start}\` in channel.yaml`;
      const mend = source.services.has(start)
        ? `\`${start}\` is a service: add a menu of another name with an option that has \`go: ${start}\`, and write that name.`
        : `Add \`- menu: ${start}\` under \`screens\`.`;
      world.report(at, "start-missing", message, mend);
    }
    for (const form of [code.dial, ...(code.also ?? [])]) {
      const bare = bareCode(form);
      if (dialled.has(bare)) {
        world.report(at, "code-twice", `${form} stands here twice`, "Keep one of them.");
      }
      // A longer code takes away what a deep link into the service opened.
      const star = [...source.services.values()].find(({ star: own }) =>
        codes.some((one) => `${bare}*`.startsWith(`${one}*${own}*`)),
      );
      if (star !== undefined) {
        const message = `${form} opens \`${star.service}\` already, by its \`star\``;
        world.report(
          at,
          "code-twice",
          message,
          "Take it out, or give one of the two another number.",
        );
      }
      dialled.add(bare);
    }
  });
  if (source.channel.languages.length > 1 && release.channel.language === null) {
    const message = "there are several languages and no screen to choose one";
    const mend = "Add `- language: language` under `screens`, with a `say`.";
    if (![...source.unread].some((id) => id.startsWith("channel/"))) {
      world.report({ file, path: ["languages"], within: "key" }, "start-missing", message, mend);
    }
  }
}

function checkReached(world: World, screens: readonly Screen[]): void {
  const { release } = world;
  const stars = [...release.services.values()].filter(({ star }) => star !== null);
  const waiting = [
    ...release.channel.codes.map(({ start }) => start),
    ...(release.channel.language === null ? [] : [release.channel.language]),
    ...stars.map(({ first }) => first),
  ];
  const reached = new Set<string>();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const screen = release.screens.get(id);
    if (screen === undefined || reached.has(id)) continue;
    reached.add(id);
    waiting.push(...edgesOf(screen).map(({ to }) => to));
  }
  for (const { id, name, at } of screens) {
    if (reached.has(id)) continue;
    const message = `no way leads to \`${name}\``;
    const mend = "Let a `go` or an option lead here, give the service a `star`, or remove it.";
    world.report(at, "unreachable", message, mend);
  }
}

/** `*384*99#` as `384*99`. */
export function bareCode(form: string): string {
  return form.replace(/^\*|#$/g, "");
}
