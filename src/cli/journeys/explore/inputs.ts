/**
 * Abstract inputs: the few replies to a screen of which each could lead elsewhere than the others.
 *
 * Owns what stands for all answers of a type: its limits, the numbers that conditions compare with, and one reply
 * for each reason to refuse it. Pure.
 */
import { checkDigit } from "../../../base/reference.ts";
import { dateLimit, readAnswer } from "../../../menu/answer.ts";
import { dayOf } from "../../../menu/calendar.ts";
import type { AskRules, CompiledScreen, Release } from "../../../menu/model.ts";
import type { MenuSource } from "../../../menu/source.ts";
import type { View } from "../../../menu/view.ts";

/** Stands in a planned reply for the reference of the request that the journey has sent. */
export const REF = "{ref}";
/** Well-formed, and of no request. */
const UNKNOWN_REF = "48210372";

/** Not one that is guessed first. */
const PIN = "2580";

/** Keys of one screen that are tried; those of a list are alike. */
const KEYS_MAX = 60;
const ROWS_TRIED = 2;

/** What a service's conditions and computed values name and compare with. */
export interface Hints {
  /** Words in them: names of answers among others. */
  words: ReadonlySet<string>;
  numbers: readonly number[];
  /** Texts in single quotes. */
  texts: readonly string[];
}

