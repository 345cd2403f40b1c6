/**
 * Turns the menus as written into a release.
 *
 * Total: what the checker will refuse (an unknown target, a bad expression) compiles to nothing
 * rather than throwing, so that every finding of every file is reported in one run. Called by
 * `release` only.
 */
import {
  ASSIST_SMS,
  ASSIST_TEXTS,
  LATER_ASSIST_SMS,
  LATER_ASSIST_TEXTS,
  type AssistFile,
  type AssistSms,
  type AssistText,
} from "./assist-format.ts";
import { asksOf, connectorOf } from "./connector.ts";
import { Conditions } from "./conditions.ts";
import {
  LATER_TEXTS,
  LATER_WRONG,
  SYSTEM_TEXTS,
  WRONG_CODES,
  type SystemText,
  type WrongCode,
} from "./system-texts.ts";
import type { ChannelFile, ServiceFile } from "./format.ts";
import type { ScreenSource, Target } from "./screen-format.ts";
import { saidFor, type Text } from "./text-format.ts";
import { lifeOf } from "./life-compile.ts";
import { calendarOf } from "./calendar.ts";
import { keyAt, listOf, reservedBy } from "./list.ts";
import { machineOf } from "./machine.ts";
import { smsRulesOf } from "./sms-compile.ts";
import {
  APPLICATION_KINDS,
  type Choice,
  type CompiledChannel,
  type CompiledLookUp,
  type CompiledScreen,
  type CompiledService,
  type Keys,
  type List,
  type Release,
} from "./model.ts";
import { leadsToAbsent } from "./offered.ts";
import { hoursOf } from "./slots.ts";
import { insteadOf } from "./path.ts";
import { Onward } from "./onward.ts";
import { PIN_TEXTS, type PinFile } from "./pin-format.ts";
import { compilePattern } from "./pattern.ts";
import type { MenuSource } from "./source.ts";
import { readText, type CompiledText, type Sayings } from "./text.ts";
import { windowOf } from "./window.ts";
import { sayOf, writtenScreens, type Written } from "./written.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** What Kenyan networks keep a call open; the GSM standard allows 600. */
const SESSION_S = 180;
const PERIOD_MS = { h: HOUR_MS, d: 24 * HOUR_MS, m: 30 * 24 * HOUR_MS, y: 365 * 24 * HOUR_MS };

/** `12h`, `14d`, `6m` (30 days each), `2y` (365 days each) in milliseconds. */
function periodMs(period: string): number {
  const unit = period.slice(-1);
  const ms = unit in PERIOD_MS ? PERIOD_MS[unit as keyof typeof PERIOD_MS] : 0; // proven by `in`
  return Number(period.slice(0, -1)) * ms;
}

