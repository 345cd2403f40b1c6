/**
 * What an officer gives with a move, read and printed.
 *
 * Owns which values a move takes: all that it names, no other, each within its limits. Refuses what no
 * SMS of the county may say, whoever types it: a link, a PIN, letters that phones do not show. Pure.
 */
import { width } from "../base/gsm7.ts";
import { dateLimit } from "./answer.ts";
import type { Answers } from "./contract.ts";
import type { GivenFile, GivenType } from "./given-format.ts";
import type { Release } from "./model.ts";
import type { Sayings } from "./text.ts";
import { maySay } from "./staff-words.ts";
import { printed, type Lazily } from "./values.ts";

export interface Given {
  name: string;
  as: GivenType;
  label: Sayings;
  /** Letters, a number, or a day such as `2027-03-20` or `today+6m`; null = no limit. */
  min: number | string | null;
  max: number | string | null;
}

/** A value at fault, and a code of what is wrong with it. */
export interface GivenFault {
  name: string;
  what: "missing" | "unknown" | GivenWrong;
}
type GivenWrong = "wrong_type" | "not_a_date" | "too_small" | "too_big" | "not_printable";

export function givenOf(name: string, file: GivenFile, label: Sayings): Given {
  return { name, as: file.as, label, min: file.min ?? null, max: file.max ?? null };
}

/**
 * The values of a move: all of `wanted` and nothing else. `today` is the channel's day, as an ISO date.
 * Whatever was sent is named by the name the file has for it; of what the file does not know, only that
 * there is some.
 */
export function readGiven(
  wanted: readonly Given[],
  sent: Readonly<Record<string, unknown>>,
  today: string,
): { given: Answers } | { faults: GivenFault[] } {
  const given: Record<string, string | number> = {};
  const faults: GivenFault[] = [];
  for (const one of wanted) {
    const { name } = one;
    const value = Object.hasOwn(sent, name) ? sent[name] : undefined;
    const taken = value === undefined || value === null ? null : read(one, value, today);
    if (taken === null) faults.push({ name, what: "missing" });
    else if (typeof taken === "object") faults.push({ name, what: taken.wrong });
    else given[name] = taken;
  }
  const names = new Set(wanted.map(({ name }) => name));
  if (Object.keys(sent).some((name) => !names.has(name)))
    faults.push({ name: "", what: "unknown" });
  return faults.length > 0 ? { faults } : { given };
}

type Read = string | number | { wrong: GivenWrong };

function read(one: Given, value: unknown, today: string): Read {
  switch (one.as) {
    case "money":
    case "number":
      return typeof value === "number" && Number.isSafeInteger(value) && value >= 0
        ? within(one, value, value)
        : { wrong: "wrong_type" };
    case "date": {
      if (typeof value !== "string") return { wrong: "wrong_type" };
      const min = dateLimit(one.min, today);
      const max = dateLimit(one.max, today);
      if (!isDay(value)) return { wrong: "not_a_date" };
      if (min !== null && value < min) return { wrong: "too_small" };
      return max !== null && value > max ? { wrong: "too_big" } : value;
    }
    case "text":
    case "code": {
      if (typeof value !== "string") return { wrong: "wrong_type" };
      const words = value.trim().replace(/\s+/g, " ");
      if (words === "") return { wrong: "too_small" };
      const odd = one.as === "code" && !/^[A-Za-z0-9/-]+$/.test(words);
      return odd || !maySay(words)
        ? { wrong: "not_printable" }
        : within(one, words, width(words, "gsm7"));
    }
  }
}

function within<T extends string | number>({ min, max }: Given, value: T, size: number) {
  if (typeof min === "number" && size < min) return { wrong: "too_small" } as const;
  return typeof max === "number" && size > max ? ({ wrong: "too_big" } as const) : value;
}

function isDay(value: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const at = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value);
}

/** As texts print them, by name; one that was not given prints nothing. */
export function givenValues(release: Release, service: string, given: Answers): Lazily {
  const known = [...(release.services.get(service)?.life?.gives.values() ?? [])];
  return Object.fromEntries(
    known.map(({ name, as }) => {
      const value = given[name];
      const says = (language: string) =>
        value === undefined || value === null ? "" : printed(release.channel, language, as, value);
      return [name, says];
    }),
  );
}
