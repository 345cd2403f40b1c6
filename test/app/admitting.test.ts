/** Admission by itself, on a clock that the test moves. */
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ACTIVE_MAX,
  FEW,
  openAdmission,
  PLACES,
  UNDER_WAY_MAX,
  type Place,
} from "../../src/admission.ts";
import type { Standing } from "../../src/session/contract.ts";
import { SPAN_MS } from "../../src/throughput.ts";

/** Has not waited, on a clock that stands at 0. */
const NOW = { since: 0, likely: 0, among: 0 };
const ALL: readonly Standing[] = ["dial", "running", "near"];

/** A place, or a test that is over. */
function enter(admission: ReturnType<typeof openAdmission>): Place {
  const place = admission.enter();
  if (place === null) throw new Error("there is no place");
  return place;
}

function openTimed() {
  const time = { now: 0 };
  const admission = openAdmission(() => time.now);
  const inside: Place[] = [];
  return {
    time,
    admission,
    inside,
    /** True when it was taken; it stays until it is told to leave. */
    come(standing: Standing, waited = 0, among = 0): boolean {
      const place = enter(admission);
      const likely = time.now - waited;
      const taken = place.begin({ since: likely, likely, among }, () => standing);
      if (taken) inside.push(place);
      else place.leave();
      return taken;
    },
    /** The oldest goes. */
    go: () => inside.shift()?.leave(),
  };
}

type Timed = ReturnType<typeof openTimed>;

/** Anything that can happen: time passes, many come, many go. */
const happening = fc.oneof(
  fc.record({ ms: fc.integer({ min: 0, max: 2 * SPAN_MS }) }),
  fc.record({
    come: fc.constantFrom(...ALL),
    times: fc.integer({ min: 1, max: 400 }),
    waited: fc.nat(1_000),
  }),
  fc.record({ go: fc.integer({ min: 1, max: 400 }) }),
);
type Happening = typeof happening extends fc.Arbitrary<infer Each> ? Each : never;

function after(history: readonly Happening[]): Timed {
  const timed = openTimed();
  for (const each of history) {
    if ("ms" in each) timed.time.now += each.ms;
    else if ("go" in each) for (let n = 0; n < each.go; n++) timed.go();
    else for (let n = 0; n < each.times; n++) timed.come(each.come, each.waited);
  }
  return timed;
}

const histories = fc.array(happening, { maxLength: 30 });

test("whatever was before, nobody is sent away while a few are under way", () => {
  fc.assert(
    fc.property(histories, fc.constantFrom(...ALL), fc.nat(10_000), (history, standing, waited) => {
      const timed = after(history);
      while (timed.inside.length >= FEW) timed.go();
      // However long it has waited.
      expect(timed.come(standing, waited)).toBe(true);
    }),
  );
});

test("while the process is behind, new calls are sent away first, and not when it is no more", () => {
  const timed = openTimed();
  const taken = (standing: Standing, waited: number) => {
    const came = timed.come(standing, waited);
    if (came) timed.go();
    return came;
  };
  // In each turn of 40 ms 160 come at once, and all are done before the next: there is never a crowd for long.
  const turnOf = (waited: number) => {
    for (let n = 0; n < FEW; n++) timed.come("near", waited);
    const dial = taken("dial", waited);
    const near = taken("near", waited);
    while (timed.inside.length > 0) timed.go();
    timed.time.now += 40;
    return { dial, near };
  };
  for (let at = 0; at < 400; at += 40) expect(turnOf(150)).toEqual({ dial: true, near: true });
  // Of 0.25 s, 0.15 are over; what is done in the 0.1 is 380.
  for (let at = 0; at < 400; at += 40) expect(turnOf(150)).toEqual({ dial: true, near: true });
  expect(turnOf(225)).toEqual({ dial: false, near: true });
  expect(turnOf(800)).toEqual({ dial: false, near: false });
  // Who has hardly waited says that it is over, and it counts anew.
  expect(turnOf(100)).toEqual({ dial: true, near: true });
  expect(turnOf(800)).toEqual({ dial: true, near: true });
  timed.time.now += 400;
  expect(turnOf(800)).toEqual({ dial: true, near: true });
});

