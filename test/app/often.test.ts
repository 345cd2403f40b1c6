/** What one phone may do in a minute. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { seededRandom } from "../../src/base/ids.ts";
import { openOften, type OftenLimits } from "../../src/often.ts";
import { EVENTS, CODE, openEdge } from "./edge.ts";
import { endBody } from "../gateway/africastalking.bodies.ts";
import { openTestStore } from "../store/open.ts";

const MINUTE = 60_000;
const PHONE = "+254711000111";

function openTimed(limits: OftenLimits, seed = 1) {
  const time = { now: 1_000 };
  return { time, often: openOften(limits, seededRandom(seed), () => time.now) };
}

test("whoever calls like a person is never told to wait", () => {
  // In a minute at most so many, at whatever instants, for half an hour.
  const minute = fc.array(fc.integer({ min: 0, max: MINUTE - 1 }), { maxLength: 10 });
  fc.assert(
    fc.property(fc.array(minute, { maxLength: 30 }), fc.nat(), (minutes, seed) => {
      const { time, often } = openTimed({ dials: 20, hops: 120 }, seed);
      for (const [at, instants] of minutes.entries()) {
        for (const instant of instants.toSorted((a, b) => a - b)) {
          time.now = 1_000 + at * MINUTE + instant;
          expect(often.is(PHONE, "dial")).toBe(false);
          for (let hop = 0; hop < 5; hop++) expect(often.is(PHONE, "later")).toBe(false);
        }
      }
    }),
  );
});

test("so many at once, and then as many as a minute has room for", () => {
  const limits = fc.integer({ min: 1, max: 500 });
  fc.assert(
    fc.property(limits, fc.constantFrom("dial" as const, "later" as const), (perMinute, kind) => {
      const { time, often } = openTimed({ dials: perMinute, hops: perMinute });
      for (let n = 0; n < perMinute; n++) expect(often.is(PHONE, kind)).toBe(false);
      for (let n = 0; n < 3; n++) expect(often.is(PHONE, kind)).toBe(true);
      // Nobody is punished for having gone on.
      time.now += MINUTE / perMinute + 1;
      expect(often.is(PHONE, kind)).toBe(false);
      expect(often.is(PHONE, kind)).toBe(true);
      time.now += MINUTE + 1;
      for (let n = 0; n < perMinute; n++) expect(often.is(PHONE, kind)).toBe(false);
    }),
  );
});

test("new calls and all hops are counted apart; 0 counts nothing", () => {
  const { often } = openTimed({ dials: 2, hops: 0 });
  for (let n = 0; n < 1_000; n++) expect(often.is(PHONE, "later")).toBe(false);
  expect([often.is(PHONE, "dial"), often.is(PHONE, "dial"), often.is(PHONE, "dial")]).toEqual([
    false,
    false,
    true,
  ]);
  expect(often.is(PHONE, "later")).toBe(false);
});

/** Numbers in a row, as a county's are. */
const numbered = (at: number) => `+2547${String(11_000_000 + at)}`;

test("twenty that flood, and a hundred thousand numbers that are made up, hurt nobody else", () => {
  const { often } = openTimed({ dials: 20, hops: 120 });
  for (let flood = 0; flood < 20; flood++) {
    for (let n = 0; n < 500; n++) often.is(numbered(flood), "dial");
    expect(often.is(numbered(flood), "dial")).toBe(true);
  }
  let refused = 0;
  for (let at = 20; at < 100_000; at++) {
    for (let n = 0; n < 3; n++) if (often.is(numbered(at), "dial")) refused++;
  }
  expect(refused).toBe(0);
});

