import { expect, test } from "vitest";
import { benchFolder } from "./folder.ts";
import { sayPostgres } from "./postgres.ts";
import { saySteady } from "./steady.ts";
import { sayStored } from "./stored.ts";

// Nothing else runs them but whoever wants their figures. Servers start for each, which takes a while on a busy machine.
const SLOW = { timeout: 180_000 };

const small = { connections: 2, warm: 50, rounds: 1, each: 200 };

/** Lines of the tables, without what was measured. */
async function said(run: (say: (line?: string) => void) => Promise<number>): Promise<string> {
  const lines: string[] = [];
  const kept = await run((line = "") => void lines.push(line));
  expect(kept).toBeGreaterThanOrEqual(0);
  return lines.join("\n");
}

test("a hop is measured beside what is stored", SLOW, async () => {
  const table = await said((say) => sayStored(say, benchFolder(), { ...small, sizes: [1000] }));
  expect(table).toMatch(/^1,000 /m);
});

test(
  "hops on PostgreSQL are measured beside the bare driver, and commits one at a time",
  SLOW,
  async () => {
    const table = await said((say) => sayPostgres(say, benchFolder(), { ...small, sessions: 4 }));
    expect(table).toMatch(
      /^Njia, over HTTP .* [\d,]+\nthe bare driver, 4 connections .*\d\.\d\d$/m,
    );
    expect(table).toMatch(/^SQLite .*\nPostgreSQL .*/m);
  },
);

test("hops at a steady rate are measured by the minute", SLOW, async () => {
  const plan = { connections: 8, warm: 50, lasting: 300, rate: 20 };
  const table = await said((say) => saySteady(say, benchFolder(), plan));
  expect(table).toMatch(/^1 +6 .*\nall +6 /m);
});
