import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { moveOf, type Mover } from "../../src/menu/life.ts";
import type { CompiledService } from "../../src/menu/model.ts";
import { REPORT, releaseOf } from "./fixture.ts";

/** Every kind of move; `refused` is entered in each way that the law forbids, too. */
export const LIFE = `life:
  received:
    say: received
    within: 1 working day
    late: { then: escalate, sms: "{ref} is late" }
    may_become:
      - { to: assigned, by: officer }
      - { to: refused, by: officer, reasons: [private, county] }
      - { to: cancelled, by: citizen, say: Cancel it }
  assigned:
    say: assigned
    within: 3 days
    may_become: [{ to: resolved, by: officer }, { to: refused, by: citizen, say: Refuse }]
  resolved:
    say: fixed
    within: 12 hours
    late: { then: closed }
    question: { say: "Is {ref} fixed?", yes: closed, no: reopened }
  reopened:
    say: opened again
    priority: true
    within: 2 hours
    late: { then: refused }
    may_become: [{ to: resolved, by: officer }, { to: refused, by: officer }]
  refused: { say: refused, refusal: true, sms: "{ref}: {reason}" }
  cancelled: { say: cancelled }
  closed: { say: closed }
reasons:
  private: { en: private land, sw: ardhi ya mtu }
  county: not the county's
`;

function serviceOf(life: string): CompiledService {
  const service = releaseOf([REPORT.replace(/life:[^]*$/, life)]).services.get("report");
  if (service === undefined) throw new Error("no service");
  return service;
}

const service = serviceOf(LIFE);
const statuses = service.life?.statuses ?? new Map();

function moved(from: string, to: string, by: Mover, reason: string | null = null): string {
  const made = moveOf(service, { from, to, by, reason });
  return "refused" in made ? made.refused : `is ${made.status.name}`;
}

describe("a life cycle", () => {
  test("begins with the first status and ends where nothing leads on", () => {
    expect(service.life?.first).toBe("received");
    const ends = [...statuses.values()].filter(({ end }) => end).map(({ name }) => name);
    expect(ends).toEqual(["refused", "cancelled", "closed"]);
  });

  test("escalates where a deadline has no `late`", () => {
    expect(statuses.get("assigned")?.late).toEqual({ escalate: true, sms: null });
    expect(statuses.get("resolved")?.late).toEqual({ to: "closed" });
    expect(statuses.get("closed")?.late).toBeNull();
    expect(statuses.get("resolved")?.within).toEqual({ amount: 12, unit: "hours" });
  });

  test("knows who may make which move", () => {
    expect(moved("received", "assigned", "officer")).toBe("is assigned");
    expect(moved("received", "assigned", "citizen")).toBe("not_yours");
    expect(moved("received", "assigned", "clock")).toBe("not_yours");
    expect(moved("received", "cancelled", "citizen")).toBe("is cancelled");
    expect(moved("received", "closed", "officer")).toBe("not_allowed");
    expect(moved("received", "received", "officer")).toBe("not_allowed");
    expect(moved("closed", "received", "officer")).toBe("not_allowed");
    expect(moved("gone", "received", "officer")).toBe("unknown_status");
    expect(moved("received", "gone", "officer")).toBe("unknown_status");
  });

  test("moves by the clock and by the answers to the question", () => {
    expect(moved("resolved", "closed", "clock")).toBe("is closed");
    expect(moved("resolved", "closed", "citizen")).toBe("is closed");
    expect(moved("resolved", "reopened", "citizen")).toBe("is reopened");
    expect(moved("resolved", "reopened", "clock")).toBe("not_yours");
    expect(moved("resolved", "closed", "officer")).toBe("not_yours");
    expect(statuses.get("reopened")?.priority).toBe(true);
  });

  test("asks for a reason where the file does, and takes no other", () => {
    expect(moved("received", "refused", "officer")).toBe("reason_missing");
    expect(moved("received", "refused", "officer", "")).toBe("reason_missing");
    expect(moved("received", "refused", "officer", "weather")).toBe("reason_unknown");
    expect(moved("received", "refused", "officer", "county")).toBe("is refused");
    expect(moved("received", "assigned", "officer", "county")).toBe("reason_unknown");
  });

  test("is never refused by a clock, by a citizen or without a reason, whatever a file says", () => {
    expect(moved("reopened", "refused", "clock")).toBe("not_allowed");
    expect(moved("reopened", "refused", "officer")).toBe("not_allowed");
    expect(moved("assigned", "refused", "citizen")).toBe("not_allowed");
    expect(statuses.get("reopened")?.late).toEqual({ escalate: true, sms: null });
  });

  test("of which nothing is said has no moves", () => {
    expect(serviceOf("").life).toBeNull();
    expect(serviceOf("life: {}").life).toBeNull();
    const none = { from: "received", to: "received", by: "officer", reason: null } as const;
    expect(moveOf(serviceOf(""), none)).toEqual({ refused: "unknown_status" });
  });

  test("with ways to nowhere compiles to what is left of it", () => {
    const odd = serviceOf(`life:
  a:
    say: a
    within: 1 day
    late: { then: nowhere }
    question: { say: Yes?, yes: a, no: nowhere }
    may_become: [{ to: a, by: officer }, { to: nowhere, by: officer }]
`);
    expect(odd.life?.statuses.get("a")).toMatchObject({ end: true, moves: [], question: null });
  });
});

const known = fc.constantFrom<string>(...statuses.keys());
const odd = fc.oneof(
  fc.constantFrom("toString", "__proto__", "constructor", "*", "", "to:"),
  fc.string({ unit: "grapheme", maxLength: 20 }),
);
const name = fc.oneof({ weight: 9, arbitrary: known }, { weight: 1, arbitrary: odd });

test("any move of anybody is made or refused with a code, as the moves of the file say", () => {
  const outcomes = new Set<string>();
  const by = fc.constantFrom<Mover>("officer", "citizen", "clock");
  const reason = fc.option(fc.oneof(fc.constantFrom("private", "county", ""), fc.string()));
  fc.assert(
    fc.property(fc.record({ from: name, to: name, by, reason }), (move) => {
      const made = moveOf(service, move);
      const written = (statuses.get(move.from)?.moves ?? []).some(
        (way: { to: string; by: Mover; reasons: readonly string[] }) =>
          way.to === move.to &&
          way.by === move.by &&
          (way.reasons.length === 0 ? !move.reason : way.reasons.includes(move.reason ?? "")),
      );
      expect("status" in made).toBe(written);
      if ("status" in made) expect(made.status.name).toBe(move.to);
      outcomes.add("refused" in made ? made.refused : "moved");
    }),
    { numRuns: 3_000 },
  );
  expect([...outcomes].sort()).toEqual(
    [
      "moved",
      "not_allowed",
      "not_yours",
      "reason_missing",
      "reason_unknown",
      "unknown_status",
    ].sort(),
  );
});
