/** A register that goes wrong under a whole server; `npm run fault -- --register` has more of it. */
import { expect, test } from "vitest";
import type { RegistryFault } from "../../src/cli/fake-registry/registry.ts";
import { askThrough } from "./register.ts";
import { openReport, planted } from "./report.ts";

const { folder } = openReport([]);
/** Without those that are waited for until a call is given up, 20 s each. */
const faults: readonly RegistryFault[] = [
  ...(["late", "late", "late"] as const),
  ...(["reset", "none", "500", "junk", "empty", "cut", "wrong", "large", "redirect"] as const),
];
const small = { seed: 3, citizens: 24, faults, patienceMs: 90_000 };

test("whatever a register does, each is shown their own plot, told once what was promised, and has their request", async () => {
  const run = await askThrough(folder("register"), { ...small, kills: 1 });
  expect(run).toMatchObject({ lost: [], twice: [] });
  expect(run.requests).toBe(run.history.references.size);
  // Of an SMS that was under way when the server was killed nobody knows what became of it.
  expect(run.requests).toBeGreaterThan(small.citizens - 3);
  expect(run.told).toBeGreaterThan(0);
  expect(run.faulty).toBeGreaterThan(5);
}, 300_000);

test("a server that remembers what was found for any question is caught", async () => {
  const bug = planted("what was found is remembered for any question");
  const run = await askThrough(folder("any"), { ...small, citizens: 8, kills: 0, ...bug });
  expect(run.lost[0]).toMatch(/^the owner of plot \d+ of \d+ was shown/);
}, 300_000);
