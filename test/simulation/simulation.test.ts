/** A few worlds out of their seeds, that a seed is all there is to them, and bugs that they find. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { argumentsOf } from "./arguments.ts";
import { BUGS } from "./planted/bugs.ts";
import { work } from "./process.ts";
import { runWorld } from "./world.ts";

const SHORT = { phases: 3 };

test("citizens, two nodes and two senders, and all that befalls them, keep every promise", async () => {
  let deaths = 0;
  for (const seed of [2, 3, 4]) {
    const ran = await runWorld(seed, SHORT);
    expect(ran.violation?.message).toBeUndefined();
    expect(ran.sessions).toBeGreaterThan(10);
    expect(ran.requests).toBeGreaterThan(3);
    expect(ran.messages).toBeGreaterThan(3);
    deaths += ran.deaths;
  }
  expect(deaths).toBeGreaterThan(0);
}, 120_000);

test("a seed replays exactly, and another seed is another world", async () => {
  const [one, again] = [await runWorld(4, SHORT), await runWorld(4, SHORT)];
  expect(again).toEqual(one);
  expect((await runWorld(5, SHORT)).digest).not.toBe(one.digest);
}, 120_000);

test("a bug that is planted is found, in a process of its own, and found again from its seed", async () => {
  const plant = "a message is called for before its row says so";
  const { found } = await work({ seed: 1, worlds: 3, plant });
  expect(found?.what).toContain("was handed over 2 times");
  const again = await work({ seed: found?.seed ?? 0, worlds: 1, plant });
  expect(again.found).toEqual(found);
}, 120_000);

test.each(BUGS)("there is one place for: $name", ({ file, find }) => {
  const text = readFileSync(new URL(`../../src/${file}`, import.meta.url), "utf8");
  expect(text.split(find)).toHaveLength(2);
});

test("a number that is none is told by the name of what it stands behind", () => {
  expect(() => argumentsOf(["--seed", "x"])).toThrow("--seed needs a whole number from 1 on");
});
