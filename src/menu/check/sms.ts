/**
 * Rules about the words of a life that are sent or asked: with every value at its greatest length,
 * in every language, an SMS is one part, and a question fits a screen with its answers.
 *
 * Prints with the very functions that print it for citizens.
 */
import { plain, width } from "../../base/gsm7.ts";
import { showReference } from "../../base/reference.ts";
import { budgetOf, PREFIX_SEPTETS } from "../budget.ts";
import { lineOf } from "../entries.ts";
import type { ServiceFile } from "../format.ts";
import type { Chosen } from "../life.ts";
import type { SmsChoice } from "../life-format.ts";
import type { Text } from "../text-format.ts";
import type { Release } from "../model.ts";
import { nextOf, questionOf, saidTo, type Told } from "../sms.ts";
import { SMS_TEXTS, type SmsText } from "../sms-format.ts";
import { say } from "../text.ts";
import { valuesOf } from "../values.ts";
import { speakingOf } from "../view.ts";
import { greatestAnswers, greatestGiven, greatestInstant, longest } from "./greatest.ts";
import { sceneOf } from "./scene.ts";
import { below, screensOf, type At, type Screen, type World } from "./world.ts";

/** Septets of an SMS alone, and of one sent as two: each then gives seven to what joins them. */
const ONE_PART = 160;
const TWO_PARTS = 306;

export function checkSms(world: World): void {
  const seen = new Set<string>();
  // A text that is the same in every language is told once.
  const once: World = {
    ...world,
    report: (at, rule, ...rest) => {
      const key = [at.file, ...at.path, rule].join(" ");
      if (!seen.has(key)) world.report(at, rule, ...rest);
      seen.add(key);
    },
  };
  for (const service of world.source.services.values()) {
    for (const language of world.languages) checkService(once, service, language);
  }
  for (const language of world.languages) {
    checkAnswers(once, language);
    checkScreens(once, language);
  }
}

/** What the channel answers to an SMS: about the request whose words are the longest. */
function checkAnswers(world: World, language: string): void {
  const { channel, services } = world.release;
  const none = () => "";
  const requests = [...world.source.services.values()].flatMap((service) => {
    const compiled = services.get(service.service);
    return [...(compiled?.life?.statuses.values() ?? [])].map((status) => ({
      service: say(compiled?.title ?? new Map(), language, none),
      status: say(status.say, language, none),
      next: nextOf(world.release, greatest(world.release, service, status.name, language)) ?? "",
    }));
  });
  const common = {
    channel: say(channel.name, language, none),
    code: channel.codes[0]?.dial ?? "",
    ref: showReference("1234567890"),
  };
  for (const key of Object.keys(SMS_TEXTS) as SmsText[]) {
    const text = world.source.channel.sms?.texts[key];
    const sayings = channel.sms?.texts[key];
    if (text === undefined || sayings === undefined) continue;
    const all = (requests.length === 0 ? [{}] : requests).map((request) => {
      const values: Record<string, string> = { ...common, ...request };
      return say(sayings, language, ({ name }) => values[name] ?? "");
    });
    const sms = longest(all, (one) => width(one, "gsm7")) ?? null;
    checkParts(world, text, { file: "channel.yaml", path: ["sms", "texts", key] }, language, sms);
  }
}

function checkService(world: World, service: ServiceFile, language: string): void {
  const answers = greatestAnswers(world.release, service.service, language);
  for (const [name, { sms, late, remind, question }] of Object.entries(service.life ?? {})) {
    const told = { ...greatest(world.release, service, name, language), answers };
    const at = (...path: (string | number)[]): At => ({
      file: `${service.service}.yaml`,
      path: ["life", name, ...path],
    });
    const compiled = world.release.services.get(service.service)?.life?.statuses.get(name);
    const lateSms = compiled?.late == null || "to" in compiled.late ? null : compiled.late.sms;
    const sent: [SmsChoice | undefined, Chosen | null | undefined, At][] = [
      [sms, compiled?.sms, at("sms")],
      [late?.sms, lateSms, at("late", "sms")],
      ...(remind ?? []).map((one, index): [SmsChoice, Chosen | undefined, At] => [
        one.sms,
        compiled?.reminders[index]?.sms,
        at("remind", index, "sms"),
      ]),
    ];
    for (const [written, chosen, place] of sent) {
      for (const [index, { say: words }] of (chosen ?? []).entries()) {
        const one = Array.isArray(written) ? written[index]?.say : written;
        const under = Array.isArray(written) ? below(place, index, "say") : place;
        const text = words === null ? null : saidTo(world.release, told, words);
        checkParts(world, one, under, language, text);
      }
    }
    const asked = questionOf(world.release, told);
    if (question !== undefined && asked !== null) {
      checkQuestion(world, placeOf(question.say, at("question", "say"), language), language, asked);
    }
    checkOptions(world, service, name, language);
  }
}

