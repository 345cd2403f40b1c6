/** What is told of answers that were only counted, and what is not. */
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { countAnswers } from "../../src/actions/count-answers.ts";
import { runReport, type ReportOptions } from "../../src/cli/report.ts";
import { testWorld } from "../session/call.ts";
import type { World } from "../world.ts";
import { nairobi } from "./office-year.ts";

async function answered(world: World, local: string, times: number, served: string) {
  const at = nairobi(local);
  const counted = { service: "feedback", at, timeZone: "Africa/Nairobi", keepMs: 1e12 };
  for (let time = 0; time < times; time++) {
    await world.store().commit(countAnswers({ ...counted, answers: { served, skipped: null } }));
  }
}

function report(world: World, options: Partial<ReportOptions> = {}): Promise<string> {
  const warn = (line: string): void => {
    throw new Error(line);
  };
  return runReport(
    { format: "table", answers: true, from: "2026-08", to: "2026-11", ...options },
    { place: world.place, warn, clock: () => world.time.now },
  );
}

test("ten answers of a month that is over are told; nine, and those of this month, are not", async () => {
  const world = await testWorld({ start: nairobi("2026-11-23 09:00") });
  await answered(world, "2026-08-31 23:59", 9, "good");
  await answered(world, "2026-09-01 00:01", 5, "good");
  await answered(world, "2026-09-15 12:00", 5, "bad");
  await answered(world, "2026-10-15 12:00", 9, "bad");
  await answered(world, "2026-10-15 12:00", 3, "good");
  await answered(world, "2026-11-15 12:00", 30, "good");
  expect(await report(world)).toBe(`Answers counted from 2026-08 to 2026-11

Maoni (feedback), 2026-09, served: 10 answers
  bad        5  50%
  good       5  50%

Maoni (feedback), 2026-10, served: 12 answers
  bad        9  75%
  good       3  25%

Told of a month that is over, and of questions with 10 answers or more.
They are answers, not people: who dials twice counts twice.
`);
  const csv = await report(world, { format: "csv", from: "2026-10" });
  expect(parse(csv, { bom: true, columns: true })).toEqual([
    {
      service: "feedback",
      title: "Maoni",
      month: "2026-10",
      question: "served",
      answer: "bad",
      count: "9",
      share: "0.75",
    },
    {
      service: "feedback",
      title: "Maoni",
      month: "2026-10",
      question: "served",
      answer: "good",
      count: "3",
      share: "0.25",
    },
  ]);
  const json = await report(world, { format: "json", service: "feedback" });
  expect(JSON.parse(json)).toMatchObject({ questions: [{ total: 10 }, { total: 12 }] });
  await expect(report(world, { service: "report" })).rejects.toThrow("known: feedback");
});
