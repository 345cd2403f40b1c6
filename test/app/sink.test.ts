import fc from "fast-check";
import { expect, test } from "vitest";
import { HELD_BYTES_MAX, openSink } from "../../src/insight/sink.ts";

/** Something that takes lines as it is told: all, so many bytes, nothing now, or nothing at all. */
function openTaker() {
  let text = "";
  const state = { takes: Infinity as number | "EAGAIN" | "ENOSPC" };
  const sink = openSink((bytes) => {
    const { takes } = state;
    if (typeof takes === "string") throw Object.assign(new Error("x"), { code: takes });
    text += Buffer.from(bytes.subarray(0, takes)).toString("latin1");
    return Math.min(bytes.length, takes);
  });
  const flush = () => sink.flushSync?.();
  return { sink, state, flush, text: () => text, dropped: () => sink.dropped?.() };
}

test("lines are written in their order", () => {
  const taker = openTaker();
  taker.sink.write("a\n");
  taker.sink.write("b\n");
  taker.flush();
  taker.sink.write("c\n");
  taker.flush();
  expect(taker.text()).toBe("a\nb\nc\n");
  expect(taker.dropped()).toBe(0);
});

test("lines are written without being asked for, all that have gathered at once", async () => {
  const written: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const sink = openSink((bytes) => {
    written.push(Buffer.from(bytes).toString());
    resolve();
    return bytes.length;
  });
  sink.write("a\n");
  sink.write("b\n");
  expect(written).toEqual([]);
  await promise;
  expect(written).toEqual(["a\nb\n"]);
});

test("many lines are written before their time", () => {
  const taker = openTaker();
  const line = `${"x".repeat(99)}\n`;
  for (let i = 0; i < 100; i++) taker.sink.write(line);
  expect(taker.text().length).toBeGreaterThanOrEqual(8_192);
});

test("a reader that is slow gets every line, from the byte where it stopped", () => {
  const taker = openTaker();
  taker.state.takes = 4;
  taker.sink.write("first\n");
  taker.flush();
  taker.state.takes = "EAGAIN";
  taker.sink.write("second\n");
  taker.flush();
  taker.state.takes = Infinity;
  taker.flush();
  expect(taker.text()).toBe("first\nsecond\n");
  expect(taker.dropped()).toBe(0);
});

test("a reader that hangs costs no more than the lines that are held, and the rest is counted", () => {
  const taker = openTaker();
  taker.state.takes = "EAGAIN";
  const line = `${"x".repeat(1_023)}\n`;
  const fit = HELD_BYTES_MAX / line.length;
  for (let i = 0; i < fit + 7; i++) {
    taker.sink.write(line);
    if (i % 100 === 0) taker.flush();
  }
  expect(taker.dropped()).toBe(7);
  taker.state.takes = Infinity;
  taker.flush();
  expect(taker.text()).toBe(line.repeat(fit));
  taker.sink.write("again\n");
  taker.flush();
  expect(taker.text().endsWith("\nagain\n")).toBe(true);
});

test("a full disk loses the lines of that time, and no later one is joined to a torn one", () => {
  const taker = openTaker();
  taker.state.takes = 3;
  taker.sink.write("before\n");
  taker.sink.write("lost\n");
  taker.flush();
  taker.state.takes = "ENOSPC";
  taker.flush();
  // Of the first line only the break was missing.
  expect(taker.dropped()).toBe(1);
  taker.sink.write("lost too\n");
  taker.flush();
  expect(taker.dropped()).toBe(2);
  taker.state.takes = Infinity;
  taker.sink.write("after\n");
  taker.flush();
  expect(taker.text()).toBe("before\nafter\n");
});

test("whatever is taken when, every line is written whole, torn or counted, and in order", () => {
  const takes = fc.oneof(
    fc.constantFrom("EAGAIN" as const, "ENOSPC" as const, Infinity),
    fc.integer({ min: 1, max: 9 }),
  );
  fc.assert(
    fc.property(fc.array(takes, { maxLength: 60 }), (turns) => {
      const taker = openTaker();
      let lines = 0;
      for (const turn of turns) {
        taker.state.takes = turn;
        taker.sink.write(`{${lines++}}\n`);
        taker.flush();
      }
      taker.state.takes = Infinity;
      taker.flush();
      expect(taker.text()).not.toMatch(/^\n|\n\n/);
      const whole = [...taker.text().matchAll(/^\{(\d+)\}$/gm)].map(([, number]) => Number(number));
      expect(whole).toEqual(whole.toSorted((a, b) => a - b));
      expect(whole.length + (taker.dropped() ?? 0)).toBe(lines);
    }),
    { numRuns: 1_000, examples: [[["EAGAIN", "EAGAIN", 7, "ENOSPC"]]] },
  );
});
