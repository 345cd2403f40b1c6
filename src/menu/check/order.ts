/**
 * Rules about what is known when: no screen prints, and no `when` names, an answer that cannot have
 * been given by then.
 */
import { compileCel, type CelTypes } from "../cel.ts";
import { celTypes } from "../conditions.ts";
import type { ServiceFile } from "../format.ts";
import type { Release } from "../model.ts";
import { nameOf } from "../written.ts";
import { namesIn, questionsOf } from "./named.ts";
import { FILLED_IN, saidIn } from "./said.ts";
import { placeholdersOf } from "./sayings.ts";
import {
  below,
  conditionsOf,
  edgesOf,
  isPartial,
  screensOf,
  type At,
  type Screen,
  type World,
} from "./world.ts";

/** Skips services with a way that leads nowhere: what is missing there is the way. */
export function checkOrder(world: World, broken: ReadonlySet<ServiceFile | null>): void {
  const services = [...world.source.services.values()].filter(
    (service) => !broken.has(service) && !isPartial(world, service.service),
  );
  const known = new Map(services.map((service) => [service, new Known(world, service)]));
  for (const { text, at, on } of saidIn(world)) {
    // A label is printed behind the check screen, when all that is on the way has been answered.
    if (on === null || on.screen.service === null || on.key === "label") continue;
    const of = known.get(on.screen.service);
    for (const [name, place] of placeholdersOf(world, text, at)) {
      if (FILLED_IN.has(name)) continue;
      // The words of an option that print the option's own answer would print themselves.
      const itself = on.key === "option" && name === on.screen.name;
      const missing = itself ? name : of?.missing(name, on.screen);
      report(world, name, missing, place);
    }
  }
  for (const screen of screensOf(world)) {
    const of = screen.service === null ? undefined : known.get(screen.service);
    if ("look_up" in screen.source) {
      for (const [input, name] of Object.entries(screen.source.with)) {
        report(world, name, of?.missing(name, screen), below(screen.at, "with", input));
      }
    }
    for (const { when, at, after } of conditionsOf(screen)) {
      // Whether a menu is come to is decided while the answers are at hand still.
      const leads = LEAVING.has(nameOf(screen.source).kind) && when === screen.source.when;
      const named = namesIn(when);
      for (const name of of?.names.filter((one) => named.has(one)) ?? []) {
        report(world, name, of?.missing(name, screen, after, leads), at);
      }
    }
  }
}

function report(world: World, name: string, missing: string | null | undefined, at: At): void {
  if (missing === null || missing === undefined) return;
  const message =
    missing === name
      ? `\`${name}\` cannot have been answered yet here`
      : `\`${name}\` needs \`${missing}\`, which cannot have been answered yet here`;
  world.report(at, "asked-later", message, `Ask \`${missing}\` before, or do without it here.`);
}

/** Kinds of screens that leave the application: its answers are not at hand there. */
const LEAVING: ReadonlySet<string> = new Set(["menu", "requests", "language"]);

/** What may have been answered where, in one service. */
class Known {
  /** Of questions and computed values. */
  readonly names: readonly string[];
  readonly #release: Release;
  readonly #service: ServiceFile;
  readonly #questions: readonly string[];
  readonly #types: CelTypes;
  readonly #reached = new Map<string, ReadonlySet<string>>();
  /** By question: screens by which the application is left with its answer. */
  readonly #left = new Map<string, ReadonlySet<string>>();

  constructor({ source, release }: World, service: ServiceFile) {
    this.#release = release;
    this.#service = service;
    this.#questions = questionsOf(service);
    this.#types = celTypes(source, service.service);
    this.names = [...this.#questions, ...Object.keys(service.let ?? {})];
  }

  /** The answer that a name lacks on a screen, once it is answered (`after`) or on the way to it (`leads`); null = none. */
  missing(name: string, screen: Screen, after = false, leads = false): string | null {
    const lacks = (answer: string) =>
      !(after && answer === screen.name) &&
      !this.#from(answer).has(screen.id) &&
      !(leads && this.#left.get(answer)?.has(screen.id) === true);
    if (this.#questions.includes(name)) return lacks(name) ? name : null;
    const be = this.#service.let?.[name]?.be;
    if (be === undefined) return null;
    // `otherwise` stands in where one branch of several cannot be computed, not where none can.
    const named = namesIn(be);
    const used = this.#questions.filter((question) => named.has(question));
    const compiled = compileCel(be, this.#types);
    const needs = "needs" in compiled ? compiled.needs.map((one) => one.split(".")[0]) : [];
    const needed = used.filter((one) => needs.includes(one));
    return needed.find(lacks) ?? (used.every(lacks) ? (used[0] ?? null) : null);
  }

  /** Screens to which a way leads from a question, its answer still at hand. */
  #from(question: string): ReadonlySet<string> {
    const before = this.#reached.get(question);
    if (before !== undefined) return before;
    const reached = new Set<string>();
    const left = new Set<string>();
    const waiting = [`${this.#service.service}/${question}`];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const screen = this.#release.screens.get(id);
      if (screen === undefined) continue;
      // The ways of a look-up that found nothing lead on without its answer.
      const found = screen.lookUp !== null && screen.name === question;
      for (const { to } of found ? screen.edges : edgesOf(screen)) {
        const next = this.#release.screens.get(to);
        if (next === undefined || reached.has(to)) continue;
        if (LEAVING.has(next.kind)) left.add(to);
        if (LEAVING.has(next.kind)) continue;
        if (next.service !== null && next.service !== this.#service.service) continue;
        reached.add(to);
        waiting.push(to);
      }
    }
    this.#reached.set(question, reached);
    this.#left.set(question, left);
    return reached;
  }
}