test("which numbers share a place is another matter in each process", () => {
  // So many that flood leave few places; who is unlucky depends on the process.
  const unlucky = (seed: number) => {
    const { often } = openTimed({ dials: 1, hops: 0 }, seed);
    for (let at = 0; at < 20_000; at++) often.is(numbered(at), "dial");
    return Array.from({ length: 2_000 }, (_, at) => often.is(numbered(50_000 + at), "dial"));
  };
  const [one, other] = [unlucky(1), unlucky(2)];
  expect(one).toEqual(unlucky(1));
  expect(one.filter(Boolean).length).toBeGreaterThan(20);
  expect(one.filter(Boolean).length).toBeLessThan(400);
  expect(one).not.toEqual(other);
  const both = one.filter((each, at) => each && other[at] === true).length;
  expect(both).toBeLessThan(one.filter(Boolean).length / 2);
});

test("a phone that calls too often is told to wait, and no other one", async () => {
  const edge = openEdge({ perPhone: { dials: 3, hops: 5 } });
  const dial = (sessionId: string, phoneNumber: string) => edge.hop("", { sessionId, phoneNumber });
  const flood = "+254711000112";
  for (const id of ["a", "b", "c"]) expect(await dial(id, flood)).toMatch(/^CON /);
  expect(await dial("d", flood)).toBe("END often");
  expect(edge.lines.of("hop")).toHaveLength(3);
  expect(edge.away()).toMatchObject([{ outcome: "too_often", why: "often", standing: "dial" }]);
  expect(await edge.hop("3", { sessionId: "a", phoneNumber: flood })).toMatch(/^CON /);
  expect(await edge.hop("3*1", { sessionId: "a", phoneNumber: flood })).toMatch(/^CON /);
  expect(await edge.hop("3*1*1", { sessionId: "a", phoneNumber: flood })).toBe("END often");
  expect(await dial("e", PHONE)).toMatch(/^CON /);
  // Its end is taken: nobody is told anything by it.
  const ended = endBody({ serviceCode: CODE, sessionId: "a", phoneNumber: flood });
  expect((await edge.post(EVENTS, ended)).status).toBe(200);
  expect(edge.lines.of("session_end")).toMatchObject([{ status: "abandoned" }]);
  const metrics = await (await edge.app.request("/metrics")).text();
  expect(metrics).toContain('njia_hops_turned_away_total{why="often",standing="dial"} 1');
  expect(metrics).toContain('njia_hops_turned_away_total{why="often",standing="running"} 1');
  expect(edge.lines.text() + metrics).not.toContain("711000112");
});

test("a star path is a call too, and whatever goes on or comes again is none", async () => {
  const limits = { perPhone: { dials: 2, hops: 0 } };
  const { store, raw } = openTestStore();
  const edge = openEdge({ ...limits, store });
  const star = (sessionId: string, text = "3") => edge.hop(text, { sessionId });
  const [first, second] = [await star("a"), await star("b")];
  expect(first).toMatch(/^CON /);
  expect(await star("c")).toBe("END often");
  expect(await edge.hop("", { sessionId: "d" })).toBe("END often");
  expect(edge.away()).toMatchObject([{ outcome: "too_often", standing: "dial", hops: 2 }]);
  expect(await raw("select id from sessions")).toHaveLength(2);
  // At a process that has none of it at hand, as after a restart.
  const other = openEdge({ ...limits, store, seed: 2 });
  expect(await other.hop("3", { sessionId: "a" })).toBe(first);
  expect(await other.hop("3", { sessionId: "b" })).toBe(second);
  for (const sessionId of ["e", "f"]) {
    expect(await other.hop("3", { sessionId })).toMatch(/^CON /);
  }
  expect(await other.hop("3", { sessionId: "g" })).toBe("END often");
});

test("a star path that has to be decided once more is one call", async () => {
  const { store } = openTestStore();
  const edge = openEdge({ perPhone: { dials: 2, hops: 0 }, store });
  // Of a phone that nobody knows yet: both make its person, and one of them in vain.
  const both = ["a", "b"].map((sessionId) => edge.hop("3", { sessionId }));
  for (const reply of await Promise.all(both)) expect(reply).toMatch(/^CON /);
  expect(await edge.hop("3", { sessionId: "c" })).toBe("END often");
});
