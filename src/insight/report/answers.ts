/**
 * What was answered to anonymous services: how often each answer was given, by service, month and question.
 *
 * Owns what of it is told. A question of which fewer than ten answers came in a month is left out; so is a month
 * that is not over, since of two reports a day apart the later one would tell a single answer. Reads
 * counts only, as there is nothing else. Called by `cli`.
 */
import { and, asc, gte, lte } from "drizzle-orm";
import { statement, type Given } from "../../store/statement.ts";
import type { Reader } from "../../store/store.ts";
import { csvOf } from "./csv.ts";
import type { Format } from "./text.ts";

/** Fewer answers than this may tell whose one of them is. */
export const ANSWERS_MIN = 10;

interface Tally {
  service: string;
  month: string;
  question: string;
  answer: string;
  count: number;
}

/** A question in a month, with all its answers. */
interface Question extends Omit<Tally, "answer" | "count"> {
  total: number;
  answers: { answer: string; count: number }[];
}

export interface AnswersAsked {
  /** Months such as `2026-11`, the last one counted too. */
  from: string;
  to: string;
  /** The month that is not over yet. */
  current: string;
  /** Null = every one. */
  service: string | null;
  /** Titles of the services that are there, in the channel's first language. */
  titles: ReadonlyMap<string, string>;
  timeZone: string;
}

const selectTallies = statement(
  "report.tallies",
  (q, t, given: Given<{ from: string; to: string }>) =>
    q
      .select({
        service: t.tallies.service,
        month: t.tallies.month,
        question: t.tallies.question,
        answer: t.tallies.answer,
        count: t.tallies.count,
      })
      .from(t.tallies)
      .where(and(gte(t.tallies.month, given.from), lte(t.tallies.month, given.to)))
      .orderBy(
        asc(t.tallies.service),
        asc(t.tallies.month),
        asc(t.tallies.question),
        asc(t.tallies.answer),
      ),
);

/** The answers as text. @throws StoreFault */
export async function answersOf(
  store: Pick<Reader, "read">,
  asked: AnswersAsked,
  format: Format,
): Promise<string> {
  const { from, to, current, service } = asked;
  const rows = await store.read(selectTallies, { from, to });
  const known = rows.filter((row) => service === null || row.service === service);
  const told = questionsOf(known).filter(
    ({ month, total }) => month < current && total >= ANSWERS_MIN,
  );
  if (format === "csv") return csvText(told, asked);
  return format === "json" ? jsonText(told, asked) : tableText(told, asked);
}

function questionsOf(rows: readonly Tally[]): Question[] {
  const all = new Map<string, Question>();
  for (const { service, month, question, answer, count } of rows) {
    const key = JSON.stringify([service, month, question]);
    const one = all.get(key) ?? { service, month, question, total: 0, answers: [] };
    one.total += count;
    one.answers.push({ answer, count });
    all.set(key, one);
  }
  return [...all.values()];
}

const shareOf = (count: number, { total }: Question) => Math.floor((count / total) * 1000) / 1000;

const HEADINGS = ["service", "title", "month", "question", "answer", "count", "share"];

function csvText(questions: readonly Question[], { titles }: AnswersAsked): string {
  return csvOf([
    HEADINGS,
    ...questions.flatMap((one) =>
      one.answers.map(({ answer, count }) => [
        one.service,
        titles.get(one.service) ?? one.service,
        one.month,
        one.question,
        answer,
        count,
        shareOf(count, one),
      ]),
    ),
  ]);
}

function jsonText(questions: readonly Question[], asked: AnswersAsked): string {
  const { from, to, timeZone, titles } = asked;
  const document = {
    time_zone: timeZone,
    from,
    to,
    questions: questions.map((one) => ({
      service: one.service,
      title: titles.get(one.service) ?? one.service,
      month: one.month,
      question: one.question,
      total: one.total,
      answers: one.answers.map((each) => ({ ...each, share: shareOf(each.count, one) })),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function tableText(questions: readonly Question[], { from, to, titles }: AnswersAsked): string {
  const answers = questions.flatMap((one) => one.answers.map(({ answer }) => answer.length));
  const width = Math.max(0, ...answers);
  return [
    `Answers counted from ${from} to ${to}`,
    ...questions.flatMap((one) => [
      "",
      `${titles.get(one.service) ?? one.service} (${one.service}), ${one.month}, ${one.question}: ${one.total} answers`,
      ...one.answers.map(({ answer, count }) => {
        const percent = `${Math.floor((count / one.total) * 100)}%`;
        return `  ${answer.padEnd(width)} ${String(count).padStart(7)} ${percent.padStart(4)}`;
      }),
    ]),
    "",
    `Told of a month that is over, and of questions with ${ANSWERS_MIN} answers or more.`,
    "They are answers, not people: who dials twice counts twice.",
    "",
  ].join("\n");
}
