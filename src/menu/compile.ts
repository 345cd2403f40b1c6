/**
 * Turns the menus as written into a release.
 *
 * Total: what the checker will refuse (an unknown target, a bad expression) compiles to nothing
 * rather than throwing, so that every finding of every file is reported in one run. Called by
 * `release` only.
 */
import { compileCel, type CelTypes } from "./cel.ts";
import type { Answers } from "./contract.ts";
import {
  SCREEN_KINDS,
  SYSTEM_TEXTS,
  WRONG_CODES,
  type ChannelFile,
  type ScreenKind,
  type ScreenSource,
  type ServiceFile,
  type Target,
  type Text,
} from "./format.ts";
import { keyAt, listOf } from "./list.ts";
import { machineOf } from "./machine.ts";
import {
  APPLICATION_KINDS,
  OWN,
  type Choice,
  type CompiledChannel,
  type CompiledScreen,
  type CompiledService,
  type Edge,
  type Expression,
  type Keys,
  type List,
  type Release,
} from "./model.ts";
import { compilePattern } from "./pattern.ts";
import type { MenuSource } from "./source.ts";
import { readText, type CompiledText, type Sayings } from "./text.ts";

const HOUR_MS = 3_600_000;
const PERIOD_MS = { h: HOUR_MS, d: 24 * HOUR_MS, m: 30 * 24 * HOUR_MS, y: 365 * 24 * HOUR_MS };

/** `12h`, `14d`, `6m` (30 days each), `2y` (365 days each) in milliseconds. */
export function periodMs(period: string): number {
  const unit = period.slice(-1);
  const ms = unit in PERIOD_MS ? PERIOD_MS[unit as keyof typeof PERIOD_MS] : 0; // proven by `in`
  return Number(period.slice(0, -1)) * ms;
}

/** Compiles everything; `digest` names the result. */
export function compile(source: MenuSource, digest: string): Release {
  const compiler = new Compiler(source);
  const screens = compiler.screens();
  const channel = compiler.channel();
  return {
    digest,
    channel,
    services: compiler.services(screens),
    screens,
    machine: machineOf(screens, channel),
  };
}

/** One screen as written, with where it stands and what comes below it. */
interface Written {
  id: string;
  name: string;
  kind: ScreenKind;
  service: string | null;
  file: string;
  path: readonly (string | number)[];
  source: ScreenSource;
  below: string | null;
}

class Compiler {
  readonly #source: MenuSource;
  readonly #languages: readonly string[];
  readonly #keys: Keys;
  readonly #written: ReadonlyMap<string, Written>;
  readonly #lists = new Map<string, List>();

  constructor(source: MenuSource) {
    this.#source = source;
    this.#languages = source.channel.languages.map((language) => language.is);
    this.#keys = { back: "0", home: "00", more: "98", skip: "97", ...definedKeys(source.channel) };
    this.#written = new Map(writtenScreens(source).map((screen) => [screen.id, screen]));
  }

