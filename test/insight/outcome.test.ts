import { describe, expect, test } from "vitest";
import { outcomeOf } from "../../src/insight/report/outcome.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { MENUS } from "../world.ts";

const { release } = buildRelease(MENUS);

/** What a history comes to; each step is a mover and a status, or `late`, a day after the last. */
function came(service: string, steps: string, deadline: number | null = null) {
  const statuses = release?.services.get(service)?.life?.statuses;
  if (statuses === undefined) throw new Error(`no life of ${service}`);
  const lines = steps.split(", ").map((step, day) => {
    const [mover = "", to = ""] = step.split(" ");
    const actor = { officer: "staff:1", citizen: "person:1" }[mover] ?? "clock";
    const action = mover === "late" ? "late" : day === 0 ? "submit" : "move";
    return { action, actor, to, at: day };
  });
  return outcomeOf(statuses, lines, { deadline, at: 100 });
}

const sent = "citizen received";

describe("a report of the example menus", () => {
  test.each([
    [sent, "open", null],
    [`${sent}, officer assigned`, "open", null],
    [`${sent}, officer assigned, officer resolved`, "resolved", 2],
    [`${sent}, officer assigned, officer resolved, clock closed`, "resolved", 2],
    [`${sent}, officer assigned, officer resolved, citizen closed`, "resolved", 2],
    [`${sent}, officer assigned, officer resolved, citizen reopened`, "open", null],
    [`${sent}, officer out_of_scope`, "refused", null],
    [`${sent}, officer duplicate`, "closed", null],
    [`${sent}, citizen cancelled`, "withdrawn", null],
    [`${sent}, officer gone_from_the_file`, "open", null],
  ])("%s: %s", (steps, standing, resolvedAt) => {
    expect(came("report", steps)).toMatchObject({ standing, resolvedAt });
  });

  test("counts the last time it was resolved, and that it was disputed", () => {
    const again = "officer resolved, citizen reopened, officer in_progress, officer resolved";
    expect(came("report", `${sent}, ${again}, citizen closed`)).toEqual({
      standing: "resolved",
      resolvedAt: 4,
      overdue: false,
      reopened: true,
    });
  });
});

describe("a bursary of the example menus", () => {
  const awarded = `${sent}, officer vetting, officer committee, officer awarded`;
  const refused = `${sent}, officer vetting, officer not_awarded`;
  test.each([
    // The file says which status is the one; the end that follows is only a drawer.
    [awarded, "open", null],
    [`${awarded}, officer paid`, "resolved", 4],
    [`${awarded}, officer paid, clock closed`, "resolved", 4],
    [`${awarded}, officer paid, officer closed`, "resolved", 4],
    [refused, "refused", null],
    [`${refused}, clock closed`, "refused", null],
    [`${refused}, citizen review`, "open", null],
    [`${refused}, citizen review, officer awarded, officer paid`, "resolved", 5],
    [`${sent}, officer docs_due, clock expired`, "closed", null],
    [`${sent}, citizen cancelled`, "withdrawn", null],
  ])("%s: %s", (steps, standing, resolvedAt) => {
    expect(came("bursary", steps)).toMatchObject({ standing, resolvedAt, reopened: false });
  });
});

test("a lesson is passed when it is sent", () => {
  expect(came("lessons", "citizen passed")).toMatchObject({ standing: "resolved", resolvedAt: 0 });
});

describe("late is what passed a deadline while it was open", () => {
  test.each([
    [`${sent}, late received`, true],
    [`${sent}, late received, officer assigned, officer resolved`, true],
    [`${sent}, officer docs_due, clock expired`, true],
    // The citizen's silence, and time for an appeal, are nobody's delay.
    [`${sent}, officer paid, clock closed`, false],
    [`${sent}, officer not_awarded, clock closed`, false],
    [sent, false],
  ])("%s: %s", (steps, overdue) => {
    expect(came("bursary", steps).overdue).toBe(overdue);
  });

  test.each([
    [sent, 99, true],
    [sent, 100, false],
    [sent, 101, false],
    [`${sent}, officer paid`, 99, false],
  ])("%s, due at %i of 100: %s", (steps, deadline, overdue) => {
    expect(came("bursary", steps, deadline).overdue).toBe(overdue);
  });
});

describe("what a file says counts before what is taken for granted:", () => {
  const plain = { question: null, refusal: false, resolved: null, end: false };
  const question = { say: new Map(), yes: "end", no: "open" };
  const line = (action: string, actor: string, to: string, at: number) => ({
    action,
    actor,
    to,
    at,
  });
  const after = (actor: string, status: object) =>
    outcomeOf(
      new Map([
        ["first", plain],
        ["second", { ...plain, ...status }],
      ]),
      [line("submit", "person:1", "first", 0), line("move", actor, "second", 1)],
      { deadline: null, at: 2 },
    ).standing;

  test.each([
    ["a question", "staff:1", { question }, "resolved"],
    ["a question about something else", "staff:1", { question, resolved: false }, "open"],
    ["a citizen's end that is one", "person:1", { end: true, resolved: true }, "resolved"],
    ["the clock's end that is one", "clock", { end: true, resolved: true }, "resolved"],
    ["the clock's end", "clock", { end: true }, "closed"],
    ["an officer's end", "staff:1", { end: true }, "resolved"],
    ["an officer's end that is none", "staff:1", { end: true, resolved: false }, "closed"],
    ["a citizen's end that is none", "person:1", { end: true, resolved: false }, "withdrawn"],
    ["a refusal", "staff:1", { end: true, refusal: true }, "refused"],
  ])("%s", (_what, actor, status, standing) => {
    expect(after(actor, status)).toBe(standing);
  });

  test("an end that is none undoes what was resolved; one status alone is what was sent", () => {
    const statuses = new Map([
      ["first", { ...plain, end: true }],
      ["done", { ...plain, question }],
      ["void", { ...plain, end: true, resolved: false }],
      ["given", { ...plain, end: true, resolved: true }],
    ]);
    const standing = (...to: string[]) =>
      outcomeOf(
        statuses,
        to.map((each, at) => line(at === 0 ? "submit" : "move", "staff:1", each, at)),
        { deadline: null, at: 9 },
      ).standing;
    expect(standing("first")).toBe("open");
    expect(standing("given")).toBe("resolved");
    expect(standing("first", "done", "void")).toBe("closed");
  });
});