/** Compiles everything; `digest` names the result. Options that lead to a service of `absent` are left out. */
export function compile(
  source: MenuSource,
  digest: string,
  absent: ReadonlySet<string> = new Set(),
): Release {
  const compiler = new Compiler(source, absent);
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

class Compiler {
  readonly #source: MenuSource;
  readonly #absent: ReadonlySet<string>;
  readonly #languages: readonly string[];
  readonly #keys: Keys;
  readonly #written: ReadonlyMap<string, Written>;
  readonly #conditions: Conditions;
  readonly #onward: Onward;
  readonly #lists = new Map<string, List>();

  constructor(source: MenuSource, absent: ReadonlySet<string>) {
    this.#source = source;
    this.#absent = absent;
    this.#languages = source.channel.languages.map((language) => language.is);
    this.#keys = { back: "0", home: "00", more: "98", skip: "97", ...definedKeys(source.channel) };
    this.#written = writtenScreens(source);
    this.#conditions = new Conditions(source);
    this.#onward = new Onward(source, this.#written, this.#conditions);
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
      session: file.session ?? SESSION_S,
      timeZone: file.time_zone,
      calendar: calendarOf(file.calendar),
      pin: this.#pin(file.pin),
      assist: this.#assist(file.assist),
      sms: smsRulesOf(file.sms, (text) => this.#say(text)),
      languages: file.languages,
      codes: file.codes.map(({ dial, also, start }) => ({
        dial,
        also: also ?? [],
        start: `channel/${start ?? "main"}`,
      })),
      budgets: file.budgets,
      keys: this.#keys,
      texts: mapKeys(SYSTEM_TEXTS, (key) =>
        this.#say(saidFor<SystemText>(file.texts, LATER_TEXTS, key)),
      ),
      wrong: mapKeys(fromList(WRONG_CODES), (code) =>
        this.#say(saidFor<WrongCode>(file.wrong, LATER_WRONG, code)),
      ),
      connectors: new Map(
        Object.entries(file.connectors ?? {}).map(([name, one]) => [name, connectorOf(name, one)]),
      ),
      language: file.languages.length > 1 ? (language?.id ?? null) : null,
    };
  }

  #pin(texts: PinFile | undefined): CompiledChannel["pin"] {
    return texts === undefined ? null : mapKeys(PIN_TEXTS, (key) => this.#say(texts[key]));
  }

  #assist(file: AssistFile | undefined): CompiledChannel["assist"] {
    if (file === undefined) return null;
    return {
      key: file.key,
      day: file.day,
      texts: mapKeys(ASSIST_TEXTS, (key) =>
        this.#say(saidFor<AssistText>(file.texts, LATER_ASSIST_TEXTS, key)),
      ),
      sms: mapKeys(ASSIST_SMS, (key) =>
        this.#say(saidFor<AssistSms>(file.sms, LATER_ASSIST_SMS, key)),
      ),
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
      open: windowOf(file.open, (text) => this.#say(text)),
      anonymous: file.anonymous === true,
      assisted: mayAssist(file, own),
      bookings: own.filter(({ book }) => book !== null),
      lets: new Map(
        Object.entries(file.let ?? {}).map(([name, { be, otherwise }]) => [
          name,
          { be: this.#conditions.plain(be, file.service), otherwise },
        ]),
      ),
      once: file.once === undefined ? null : { by: file.once.by, say: this.#say(file.once.say) },
      life: lifeOf(
        file,
        (text) => this.#say(text),
        (expression) => this.#conditions.full(expression, file.service),
      ),
    };
  }

  #screen(written: Written): CompiledScreen {
    const { source, service } = written;
    const list = this.#list(source);
    const wrong = "wrong" in source ? (source.wrong ?? {}) : {};
    const later: Partial<Record<WrongCode, WrongCode>> = LATER_WRONG;
    const other = "other" in source ? source.other : undefined;
    return {
      id: written.id,
      name: written.name,
      kind: written.kind,
      service,
      file: written.file,
      path: written.path,
      letters: source.letters ?? "gsm7",
      say: this.#say(
        sayOf(source) ?? ("notice" in source ? this.#source.channel.texts.notice : ""),
      ),
      label: "label" in source && source.label !== undefined ? this.#say(source.label) : null,
      pick: "pick" in source && source.pick !== undefined ? this.#say(source.pick) : null,
      done: "done" in source ? this.#say(source.done) : null,
      when: source.when === undefined ? null : this.#conditions.full(source.when, service),
      edges: this.#onward.after(written),
      choices: this.#choices(written),
      list,
      lettersFirst: "letters_first" in source ? (source.letters_first ?? 0) : 0,
      other: other === undefined ? null : this.#choice(written, other, other.is, other.key ?? "9"),
      ask: this.#ask(source),
      book: this.#book(source),
      wrong: new Map(
        WRONG_CODES.flatMap((code) => {
          const text = wrong[code] ?? wrong[later[code] ?? code];
          return text === undefined ? [] : [[code, this.#say(text)] as const];
        }),
      ),
      // Nothing that is only counted is printed again: the replies of a call are kept for a day.
      sensitive: ("sensitive" in source && source.sensitive === true) || this.#isAnonymous(service),
      end: "end" in source && source.end === true,
      of: "of" in source ? (source.of ?? null) : "found" in source ? service : null,
      found: new Map(
        "found" in source ? source.found.map(({ status, say }) => [status, this.#say(say)]) : [],
      ),
      becomes: new Map(
        "mine" in source
          ? source.found.flatMap(({ status, becomes }) =>
              becomes === undefined ? [] : [[status, becomes] as const],
            )
          : [],
      ),
      notFound: "not_found" in source ? this.#say(source.not_found) : null,
      sms: "sms" in source && source.sms !== undefined ? this.#say(source.sms) : null,
      pin: "pin" in source && source.pin === true,
      lookUp: this.#lookUp(source),
    };
  }

  #isAnonymous(service: string | null): boolean {
    return this.#source.services.get(service ?? "")?.anonymous === true;
  }

  #lookUp(source: ScreenSource): CompiledLookUp | null {
    if (!("look_up" in source)) return null;
    const { none, broken, late } = source;
    const connector = this.#source.channel.connectors?.[source.in];
    const asked = new Set(Object.values(source.with));
    const anew = (["none", "broken"] as const).flatMap((about) => {
      const { go } = source[about];
      return typeof go === "string" && asked.has(go) ? [[about, go] as const] : [];
    });
    return {
      connector: source.in,
      asks: connector === undefined ? "" : asksOf(connector, Object.keys(source.with)),
      inputs: new Map(Object.entries(source.with)),
      fields: new Map(Object.entries(connector?.fields ?? {})),
      safe: connector?.repeat === "safe",
      none: this.#say(none.say),
      broken: this.#say(broken.say),
      late: this.#say(late.say),
      sms: this.#say(late.sms),
      failed: this.#say(late.failed),
      anew: new Map(anew),
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

  #book(source: ScreenSource): CompiledScreen["book"] {
    if (!("book" in source)) return null;
    const { for: of = null, ahead, before = "0 hours", none, taken } = source;
    const rows = this.#source.data.get(source.from)?.rows ?? [];
    const [amount = "0", unit = ""] = before.split(" ");
    return {
      of,
      hours: hoursOf(rows, of),
      days: Number.parseInt(ahead, 10),
      noticeMs: Number(amount) * (unit.startsWith("hour") ? HOUR_MS : MINUTE_MS),
      none: this.#say(none),
      taken: this.#say(taken),
    };
  }

  #list(source: ScreenSource): List | null {
    if (!("choose" in source) || source.from === undefined) return null;
    const known = this.#lists.get(source.from);
    if (known !== undefined) return known;
    const list = listOf(this.#source.data.get(source.from)?.rows ?? []);
    this.#lists.set(source.from, list);
    return list;
  }

  #choices(written: Written): Choice[] {
    const { source } = written;
    if ("look_up" in source) {
      // Numbers and names that nobody can type: they only stand for where the file leads.
      return (["none", "broken"] as const).map((key) =>
        this.#choice(written, source[key], insteadOf(key), key),
      );
    }
    if (!("options" in source) || source.options === undefined) return [];
    const fixed = source.options.flatMap((option) => option.key ?? []);
    const taken = reservedBy([...Object.values(this.#keys), ...fixed]);
    let counted = 0;
    return source.options.flatMap((option) => {
      const is = "is" in option ? option.is : lastTarget(option.go);
      const key = option.key ?? keyAt(counted++, taken);
      return leadsToAbsent(option.go, this.#absent) ? [] : [this.#choice(written, option, is, key)];
    });
  }

  #choice(
    written: Written,
    option: {
      say: Text;
      when?: string | undefined;
      go?: Target | undefined;
      keep?: false | undefined;
    },
    is: string,
    key: string,
  ): Choice {
    return {
      is,
      key,
      say: this.#say(option.say),
      when: option.when === undefined ? null : this.#conditions.full(option.when, written.service),
      edges: option.go === undefined ? null : this.#onward.by(written, option.go),
      keep: option.keep ?? true,
    };
  }

  #say(text: Text): Sayings {
    const say = typeof text === "object" && "word" in text ? this.#word(text.word) : text;
    const sayings = new Map<string, CompiledText>();
    // In the channel's order: what is missing in a language is said in the first one.
    for (const language of this.#languages) {
      const source = typeof say === "string" ? say : say[language];
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
}

/** A request that somebody else may send; consent is one's own to give, unless the file says otherwise. */
function mayAssist(file: ServiceFile, screens: readonly CompiledScreen[]): boolean {
  if (file.anonymous === true || file.life === undefined) return false;
  if (screens.some(({ kind, pin }) => pin && APPLICATION_KINDS.has(kind))) return false;
  return file.assisted ?? file.privacy?.basis !== "consent";
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
