import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { callTimes } from "../../src/menu/check/call-time.ts";
import { heaviest, partsOf } from "../../src/menu/check/heaviest.ts";
import { censusOf, releaseOf } from "./fixture.ts";

/** Ways from a lower number to a higher one: no circles. */
const graphs = fc.integer({ min: 1, max: 7 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    ways: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 20 }),
    weights: fc.array(fc.nat(9), { minLength: size, maxLength: size }),
  }),
);

/** Every way from a node, one after the other. */
function byTrying(
  next: (id: string) => string[],
  weigh: (id: string) => number,
  id: string,
): number {
  return weigh(id) + Math.max(0, ...next(id).map((to) => byTrying(next, weigh, to)));
}

describe("the heaviest way", () => {
  test("without circles is that found by trying every way", () => {
    fc.assert(
      fc.property(graphs, ({ ways, weights }) => {
        const next = (id: string) =>
          ways.flatMap(([from, to]) => (`${from}` === id && from < to ? [`${to}`] : []));
        const weigh = (id: string) => weights[Number(id)] ?? 0;
        const way = heaviest(partsOf(["0"], next), ["0"], weigh);
        expect(way?.weight).toBe(byTrying(next, weigh, "0"));
        expect(way?.nodes.reduce((sum, id) => sum + weigh(id), 0)).toBe(way?.weight);
      }),
    );
  });

  test("goes through each node once, whatever circles there are", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const { size, ways, weights } = graph;
        const next = (id: string) =>
          ways.flatMap(([from, to]) => (`${from}` === id ? [`${to}`] : []));
        const parts = partsOf(["0"], next);
        const way = heaviest(parts, ["0"], (id) => weights[Number(id)] ?? 0);
        expect(new Set(way?.nodes).size).toBe(way?.nodes.length);
        expect(way?.nodes.length).toBeLessThanOrEqual(size);
        const members = parts.parts.flatMap((part) => part.members);
        expect([...members].sort()).toEqual([...parts.of.keys()].sort());
      }),
    );
  });

  test("of 100,000 nodes in a row needs no recursion", () => {
    const next = (id: string) => (Number(id) < 99_999 ? [`${Number(id) + 1}`] : []);
    expect(heaviest(partsOf(["0"], next), ["0"], () => 1)?.weight).toBe(100_000);
  });
});

describe("how long a call takes", () => {
  const question = (name: string, rest: string) =>
    `  - { ask: ${name}, label: ${name}, ${rest} }\n`;

  test("is reading, typing and the network, screen by screen", () => {
    const release = releaseOf([
      censusOf([question("age", "as: number, max: 99, say: Age?")], "{age}"),
    ]);
    const [time] = callTimes(release);
    // 2 digits at 0.8 s; a choice each on the menu, the notice and the check; 4 screens at 3 s.
    const besides = 2 * 0.8 + 3 * 1.5 + 4 * 3;
    const letters = (Number(time?.speeds.slow.seconds) - besides) * 8;
    expect(letters / 15 + besides).toBeCloseTo(Number(time?.speeds.fast.seconds), -1);
    expect(time).toMatchObject({
      service: "census",
      session: 180,
      stretch: { screens: ["census/privacy", "census/age"] },
    });
  });

  test("counts the branch that takes longer, and says where whoever is slow goes on", () => {
    const asked = Array.from({ length: 8 }, (_, at) =>
      question(`q${at}`, `as: text, max: 40, say: "${"word ".repeat(20)}?"`),
    );
    const [time] = callTimes(releaseOf([censusOf(asked, "{q0:5}")]));
    expect(time?.speeds.slow.fits).toBe(false);
    expect(time?.speeds.slow.goes_on_at).toMatch(/^q[1-7]$/);
    // Between two answers there is one screen.
    expect(time?.stretch.seconds).toBeLessThan(100);
  });
});