test("whoever is nearer to the end is taken wherever one is who is not", () => {
  const taken = (history: readonly Happening[], standing: Standing, waited: number) =>
    after(history).come(standing, waited);
  let both = 0;
  fc.assert(
    fc.property(histories, fc.nat(1_000), (history, waited) => {
      const [dial, running, near] = ALL.map((each) => taken(history, each, waited));
      if (dial === true) expect(running).toBe(true);
      if (running === true) expect(near).toBe(true);
      if (dial !== near) both++;
    }),
    { numRuns: 300 },
  );
  // Not because it makes no difference.
  expect(both).toBeGreaterThan(0);
});

test("there are never more under way than there may be", () => {
  fc.assert(
    fc.property(histories, (history) => {
      const { admission, inside } = after(history);
      expect(admission.underWay()).toBe(inside.length);
      expect(inside.length).toBeLessThanOrEqual(UNDER_WAY_MAX.near);
    }),
  );
});

/**
 * A server that does `capacity` a second in the order in which they come, for so many milliseconds;
 * `offered` in a second come.
 */
function run(timed: Timed, capacity: number, offered: number, ms: number, of: () => Standing) {
  const came: number[] = [];
  const waits: number[] = [];
  const away = { dial: 0, running: 0, near: 0 };
  const come = { dial: 0, running: 0, near: 0 };
  const most = Math.max(1, capacity / 1000);
  let [due, free] = [0, 0];
  for (let at = 0; at < ms; at++, timed.time.now++) {
    for (due += offered / 1000; due >= 1; due--) {
      const standing = of();
      come[standing]++;
      if (timed.come(standing)) came.push(timed.time.now);
      else away[standing]++;
    }
    for (free = Math.min(free + capacity / 1000, most); free >= 1 && came.length > 0; free--) {
      waits.push(timed.time.now - (came.shift() ?? 0));
      timed.go();
    }
  }
  while (timed.inside.length > 0) timed.go();
  return { longest: Math.max(...waits), done: waits.length, away, come };
}

test.each([
  [500, 2],
  [1_000, 2],
  [1_000, 10],
  [8_000, 2],
])(
  "at %i a second and %i times as many, who is taken waits a second at most",
  (capacity, times) => {
    const timed = openTimed();
    const { longest, done, away } = run(timed, capacity, capacity * times, 10_000, () => "dial");
    expect(longest).toBeLessThanOrEqual(1_000);
    // Nobody is sent away for nothing.
    expect(done).toBeGreaterThan(capacity * 9.9);
    expect(away.dial).toBeGreaterThan(0);
    // And it is over when it is over.
    const later = run(timed, capacity, capacity / 3, 2_000, () => "dial");
    expect(later.away.dial).toBe(0);
    expect(later.longest).toBeLessThan(10);
  },
);

test("of three kinds that come alike, those nearest to the end are taken first", () => {
  let next = 0;
  const inTurns = () => ALL[next++ % 3] ?? "dial";
  const { away, come, longest } = run(openTimed(), 1_000, 2_000, 20_000, inTurns);
  expect(away.near).toBe(0);
  expect(away.running).toBeLessThan(come.running * 0.6);
  expect(away.dial).toBeGreaterThan(come.dial * 0.9);
  expect(longest).toBeLessThanOrEqual(1_000);
});

test("a disk that stands still for half a second sends nobody away", () => {
  const timed = openTimed();
  run(timed, 8_000, 1_000, SPAN_MS, () => "dial");
  for (let at = 0; at < 500; at++, timed.time.now++) {
    expect(timed.come("dial")).toBe(true);
  }
});

test("a crowd that has gone home says nothing of the next one", () => {
  const timed = openTimed();
  run(timed, 500, 1_000, 5_000, () => "dial");
  timed.time.now += 10_000;
  for (let n = 0; n < UNDER_WAY_MAX.dial; n++) expect(timed.come("dial")).toBe(true);
});

test("while nothing is done at all, all but a few are sent away", () => {
  const timed = openTimed();
  for (let n = 0; n < 500; n++) timed.come("dial");
  timed.time.now += SPAN_MS;
  for (const standing of ALL) expect(timed.come(standing)).toBe(false);
  // It goes on.
  for (let n = 0; n < 400; n++) timed.go();
  for (const standing of ALL) expect(timed.come(standing)).toBe(true);
});

test("what the process was busy with counts as waiting", () => {
  const timed = openTimed();
  const busy = () => {
    for (let at = 0; at < 2 * SPAN_MS; at++, timed.time.now++) {
      timed.come("near");
      if (timed.inside.length > 160) timed.go();
    }
  };
  busy();
  // In 0.25 s 250 are done, and 160 are there.
  expect(timed.come("dial", 0)).toBe(true);
  expect(timed.come("dial", 100)).toBe(false);
  expect(timed.come("near", 100)).toBe(true);
});

