import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { benchFolder } from "../bench/folder.ts";
import { killAgainAndAgain } from "./kill.ts";

const EARLY = join(import.meta.dirname, "early.ts");

function folder(name: string): string {
  const made = join(benchFolder(), name);
  mkdirSync(made);
  return made;
}

test("a server killed 30 times under load has lost nothing that was acknowledged, and done nothing twice", async () => {
  const { history, verdict, handedOver } = await killAgainAndAgain(folder("kill"), {
    kills: 30,
    seed: 20_261_127,
  });
  expect(verdict).toMatchObject({ lost: [], twice: [], sound: "ok" });
  expect(verdict.requests).toBe(history.references.size);
  // Kills met callbacks under way, and calls to the provider.
  expect(history.broken).toBeGreaterThan(30);
  expect(history.repeats).toBeGreaterThan(100);
  expect(handedOver).toBeGreaterThan(30);
}, 300_000);

test("a server that acknowledges before its commit is caught", async () => {
  const { verdict } = await killAgainAndAgain(folder("early"), {
    kills: 5,
    seed: 20_261_127,
    flags: ["--import", EARLY],
  });
  expect(verdict.lost.length).toBeGreaterThan(0);
}, 300_000);