/** From every `when` and `be` of the service's file and of the channel's. */
export function hintsOf(source: MenuSource, service: string | null): Hints {
  const found: string[] = [];
  const gather = (value: unknown, key: string): void => {
    if (typeof value === "string" && (key === "when" || key === "be")) found.push(value);
    else if (typeof value === "object" && value !== null) {
      for (const [name, each] of Object.entries(value)) gather(each, name);
    }
  };
  gather(source.channel, "");
  // What connectors are asked in made-up answers leads somewhere.
  const asked = Object.values(source.channel.connectors ?? {}).flatMap(({ test = [] }) =>
    test.flatMap((one) => Object.values(one.with).map(String)),
  );
  if (service !== null) gather(source.services.get(service), "");
  const all = found.join(" ");
  return {
    words: new Set(all.match(/[a-z][a-z0-9_]*/g) ?? []),
    numbers: [...new Set((all.match(/\b\d{1,12}\b/g) ?? []).map(Number))],
    texts: [
      ...new Set([...asked, ...[...all.matchAll(/'([^']{1,60})'/g)].map(([, text = ""]) => text)]),
    ],
  };
}

export interface Circumstances {
  release: Release;
  hints: Hints;
  /** Epoch milliseconds. */
  at: number;
}

/** Replies worth trying at a screen. `straight`: none that is refused, and none that leads back. */
export function inputsAt(
  world: Circumstances,
  screen: CompiledScreen | undefined,
  view: View,
  { straight }: { straight: boolean },
): string[] {
  if (view.end) return [];
  const { keys } = world.release.channel;
  const offered = keysOf(view.choices());
  const pressed =
    screen?.list == null ? offered : [...offered.slice(0, ROWS_TRIED), ...offered.slice(-1)];
  const typed =
    screen?.ask != null && screen.ask.as !== "yes_no"
      ? answersTo(world, screen.ask)
      : screen?.kind === "verify"
        ? [REF, UNKNOWN_REF]
        : [];
  const secret = screen === undefined && offered.every((key) => key === "9") ? [PIN] : [];
  const skip = view.skip ? [keys.skip] : [];
  const taken = [...pressed, ...typed, ...secret, ...skip, ...lettersFor(screen)];
  return straight ? taken : [...taken, ...refusedAt(screen, offered), keys.back];
}

function keysOf(choices: string | null): string[] {
  const spans = choices?.split(", ") ?? [];
  return spans
    .flatMap((span) => {
      const [from = 0, to = from] = span.split("-").map(Number);
      return Array.from({ length: Math.min(to - from + 1, KEYS_MAX) }, (_key, at) =>
        String(from + at),
      );
    })
    .slice(0, KEYS_MAX);
}

/** The first letters of a name on the list. */
function lettersFor(screen: CompiledScreen | undefined): string[] {
  const name = Object.values(screen?.list?.rows[0]?.say ?? {})[0];
  const word = /\p{L}{2,}/u.exec(name ?? "")?.[0];
  if (screen === undefined || word === undefined) return [];
  return [word.slice(0, Math.max(4, screen.lettersFirst)).toLowerCase()];
}

/** Too short for a reference, and with a check digit that is wrong. */
const NO_REFERENCES = ["1111", "11111111"];

/** Replies that are refused, one for each reason. */
function refusedAt(screen: CompiledScreen | undefined, offered: readonly string[]): string[] {
  if (screen?.kind === "verify") return ["", ...NO_REFERENCES];
  const unused = ["77", "78", "6", "5", "3"].find((key) => !offered.includes(key)) ?? "777";
  const letters = screen?.list == null ? [] : [...(screen.lettersFirst > 1 ? ["a"] : []), "xqzv"];
  if (screen?.ask == null || screen.ask.as === "yes_no") return ["", unused, ...letters];
  return ["", ...refusedBy(screen.ask)];
}

function refusedBy(rules: AskRules): string[] {
  const { as, min, max } = rules;
  const low = typeof min === "number" ? min : 1;
  switch (as) {
    case "number":
    case "money": {
      // With zeros before it: a 0 alone leads back.
      const below = low > 0 ? [`000${low - 1}`] : [];
      return ["abc", ...below, ...(typeof max === "number" ? [String(max + 1)] : [])];
    }
    case "date":
      return ["abc", "01011000", "31129999"];
    case "text":
    case "letters":
    case "code": {
      const long = typeof max === "number" ? ["a".repeat(max + 1)] : [];
      const short = low > 1 ? ["a".repeat(low - 1)] : [];
      const odd = ["1".repeat(low), "_".repeat(low), "?".repeat(low), "~".repeat(Math.max(low, 3))];
      return [...short, ...long, ...odd];
    }
    case "reference":
      return [...NO_REFERENCES];
    default:
      return ["abc"];
  }
}

/** Answers that are taken. */
export function answersTo({ release, hints, at }: Circumstances, rules: AskRules): string[] {
  const { country, timeZone } = release.channel;
  const world = { country, today: dayOf(timeZone, at) };
  const taken = candidates(rules, hints, world.today).filter((typed) => {
    return "answer" in readAnswer(typed, rules, world);
  });
  return [...new Set(taken)];
}

function candidates(rules: AskRules, hints: Hints, today: string): string[] {
  const { as, min, max } = rules;
  const numbers = [min, max].filter((limit) => typeof limit === "number");
  switch (as) {
    case "number":
    case "money": {
      const near = hints.numbers.flatMap((one) => [one, one + 1, one - 1]);
      const plain = [...numbers, ...near, 12, 18_500].filter((one) => one > 0).map(String);
      return [...plain, ...hints.texts];
    }
    case "date": {
      const limits = [min, max].map((limit) => dateLimit(limit, today));
      const days = [...limits, today, ...hints.texts, "2010-03-05", "1990-03-05", "2027-03-05"];
      return days.filter((day) => day !== null).map((day) => day.split("-").reverse().join("/"));
    }
    case "phone":
      return ["0711000111", "+254711000111", ...hints.texts];
    case "national_id":
      return ["12345678", ...hints.texts];
    case "reference":
      return [UNKNOWN_REF, ...hints.texts, `1000000${checkDigit("1000000")}`];
    case "yes_no":
      return ["1", "2"];
    default: {
      const words = [
        "Mfano",
        "Mfano wa jibu",
        "AB12",
        "AB/12",
        "AB123",
        "KAA 123A",
        "1234",
        "12345678",
      ];
      const least = typeof min === "number" ? "m".repeat(min) : "m";
      return [
        ...words,
        ...hints.texts,
        least,
        "Mfano ".repeat(30).slice(0, typeof max === "number" ? max : 40),
      ];
    }
  }
}