/** What a screen sends to whoever comes to it, or waits for what it looks up. */
function checkScreens(world: World, language: string): void {
  const { release } = world;
  for (const screen of screensOf(world)) {
    const sent = sentBy(release, screen);
    if (sent.length === 0) continue;
    const service = screen.service?.service ?? null;
    const answers = service === null ? {} : greatestAnswers(release, service, language);
    const { facts, snapshot } = sceneOf(world, service, language);
    const speaking = speakingOf(release, { ...snapshot, answers }, facts, undefined);
    for (const { text, sayings, at } of sent) {
      const sms = plain(say(sayings ?? new Map(), language, valuesOf(speaking)));
      checkParts(world, text, at, language, sms);
    }
  }
}

function sentBy({ screens }: Release, { source, id, at }: Screen) {
  const compiled = screens.get(id);
  if ("look_up" in source) {
    return (["sms", "failed"] as const).map((key) => {
      return {
        text: source.late[key],
        sayings: compiled?.lookUp?.[key],
        at: below(at, "late", key),
      };
    });
  }
  return "sms" in source
    ? [{ text: source.sms, sayings: compiled?.sms, at: below(at, "sms") }]
    : [];
}

/** A request of which all that an SMS prints is as long as it can be. */
export function greatest(
  release: Release,
  service: ServiceFile,
  status: string,
  language: string,
): Told {
  const given = Object.values(service.life ?? {}).flatMap(({ may_become }) =>
    (may_become ?? []).flatMap(({ to, reasons }) => (to === status ? (reasons ?? []) : [])),
  );
  const texts = release.services.get(service.service)?.life?.reasons;
  const reason = longest(given, (code) => {
    const text = texts?.get(code);
    return text === undefined
      ? 0
      : width(
          say(text, language, () => ""),
          "gsm7",
        );
  });
  const at = greatestInstant(language, release.channel.timeZone);
  return {
    service: service.service,
    status,
    language,
    answers: {},
    openedAt: at,
    given: greatestGiven(release, service.service),
    ref: "1234567890",
    reason: reason ?? null,
    at,
    deadline: at,
  };
}

/** Where a text stands in a language. */
export function placeOf(text: Text, at: At, language: string): At {
  return typeof text === "object" && !("word" in text) ? below(at, language) : at;
}

export function checkParts(
  { report }: World,
  text: Text | undefined,
  at: At,
  language: string,
  sms: string | null,
): void {
  if (text === undefined || sms === null) return;
  const size = width(sms, "gsm7");
  if (size <= ONE_PART) return;
  const place = placeOf(text, at, language);
  const message = `in \`${language}\` this SMS has ${size} letters at its most`;
  if (size > TWO_PARTS) {
    const mend = `Shorten it by ${size - ONE_PART}: over ${TWO_PARTS} it is three.`;
    return report(place, "sms-too-long", message, mend);
  }
  const mend = `Shorten it by ${size - ONE_PART}: as it is, each is paid for twice.`;
  report(place, "sms-too-long", message, mend, "warning");
}

/** It cannot be cut: a yes must be to all of it. */
function checkQuestion({ release, report }: World, at: At, language: string, asked: string): void {
  const { keys, texts } = release.channel;
  const text = (key: "yes" | "no" | "back") => say(texts[key], language, () => "");
  const lines = [
    lineOf("1", text("yes")),
    lineOf("2", text("no")),
    lineOf(keys.back, text("back")),
  ];
  const size = width([asked, ...lines].join("\n"), "gsm7");
  const budget = budgetOf(release.channel, null, PREFIX_SEPTETS).gsm7;
  if (size <= budget) return;
  const message = `in \`${language}\` this question takes two screens`;
  report(at, "question-pages", message, `Shorten it by ${size - budget}.`, "warning");
}

/** Letters of a citizen's option: with the request above it, it still fits a screen. */
export const OPTION_MAX = 40;

function checkOptions(
  { release, report }: World,
  service: ServiceFile,
  name: string,
  language: string,
): void {
  const moves = service.life?.[name]?.may_become ?? [];
  const compiled = release.services.get(service.service)?.life?.statuses.get(name)?.moves ?? [];
  for (const [index, { to, by, say: text }] of moves.entries()) {
    const option = compiled.find((move) => move.to === to && move.by === by)?.say;
    if (by !== "citizen" || text === undefined || !option) continue;
    const size = width(
      say(option, language, () => ""),
      "gsm7",
    );
    if (size <= OPTION_MAX) continue;
    const path = ["life", name, "may_become", index, "say"];
    const at = placeOf(text, { file: `${service.service}.yaml`, path }, language);
    const message = `this option has ${size} letters`;
    report(
      at,
      "option-too-long",
      message,
      `Use at most ${OPTION_MAX}: it stands below the request.`,
    );
  }
}
