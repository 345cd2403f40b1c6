/** Whoever is in danger is told whom to call before anything of theirs is stored. */
import { expect, test } from "vitest";
import { statement, type Given } from "../../src/store/statement.ts";
import { Call, REPORT, testWorld } from "./call.ts";

/** Every table in which something of a citizen stays, but for the call itself. */
const KEPT = [
  statement("test.drafts", (q, t, _given: Given<object>) =>
    q.select({ at: t.drafts.person }).from(t.drafts),
  ),
  statement("test.requests", (q, t, _given: Given<object>) =>
    q.select({ at: t.requests.id }).from(t.requests),
  ),
  statement("test.history", (q, t, _given: Given<object>) =>
    q.select({ at: t.history.request }).from(t.history),
  ),
  statement("test.messages", (q, t, _given: Given<object>) =>
    q.select({ at: t.messages.id }).from(t.messages),
  ),
];

test("asked first, answered without a trace, in each language; the report can follow", async () => {
  const world = await testWorld();
  const kept = async () =>
    (await Promise.all(KEPT.map((rows) => world.store().read(rows, {})))).flat().length;
  for (const [language, asked, told] of [
    [
      "2",
      "CON Is anyone in danger now?\n1. Yes\n2. No\n0. Back",
      "Call 999 or 112 NOW, it is free.",
    ],
    [
      "1",
      "CON Je, kuna mtu aliye hatarini sasa?\n1. Ndiyo\n2. La\n0. Rudi",
      "Piga 999 au 112 SASA, ni bure.",
    ],
  ] as const) {
    const call = await new Call(world, { phone: `+25471100000${language}` }).dial();
    expect(await call.type(language, "3")).toBe(asked);
    expect(await call.type("7")).toContain("7");
    expect(await call.type("1")).toContain(told);
    expect(await kept()).toBe(0);
    // Nor a draft that the next dial would begin with.
    const next = await new Call(world, { phone: `+25471100000${language}` }).dial();
    expect(await next.type("3", "1", "1")).toContain("1. ");
    expect(await kept()).toBe(0);
  }
  const call = await new Call(world, { phone: "+254711000003" }).dial();
  const [language, menu, , agree, ...rest] = REPORT;
  // Yes, then on from what is told.
  await call.type(language, menu, "1", "1");
  expect(await kept()).toBe(0);
  expect(await call.type(agree, ...rest, "1")).toMatch(/^END Thank you\. Report/);
  expect(await kept()).toBeGreaterThan(2);
});

test("a star leads to it, and no further number of a link passes it over", async () => {
  const world = await testWorld();
  const star = new Call(world, { text: "3" });
  await star.send();
  expect(await star.type("2")).toContain("Is anyone in danger now?");
  const past = new Call(world, { text: "3*2*1*1", phone: "+254711000002" });
  await past.send();
  expect(await past.type("2")).toContain("uses your answers only to fix this");
});
