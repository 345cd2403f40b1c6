/** The lines in the boxes of a drawing: texts as they are written, and options with their numbers. Pure. */
import type { Choice, CompiledLookUp, CompiledScreen, Release } from "../../menu/model.ts";
import { say, type Argument, type Sayings } from "../../menu/text.ts";

/** A text as it is written, on one line, with `{ward}` where an answer will stand. */
export function words(sayings: Sayings, language: string): string {
  const named = ({ name, column }: Argument) =>
    column === undefined ? `{${name}}` : `{${name}.${column}}`;
  const written = say(sayings, language, named);
  const whole = written.includes("NaN") ? counted(sayings, language, named) : written;
  return whole.replace(/\s+/g, " ").trim();
}

/** Larger than any number a text would have of its own. */
const STAND_IN = 7_000_000_000;

/** Plurals and numbers want a number: each gets one of its own, which its name then takes the place of. */
function counted(
  sayings: Sayings,
  language: string,
  named: (argument: Argument) => string,
): string {
  const names: string[] = [];
  const said = say(sayings, language, (argument) => {
    const name = named(argument);
    if (!names.includes(name)) names.push(name);
    return STAND_IN + names.indexOf(name);
  });
  return said.replace(/7(?:\D?\d{3}){3}/g, (number) => {
    return names[Number(number.replace(/\D/g, "")) - STAND_IN] ?? number;
  });
}

/** What stands in the box of a screen, a line each: the text and the options; of a `look_up` what is asked. */
export function linesOf(release: Release, screen: CompiledScreen, language: string): string[] {
  if (screen.lookUp !== null) return askedOf(screen.lookUp, language);
  const choices = screen.other === null ? screen.choices : [...screen.choices, screen.other];
  const rows = screen.list?.rows.length ?? 0;
  const listed = rows === 0 ? [] : [`a list of ${rows}`];
  const spoken =
    screen.kind === "language"
      ? release.channel.languages.map(({ say: name }, index) => `${index + 1}. ${name}`)
      : [];
  const options = [...listed, ...choices.map((choice) => optionLine(choice, language)), ...spoken];
  const own = (name: "agree" | "disagree") => words(release.channel.texts[name], language);
  const consent =
    screen.kind === "notice" && release.services.get(screen.service ?? "")?.basis === "consent";
  const agreed = consent ? [`1. ${own("agree")}`, `2. ${own("disagree")}`] : [];
  const guarded = screen.pin ? ["behind the caller's PIN"] : [];
  const told = [...screen.found].map(([status, text]) => {
    const seen = screen.becomes.get(status);
    const into = seen === undefined ? "" : ` (seeing it: ${seen})`;
    return `${status}${into}: ${words(text, language)}`;
  });
  const none = screen.notFound === null ? [] : [`not found: ${words(screen.notFound, language)}`];
  const sms = screen.sms === null ? [] : [`SMS: ${words(screen.sms, language)}`];
  return [words(screen.say, language), ...guarded, ...options, ...agreed, ...told, ...none, ...sms];
}

/** What is asked of whom, and what is said where there is no answer. */
function askedOf(lookUp: CompiledLookUp, language: string): string[] {
  const { connector, inputs, none, broken, late, sms, failed } = lookUp;
  const told = Object.entries({
    "nothing found": none,
    broken,
    late,
    SMS: sms,
    "no answer, SMS": failed,
  });
  return [
    `asks ${connector} with ${[...inputs.values()].map((name) => `{${name}}`).join(", ")}`,
    ...told.map(([when, text]) => `${when}: ${words(text, language)}`),
  ];
}

export function optionLine({ key, say: label }: Choice, language: string): string {
  return `${key}. ${words(label, language)}`;
}