test("whoever has waited for too long is sent away though few are under way, where many wait with them", () => {
  for (const among of [0, FEW - 1, FEW, 1_000]) {
    const timed = openTimed();
    const turnOf = (standing: Standing, waited: number) => {
      timed.time.now += 50;
      const taken = timed.come(standing, waited, among);
      if (taken) timed.go();
      return taken;
    };
    // In the first 0.4 s that may be a pause of the disk.
    for (let at = 0; at < 400; at += 50) expect(turnOf("dial", 500)).toBe(true);
    const crowd = among >= FEW;
    expect(turnOf("dial", 500)).toBe(!crowd);
    expect(turnOf("running", 500)).toBe(!crowd);
    expect(turnOf("near", 500)).toBe(true);
    // A burst that is looked at soon is none of it.
    expect(turnOf("dial", 100)).toBe(true);
  }
});

test("who waits for an agency is in nobody's way", async () => {
  const timed = openTimed();
  for (let n = 0; n < UNDER_WAY_MAX.dial; n++) timed.come("dial");
  expect(timed.come("dial")).toBe(false);
  const { promise, resolve } = Promise.withResolvers<string>();
  const waiting = timed.inside[0]?.aside(() => promise);
  expect(timed.admission.underWay()).toBe(UNDER_WAY_MAX.dial - 1);
  expect(timed.come("dial")).toBe(true);
  resolve("came");
  expect(await waiting).toBe("came");
  expect(timed.admission.underWay()).toBe(UNDER_WAY_MAX.dial + 1);
  const lost = timed.inside[1]?.aside(() => Promise.reject(new Error("x")));
  await expect(lost).rejects.toThrow("x");
  expect(timed.admission.underWay()).toBe(UNDER_WAY_MAX.dial + 1);
});

test("a body that still comes takes a place, and nobody's turn", () => {
  const { admission } = openTimed();
  const places = Array.from({ length: PLACES }, () => enter(admission));
  expect(admission.enter()).toBeNull();
  expect(admission.underWay()).toBe(0);
  places[0]?.leave();
  expect(enter(admission).begin(NOW, () => "dial")).toBe(true);
});

/** One that is taken and would be worked on. */
function working(timed: Timed): { place: Place; its: Promise<void> | null } {
  const place = enter(timed.admission);
  expect(place.begin(NOW, () => "near")).toBe(true);
  return { place, its: place.turn() };
}

test("so many are worked on at once, and the others one after the other as they came", async () => {
  const timed = openTimed();
  const first = Array.from({ length: ACTIVE_MAX }, () => working(timed));
  expect(first.every(({ its }) => its === null)).toBe(true);
  const began: number[] = [];
  const line = [0, 1, 2].map((at) => {
    const each = working(timed);
    void each.its?.then(() => began.push(at));
    return each;
  });
  await turn();
  expect(began).toEqual([]);
  first[7]?.place.leave();
  first[3]?.place.leave();
  await turn();
  expect(began).toEqual([0, 1]);
  line[0]?.place.leave();
  await turn();
  expect(began).toEqual([0, 1, 2]);
  for (const { place } of [...first.filter((_, at) => at !== 3 && at !== 7), ...line.slice(1)]) {
    place.leave();
  }
  expect(timed.admission.underWay()).toBe(0);
  expect(working(timed).its).toBeNull();
});

test("who waits for an agency lets the next one go on, and is not put behind the others again", async () => {
  const timed = openTimed();
  const [one, ...others] = Array.from({ length: ACTIVE_MAX }, () => working(timed));
  const next = working(timed);
  let going = false;
  void next.its?.then(() => (going = true));
  const { promise: answered, resolve: answer } = Promise.withResolvers<string>();
  const aside = one?.place.aside(() => answered);
  await turn();
  expect(going).toBe(true);
  answer("found");
  expect(await aside).toBe("found");
  // One more than are worked on at once: two must be done before anybody else goes on.
  const last = working(timed);
  let lastGoes = false;
  void last.its?.then(() => (lastGoes = true));
  others[0]?.place.leave();
  await turn();
  expect(lastGoes).toBe(false);
  others[1]?.place.leave();
  await turn();
  expect(lastGoes).toBe(true);
  for (const each of [one, next, last, ...others.slice(2)]) each?.place.leave();
  expect(timed.admission.underWay()).toBe(0);
});
