/** Compiles screens: what they say, what can be answered, and where each answer leads. Called by `compile`. */
import type { Conditions } from "./conditions.ts";
import { asksOf } from "./connector.ts";
import { keyAt, listOf, reservedBy } from "./list.ts";
import type { Choice, CompiledLookUp, CompiledScreen, Keys, List } from "./model.ts";
import { leadsToAbsent } from "./offered.ts";
import type { Onward } from "./onward.ts";
import { insteadOf } from "./path.ts";
import { compilePattern } from "./pattern.ts";
import type { Say } from "./say-compile.ts";
import type { ScreenSource, Target } from "./screen-format.ts";
import { hoursOf } from "./slots.ts";
import type { MenuSource } from "./source.ts";
import { LATER_WRONG, WRONG_CODES, type WrongCode } from "./system-texts.ts";
import type { Text } from "./text-format.ts";
import { sayOf, type Written } from "./written.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export interface ScreenNeeds {
  source: MenuSource;
  say: Say;
  keys: Keys;
  conditions: Conditions;
  onward: Onward;
  /** Services whose options are left out. */
  absent: ReadonlySet<string>;
}

export class ScreenCompiler {
  readonly #source: MenuSource;
  readonly #say: Say;
  readonly #keys: Keys;
  readonly #conditions: Conditions;
  readonly #onward: Onward;
  readonly #absent: ReadonlySet<string>;
  readonly #lists = new Map<string, List>();

  constructor({ source, say, keys, conditions, onward, absent }: ScreenNeeds) {
    this.#source = source;
    this.#say = say;
    this.#keys = keys;
    this.#conditions = conditions;
    this.#onward = onward;
    this.#absent = absent;
  }

  screen(written: Written): CompiledScreen {
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
}

function lastTarget(go: Target | undefined): string {
  if (go === undefined) return "";
  return typeof go === "string" ? go : (go.at(-1)?.to ?? "");
}
