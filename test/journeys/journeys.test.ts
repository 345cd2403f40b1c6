/**
 * Every journey of this folder, which are about the engine, through both gateways, and once with a new process at every turn.
 * `UPDATE_JOURNEYS=1` writes down what was shown; read the difference before committing it.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parseJourney, showFault, writeJourney, type Journey } from "../../src/cli/journey.ts";
import { septets } from "../../src/base/gsm7.ts";
import { play } from "./play.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".journey"));
const UPDATE = process.env["UPDATE_JOURNEYS"] === "1";

function read(file: string): Journey {
  const parsed = parseJourney(readFileSync(join(FOLDER, file), "utf8"), file);
  if ("faults" in parsed) throw new Error(parsed.faults.map(showFault).join("\n"));
  return parsed.journey;
}

describe.each(FILES)("%s", (file) => {
  test("through Africa's Talking", async () => {
    const played = writeJourney(
      await play(read(file), { gateway: "africastalking", restarts: false }),
    );
    if (UPDATE) writeFileSync(join(FOLDER, file), played);
    expect(played).toBe(readFileSync(join(FOLDER, file), "utf8"));
  });

  test("through the sandbox, in a new process at every turn", async () => {
    const played = writeJourney(await play(read(file), { gateway: "sandbox", restarts: true }));
    expect(played).toBe(readFileSync(join(FOLDER, file), "utf8"));
  });

  test("fits every screen, in letters every phone shows", () => {
    for (const entry of read(file).entries) {
      if (entry.is !== "turn" || !("screen" in entry)) continue;
      expect(entry.screen, "every turn has its screen").not.toBeNull();
      const size = septets(entry.screen?.text ?? "");
      expect(size).not.toBeNull();
      expect(size).toBeLessThanOrEqual(180);
    }
  });
});

test("there are journeys", () => {
  expect(FILES.length).toBeGreaterThanOrEqual(12);
});