  screens(): Map<string, CompiledScreen> {
    return new Map([...this.#written].map(([id, written]) => [id, this.#screen(written)]));
  }

  services(screens: ReadonlyMap<string, CompiledScreen>): Map<string, CompiledService> {
    return new Map(
      [...this.#source.services].map(([name, file]) => [name, this.#service(file, screens)]),
    );
  }

  channel(): CompiledChannel {
    const file = this.#source.channel;
    const language = [...this.#written.values()].find((screen) => screen.kind === "language");
    return {
      name: this.#say(file.name),
      country: file.country,
      currency: file.currency,
      timeZone: file.time_zone,
      languages: file.languages,
      codes: file.codes.map(({ dial, also, start }) => ({
        dial,
        also: also ?? [],
        start: `channel/${start ?? "main"}`,
      })),
      budgets: file.budgets,
      keys: this.#keys,
      texts: mapKeys(SYSTEM_TEXTS, (key) => this.#say(file.texts[key])),
      wrong: mapKeys(fromList(WRONG_CODES), (code) => this.#say(file.wrong[code])),
      language: file.languages.length > 1 ? (language?.id ?? null) : null,
    };
  }

  #service(file: ServiceFile, screens: ReadonlyMap<string, CompiledScreen>): CompiledService {
    const own = [...screens.values()].filter((screen) => screen.service === file.service);
    const inOrder = own.filter((screen) => screen.path[0] === "screens");
    const entry = inOrder.find((screen) => APPLICATION_KINDS.has(screen.kind));
    const keep = file.privacy?.keep ?? "1y";
    return {
      name: file.service,
      title: this.#say(file.title),
      star: file.star === undefined ? null : String(file.star),
      first: inOrder[0]?.id ?? "",
      entry: entry?.id ?? null,
      purpose: file.privacy === undefined ? null : this.#say(file.privacy.purpose),
      basis: file.privacy?.basis ?? "",
      keep,
      keepMs: periodMs(keep),
      draftMs: periodMs(file.draft),
      lets: new Map(
        Object.entries(file.let ?? {}).map(([name, { be, otherwise }]) => [
          name,
          { be: this.#plainCel(be, file.service), otherwise },
        ]),
      ),
      life: new Map(
        Object.entries(file.life ?? {}).map(([name, status]) => [
          name,
          {
            say: this.#say(status.say),
            next: status.next === undefined ? null : this.#say(status.next),
          },
        ]),
      ),
      firstStatus: Object.keys(file.life ?? {})[0] ?? null,
    };
  }

  #screen(written: Written): CompiledScreen {
    const { source, service } = written;
    const list = this.#list(source);
    const wrong = "wrong" in source ? (source.wrong ?? {}) : {};
    const other = "other" in source ? source.other : undefined;
    return {
      id: written.id,
      name: written.name,
      kind: written.kind,
      service,
      file: written.file,
      path: written.path,
      letters: source.letters ?? "gsm7",
      say: this.#say(source.say ?? this.#source.channel.texts.notice),
      label: "label" in source ? this.#say(source.label) : null,
      pick: "pick" in source && source.pick !== undefined ? this.#say(source.pick) : null,
      done: "done" in source ? this.#say(source.done) : null,
      when: source.when === undefined ? null : this.#cel(source.when, service),
      edges: this.#onward(written, source.go),
      choices: this.#choices(written),
      list,
      lettersFirst: "letters_first" in source ? (source.letters_first ?? 0) : 0,
      other: other === undefined ? null : this.#choice(written, other, other.is, other.key ?? "9"),
      ask: this.#ask(source),
      wrong: new Map(
        WRONG_CODES.flatMap((code) => {
          const text = wrong[code];
          return text === undefined ? [] : [[code, this.#say(text)] as const];
        }),
      ),
      sensitive: "sensitive" in source && source.sensitive === true,
      end: "end" in source && source.end === true,
      of: "of" in source ? (source.of ?? null) : null,
    };
  }

  #ask(source: ScreenSource): CompiledScreen["ask"] {
    if (!("ask" in source)) return null;
    const pattern = source.pattern === undefined ? null : compilePattern(source.pattern);
    return {
      as: source.as,
      min: source.min ?? null,
      max: source.max ?? null,
      matches: pattern !== null && "matches" in pattern ? pattern.matches : null,
      optional: source.optional === true,
    };
  }

  #list(source: ScreenSource): List | null {
    if (!("from" in source) || source.from === undefined) return null;
    const known = this.#lists.get(source.from);
    if (known !== undefined) return known;
    const list = listOf(this.#source.data.get(source.from)?.rows ?? []);
    this.#lists.set(source.from, list);
    return list;
  }

  #choices(written: Written): Choice[] {
    const { source } = written;
    if (!("options" in source) || source.options === undefined) return [];
    const fixed = new Set(source.options.flatMap((option) => option.key ?? []));
    const taken = new Set([...Object.values(this.#keys), ...fixed]);
    let counted = 0;
    return source.options.map((option) => {
      const is = "is" in option ? option.is : lastTarget(option.go);
      return this.#choice(written, option, is, option.key ?? keyAt(counted++, taken));
    });
  }

  #choice(
    written: Written,
    option: { say: Text; when?: string | undefined; go?: Target | undefined },
    is: string,
    key: string,
  ): Choice {
    return {
      is,
      key,
      say: this.#say(option.say),
      when: option.when === undefined ? null : this.#cel(option.when, written.service),
      edges: option.go === undefined ? null : this.#onward(written, option.go),
    };
  }

  /** The flattened ways onward from a screen: by `go`, else to the one below. */
  #onward(written: Written, go: Target | undefined): Edge[] {
    if (go === undefined) return written.below === null ? [] : this.#through(written.below, [], []);
    const arms = typeof go === "string" ? [{ to: go }] : go;
    return arms.flatMap((arm) => {
      const to = this.#target(written.service, arm.to);
      const guard =
        "when" in arm && arm.when !== undefined ? [this.#cel(arm.when, written.service)] : [];
      return to === null ? [] : this.#through(to, guard, []);
    });
  }

  /** Arriving at a screen with a `when` means: there if it holds, else further below. */
  #through(to: string, guards: readonly Expression[], passed: readonly string[]): Edge[] {
    const screen = this.#written.get(to);
    if (screen === undefined) return [];
    if (screen.source.when === undefined || passed.includes(to)) return [{ to, guards }];
    const here = { to, guards: [...guards, this.#cel(screen.source.when, screen.service)] };
    const next = screen.below;
    return next === null ? [here] : [here, ...this.#through(next, guards, [...passed, to])];
  }

  /** A screen of the same file, else a shared one, else the first screen of a service. */
  #target(service: string | null, name: string): string | null {
    const own = `${service ?? "channel"}/${name}`;
    if (this.#written.has(own)) return own;
    if (this.#written.has(`channel/${name}`)) return `channel/${name}`;
    const first = this.#source.services.get(name)?.screens[0];
    return first === undefined ? null : `${name}/${nameOf(first).name}`;
  }

  #say(text: Text): Sayings {
    const say = typeof text === "object" && "word" in text ? this.#word(text.word) : text;
    const each = typeof say === "string" ? this.#languages.map((is) => [is, say] as const) : null;
    const sayings = new Map<string, CompiledText>();
    for (const [language, source] of each ?? Object.entries(say)) {
      const read = typeof source === "string" ? readText(source, language) : null;
      if (read !== null && "format" in read) sayings.set(language, read);
    }
    return sayings;
  }

  /** A shared word; a word that is itself a word is refused by the checker and prints its name. */
  #word(name: string): Exclude<Text, { word: string }> {
    const text = this.#source.channel.words?.[name];
    if (text === undefined || (typeof text === "object" && "word" in text)) return name;
    return text;
  }

  #plainCel(expression: string, service: string | null): Expression {
    const compiled = compileCel(expression, celTypes(this.#source.services.get(service ?? "")));
    return "evaluate" in compiled ? (answers) => compiled.evaluate(answers) : () => undefined;
  }

  /** As above, with the computed values the expression names put beside the answers first. */
  #cel(expression: string, service: string | null): Expression {
    const evaluate = this.#plainCel(expression, service);
    const lets = Object.entries(this.#source.services.get(service ?? "")?.let ?? {})
      .filter(([name]) => new RegExp(`\\b${name}\\b`).test(expression))
      .map(([name, { be, otherwise }]) => ({ name, be: this.#plainCel(be, service), otherwise }));
    if (lets.length === 0) return evaluate;
    return (answers) => {
      const all: Record<string, Answers[string]> = { ...answers };
      for (const { name, be, otherwise } of lets) {
        all[name] = letValue(be(answers), otherwise);
      }
      return evaluate(all);
    };
  }
}

/** A computed value: what CEL gave, if it is of the declared kind, else the declared otherwise. */
export function letValue(
  value: unknown,
  otherwise: string | number | boolean,
): string | number | boolean {
  if (typeof value !== typeof otherwise) return otherwise;
  return value as string | number | boolean; // the line above compared the types
}

/** The CEL type of every answer and computed value of a service. */
export function celTypes(file: ServiceFile | undefined): CelTypes {
  const types: Record<string, CelTypes[string]> = {};
  for (const screen of [...(file?.screens ?? []), ...(file?.aside ?? [])]) {
    if ("choose" in screen) types[screen.choose] = "string";
    if ("ask" in screen) {
      const whole = screen.as === "number" || screen.as === "money";
      types[screen.ask] = whole ? "int" : screen.as === "yes_no" ? "bool" : "string";
    }
  }
  for (const [name, { otherwise }] of Object.entries(file?.let ?? {})) {
    const kind = typeof otherwise;
    types[name] = kind === "number" ? "int" : kind === "boolean" ? "bool" : "string";
  }
  return types;
}

/** A screen's kind and name, from the one key that says both. */
export function nameOf(source: ScreenSource): { kind: ScreenKind; name: string } {
  for (const kind of SCREEN_KINDS) {
    const name: unknown = source[kind as keyof ScreenSource]; // a screen has one kind of them all
    if (typeof name === "string") return { kind, name };
  }
  throw new Error("a screen without a kind passed the parser");
}

function writtenScreens(source: MenuSource): Written[] {
  const files: [string, string | null, ScreenSource[], ScreenSource[]][] = [
    ["channel.yaml", null, source.channel.screens, []],
    ...[...source.services].map(
      ([name, file]): [string, string, ScreenSource[], ScreenSource[]] => [
        `${name}.yaml`,
        name,
        file.screens,
        file.aside ?? [],
      ],
    ),
  ];
  return files.flatMap(([file, service, screens, aside]) => {
    const id = (screen: ScreenSource) => `${service ?? "channel"}/${nameOf(screen).name}`;
    const write = (section: string, inOrder: boolean) => (at: ScreenSource, index: number) => {
      const next = inOrder && service !== null ? screens[index + 1] : undefined;
      return {
        ...nameOf(at),
        id: id(at),
        service,
        file,
        path: [section, index],
        source: at,
        below: next === undefined ? null : id(next),
      };
    };
    return [...screens.map(write("screens", true)), ...aside.map(write("aside", false))];
  });
}

function definedKeys(channel: ChannelFile): Partial<Keys> {
  const entries = Object.entries(channel.keys ?? {}).filter(([, key]) => key !== undefined);
  return Object.fromEntries(entries);
}

function lastTarget(go: Target | undefined): string {
  if (go === undefined) return "";
  return typeof go === "string" ? go : (go.at(-1)?.to ?? "");
}

function fromList<K extends string>(keys: readonly K[]): Record<K, true> {
  return Object.fromEntries(keys.map((key) => [key, true])) as Record<K, true>; // fromEntries forgets keys
}

function mapKeys<K extends string, T>(of: Record<K, unknown>, make: (key: K) => T): Record<K, T> {
  const entries = Object.keys(of).map((key) => [key, make(key as K)]); // Object.keys forgets them
  return Object.fromEntries(entries) as Record<K, T>;
}

/** The states that no file makes. */
export const OWN_SCREENS: readonly string[] = Object.values(OWN);
