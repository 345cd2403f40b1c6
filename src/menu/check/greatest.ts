/** The longest a citizen can make a screen: every answer and value at its greatest length. */
import { width } from "../../base/gsm7.ts";
import { LONGEST_PHONE } from "../../base/phone.ts";
import type { Answer, Answers, MineFact, RequestFact } from "../contract.ts";
import type { CompiledScreen, Release } from "../model.ts";
import { localTime } from "../calendar.ts";
import { dateText, momentText } from "../dates.ts";
import type { Given } from "../given.ts";
import type { GivenType } from "../given-format.ts";
import { fieldKey } from "../looked-up.ts";
import type { AnswerType } from "../screen-format.ts";
import { isQuestion } from "../path.ts";
import { nextOf } from "../sms.ts";
import { say } from "../text.ts";

/** Letters of a typed answer without `max`; as `answer.ts` takes them. */
const LETTERS_MAX = 160;
/** As long as a day prints, in both languages of the examples. */
const LONG_DAY = "2026-12-28";
const NUMBER_MAX = 999_999_999_999_999;

/** The longest answers of a service, as they print in a language. */
export function greatestAnswers(release: Release, service: string, language: string): Answers {
  const own = [...release.screens.values()].filter((screen) => screen.service === service);
  const answers = own
    .filter(isQuestion)
    .map((screen) => [screen.name, greatestAnswer(screen, release, language)] as const);
  // The path of an application waits at a notice until it is read.
  const read = own.filter(({ kind }) => kind === "notice").map(({ name }) => [name, true] as const);
  const fields = own.flatMap(({ name, lookUp }) =>
    [...(lookUp?.fields ?? [])].map(
      ([field, { as, max = null }]) =>
        [fieldKey(name, field), greatestTyped(as, max, release, language)] as const,
    ),
  );
  return Object.fromEntries([...read, ...answers, ...fields]);
}

/** The slot whose day and time print longest. */
export function greatestSlot(release: Pick<Release, "channel">, language: string): string {
  const { timeZone } = release.channel;
  return localTime(timeZone, greatestInstant(language, timeZone)).replace(" ", "T");
}

function greatestAnswer(screen: CompiledScreen, release: Release, language: string): Answer {
  if (screen.book !== null) return greatestSlot(release, language);
  if (screen.kind === "choose") {
    const choices = screen.other === null ? screen.choices : [...screen.choices, screen.other];
    const labels = [
      ...choices.map(({ is, say: text }) => ({ is, label: say(text, language, () => "") })),
      ...(screen.list?.rows ?? []).map(({ id, say: text }) => ({
        is: id,
        label: text[language] ?? "",
      })),
    ];
    return longest(labels, ({ label }) => width(label, "gsm7"))?.is ?? "";
  }
  return greatestTyped(screen.ask?.as, screen.ask?.max ?? null, release, language);
}

function greatestTyped(
  as: AnswerType | undefined,
  max: number | string | null,
  release: Release,
  language: string,
): Answer {
  switch (as) {
    case "number":
    case "money":
      return typeof max === "number" ? max : NUMBER_MAX;
    case "date":
      return LONG_DAY;
    case "phone":
      return LONGEST_PHONE;
    case "national_id":
      return "12345678";
    case "reference":
      return "1234567890";
    case "yes_no": {
      const { yes, no } = release.channel.texts;
      return say(yes, language, () => "").length >= say(no, language, () => "").length;
    }
    default:
      // What is beyond is told at the field: a hundred million letters took the checker 100 s.
      return "m".repeat(typeof max === "number" ? Math.min(max, LETTERS_MAX) : LETTERS_MAX);
  }
}

/** One request of the service whose status has the longest words. */
export function greatestRequest(release: Release, service: string, language: string): RequestFact {
  const life = [...(release.services.get(service)?.life?.statuses ?? [])];
  const at = greatestInstant(language, release.channel.timeZone);
  const given = greatestGiven(release, service);
  const one = {
    service,
    language,
    answers: {},
    given,
    ref: "1234567890",
    reason: null,
    openedAt: at,
  };
  const [status = "received"] =
    longest(
      life,
      ([name, { say: text }]) =>
        say(text, language, () => "").length +
        (nextOf(release, { ...one, status: name, at, deadline: at })?.length ?? 0),
    ) ?? [];
  return { service, ref: "1234567890", status, openedAt: at, given, deadline: at };
}

/** The longest values that officers can give, as they print in a language. */
export function greatestGiven(release: Release, service: string): Answers {
  const gives = [...(release.services.get(service)?.life?.gives.values() ?? [])];
  return Object.fromEntries(gives.map(({ name, as, max }) => [name, greatestValue(as, max)]));
}

function greatestValue(as: GivenType, max: Given["max"]): string | number {
  if (as === "date") return LONG_DAY;
  if (as === "money" || as === "number") return typeof max === "number" ? max : NUMBER_MAX;
  // Of a limit below 0, or beyond every screen, its own finding tells.
  return "m".repeat(
    typeof max === "number" ? Math.min(Math.max(max, 0), LETTERS_MAX) : LETTERS_MAX,
  );
}

/** A request of the caller's that a `mine` screen tells of, in a status of its service. */
export function greatestOwn(
  release: Release,
  { of }: CompiledScreen,
  status: string,
  language: string,
): MineFact {
  const service = of ?? "";
  const at = greatestInstant(language, release.channel.timeZone);
  const answers = greatestAnswers(release, service, language);
  const given = greatestGiven(release, service);
  const one = { service, ref: "1234567890", status, answers, given };
  return { ...one, openedAt: at, statusAt: at, deadline: at };
}

/** The instant of a year whose date and time print longest in a language. */
export function greatestInstant(language: string, timeZone: string): number {
  const name = `${language} ${timeZone}`;
  const known = greatestOf.get(name);
  if (known !== undefined) return known;
  // The 22nd to the 28th of each month, at each half hour: every name of a day, a month and a part of the day.
  const instants = Array.from({ length: 12 }, (_, month) =>
    Array.from({ length: 7 * 24 }, (_each, hour) => Date.UTC(2026, month, 22, hour, 30)),
  ).flat();
  const lengthOf = (at: number) =>
    momentText(language, timeZone, at).length + dateText(language, timeZone, at).length;
  const at = longest(instants, lengthOf) ?? 0;
  greatestOf.set(name, at);
  return at;
}

const greatestOf = new Map<string, number>();

export function longest<T>(all: readonly T[], lengthOf: (one: T) => number): T | undefined {
  let most: T | undefined;
  for (const one of all) if (most === undefined || lengthOf(one) > lengthOf(most)) most = one;
  return most;
}
