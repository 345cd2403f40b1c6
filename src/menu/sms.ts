/**
 * What a citizen is told by SMS of their request: the words of its status, filled in.
 *
 * Owns which values an SMS may print. Plain GSM-7, whatever was answered; that it is short is the
 * checker's to prove. Pure and total; called by actions, in the commit that moves the request.
 */
import { plain } from "../base/gsm7.ts";
import { showReference } from "../base/reference.ts";
import type { Answers } from "./contract.ts";
import { clockText, dateText } from "./dates.ts";
import { givenValues } from "./given.ts";
import { wordsFor, type Status } from "./life.ts";
import type { Release } from "./model.ts";
import { say, type Sayings } from "./text.ts";
import { titleOf, valuesOf, type Lazily } from "./values.ts";

/** A request, and what has become of it. */
export interface Told {
  service: string;
  /** The status it came into, or, where `late`, in which its deadline has passed. */
  status: string;
  late?: boolean;
  /** Which of the status' reminders it is, from 0. */
  reminder?: number;
  /** Null, or one that the channel does not speak: its first. */
  language: string | null;
  answers: Answers;
  /** What officers gave with its moves so far. */
  given: Answers;
  /** Digits, as it was minted. */
  ref: string;
  /** When it was sent, epoch milliseconds. */
  openedAt: number;
  /** The code that was given with the move. */
  reason: string | null;
  /** When it came into the status, also for a reminder, or was late; epoch milliseconds. */
  at: number;
  /** As `deadlineOf` gave it. */
  deadline: number | null;
}

/** Null when the file gives no words for it, or knows no such service or status. */
export function smsOf(release: Release, told: Told): string | null {
  const status = release.services.get(told.service)?.life?.statuses.get(told.status);
  const words = status === undefined ? null : wordsOf(status, told);
  return words === null ? null : saidTo(release, told, words);
}

function wordsOf({ sms, late, reminders }: Status, told: Told): Sayings | null {
  const { answers } = told;
  if (told.reminder !== undefined) return wordsFor(reminders[told.reminder]?.sms ?? null, answers);
  if (told.late !== true) return wordsFor(sms, answers);
  return late === null || "to" in late ? null : wordsFor(late.sms, answers);
}

/** The question of a status, as screens put it; null where it asks none. */
export function questionOf(release: Release, told: Told): string | null {
  const status = release.services.get(told.service)?.life?.statuses.get(told.status);
  return status?.question ? saidTo(release, told, status.question.say) : null;
}

/** What happens next, as whoever opens the request reads it; null where the file has no words. */
export function nextOf(release: Release, told: Told): string | null {
  const status = release.services.get(told.service)?.life?.statuses.get(told.status);
  return status?.next ? saidTo(release, told, status.next) : null;
}

/** Words about a request, filled in. */
export function saidTo(release: Release, told: Told, words: Sayings): string {
  const spoken = release.channel.languages.map(({ is }) => is);
  const language = spoken.find((is) => is === told.language) ?? spoken[0] ?? "en";
  const { service, answers } = told;
  const code = release.channel.codes[0]?.dial ?? "";
  const speaking = { release, language, service, answers, code, at: told.openedAt };
  return plain(say(words, language, valuesOf(speaking, {}, toldValues(release, told))));
}

/** What a text about a request may print beside its answers. */
export function toldValues(release: Release, told: Told): Lazily {
  const { timeZone } = release.channel;
  const life = release.services.get(told.service)?.life;
  const status = life?.statuses.get(told.status);
  const none = () => "";
  return {
    ...givenValues(release, told.service, told.given),
    ref: () => showReference(told.ref),
    service: (language) => titleOf(release, told.service, language),
    status: (language) => (status === undefined ? told.status : say(status.say, language, none)),
    reason: (language) => {
      const reason = life?.reasons.get(told.reason ?? "");
      return reason === undefined ? "" : say(reason, language, none);
    },
    date: (language) => dateText(language, timeZone, told.at),
    deadline: (language) => {
      const { deadline } = told;
      if (deadline === null) return "";
      // Hours end within a day: its date alone would be half of it.
      const time =
        status?.within?.unit === "hours" || status?.until
          ? `${clockText(language, timeZone, deadline)}, `
          : "";
      return time + dateText(language, timeZone, deadline);
    },
  };
}
