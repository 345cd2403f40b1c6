/**
 * What a placeholder prints: answers as labels in the citizen's language, money, dates, periods.
 *
 * Everything a citizen typed is made plain GSM-7 before it is printed, so that one odd letter can
 * neither cut a screen in half nor smuggle a control character into a message.
 */
import { plain } from "../base/gsm7.ts";
import { showReference } from "../base/reference.ts";
import { letValue } from "./conditions.ts";
import type { Answer, Answers } from "./contract.ts";
import { instantOfSlot } from "./calendar.ts";
import { dateText, momentText } from "./dates.ts";
import { localesOf } from "./locales.ts";
import { fieldKey } from "./looked-up.ts";
import type { CompiledChannel, CompiledScreen, Release } from "./model.ts";
import { choiceOf, isQuestion } from "./path.ts";
import type { AnswerType } from "./screen-format.ts";
import { windowText } from "./window.ts";
import { say, type Argument, type Value, type Values } from "./text.ts";

/** Who is spoken to, about what. */
export interface Speaking {
  release: Release;
  language: string;
  service: string | null;
  answers: Answers;
  /** The dialled code, printed by {code}. */
  code: string;
  /** The instant that `{closes}` is reckoned from, epoch milliseconds. */
  at?: number | undefined;
}

/** Values that are made when a text prints them, in the language of that text. */
export type Lazily = Readonly<Record<string, (language: string) => Value>>;

/** Looks placeholders up: `extra` first, then answers, computed values, then the channel's own. */
export function valuesOf(
  speaking: Speaking,
  extra: Readonly<Record<string, Value>> = {},
  lazily: Lazily = {},
): Values {
  return (argument, language) => {
    const given = extra[argument.name];
    if (given !== undefined) return given;
    const later = lazily[argument.name];
    if (later !== undefined) return later(language ?? speaking.language);
    const here = language === undefined ? speaking : { ...speaking, language };
    return answerValue(here, argument) ?? letOf(here, argument.name) ?? own(here, argument.name);
  };
}

function own({ release, language, service, code, at }: Speaking, name: string): Value {
  if (name === "closes" || name === "opens") {
    return windowText(release, service, language, at, name);
  }
  if (name === "channel") return say(release.channel.name, language, () => "");
  if (name === "code") return code;
  if (name === "service") return titleOf(release, service, language);
  return "";
}

/** A service's title; its name where the release no longer knows it. */
export function titleOf(release: Release, service: string | null, language: string): string {
  const title = release.services.get(service ?? "")?.title;
  return title === undefined ? (service ?? "") : say(title, language, () => "");
}

function letOf({ release, service, answers }: Speaking, name: string): Value | undefined {
  const computed = release.services.get(service ?? "")?.lets.get(name);
  if (computed === undefined) return undefined;
  const value = letValue(computed.be(answers), computed.otherwise);
  return typeof value === "number" ? value : plain(String(value));
}

function answerValue(speaking: Speaking, argument: Argument): Value | undefined {
  const screen = speaking.release.screens.get(`${speaking.service ?? ""}/${argument.name}`);
  if (screen?.lookUp != null) return fieldValue(speaking, screen, argument.column ?? "");
  const answer = speaking.answers[argument.name];
  if (screen === undefined || !isQuestion(screen)) return undefined;
  if (answer === undefined) return "";
  if (argument.column === "id") return plain(String(answer));
  if (argument.column !== undefined) {
    return screen.list?.row(String(answer))?.columns[argument.column] ?? "";
  }
  return answerLabel(speaking, screen, answer);
}

/** A field of what was looked up; one that is not there prints as a question passed over does. */
function fieldValue(speaking: Speaking, { name, lookUp }: CompiledScreen, field: string): Value {
  const value = speaking.answers[fieldKey(name, field)];
  const as = lookUp?.fields.get(field)?.as;
  if (value === undefined || as === undefined) return "";
  if (value === null) return "-";
  const { release, language } = speaking;
  return typeof value === "boolean"
    ? yesOrNo(speaking, value)
    : printed(release.channel, language, as, value);
}

/** An answer as its giver would say it. A question passed over prints as a hyphen. */
export function answerLabel(speaking: Speaking, screen: CompiledScreen, answer: Answer): Value {
  const { release, language } = speaking;
  if (answer === null) return "-";
  if (typeof answer === "boolean") return yesOrNo(speaking, answer);
  const slot = screen.book === null ? null : instantOfSlot(release.channel, answer);
  if (slot !== null) return momentText(language, release.channel.timeZone, slot);
  const choice = choiceOf(screen, answer);
  if (choice !== null) return say(choice.say, language, valuesOf(speaking));
  const row = screen.list?.row(String(answer));
  if (row !== undefined) return row.say[language] ?? Object.values(row.say)[0] ?? row.id;
  return printed(release.channel, language, screen.ask?.as ?? "text", answer);
}

function yesOrNo({ release, language }: Speaking, is: boolean): string {
  return say(release.channel.texts[is ? "yes" : "no"], language, () => "");
}

/** A value of a type, as all texts print it. */
export function printed(
  channel: Pick<CompiledChannel, "currency">,
  language: string,
  as: AnswerType,
  value: Exclude<Answer, null>,
): Value {
  if (as === "money") return `${channel.currency} ${grouped(Number(value))}`;
  if (as === "date") return dateText(language, "UTC", Date.parse(String(value)));
  if (as === "reference") return plain(showReference(String(value)));
  return typeof value === "number" ? value : plain(String(value));
}

/** 18500 as 18,500: both languages of the example channel write it so. */
function grouped(amount: number): string {
  return String(amount).replace(/\B(?=([0-9]{3})+$)/g, ",");
}

/** Making a format takes 30 times as long as using it. */
const periods = new Map<string, string>();

const UNITS = { h: "hour", d: "day", m: "month", y: "year" };

/** `2y` as "2 years" or "miaka 2". In English where Intl has no words of a language, or letters that phones lack. */
export function periodText(language: string, period: string): string {
  const key = `${language} ${period}`;
  let text = periods.get(key);
  if (text === undefined) {
    const words = plain(periodIn(language, period));
    // Where it has none, Intl writes `6 m`, which may be minutes.
    text = /\p{L}{2}/u.test(words) && !words.includes("?") ? words : plain(periodIn("en", period));
    periods.set(key, text);
  }
  return text;
}

function periodIn(language: string, period: string): string {
  const unit = UNITS[period.slice(-1) as keyof typeof UNITS] ?? "day"; // the format allows these four
  const style = { style: "unit", unit, unitDisplay: "long" } as const;
  return new Intl.NumberFormat(localesOf(language), style).format(Number(period.slice(0, -1)));
}
