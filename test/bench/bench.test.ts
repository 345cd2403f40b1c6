import { expect, test } from "vitest";
import { dialogues } from "./dialogues.ts";
import { checkKept } from "./durable.ts";
import { benchFolder } from "./folder.ts";
import { openLane } from "./rates.ts";

/**
 * Nothing else runs the bench but whoever wants its figures, who would then be the first to learn that
 * a screen, or a setting a start asks for, has changed.
 */
test("the dialogues of the bench go to their references on a server of its settings", async () => {
  const folder = benchFolder();
  const lane = await openLane("njia", folder, 1);
  // Twice each: the second is held against the first, letter for letter.
  const sessions = 2 * dialogues.length;
  try {
    // The last one is dialled, and left.
    await lane.load.until(sessions + 1);
  } finally {
    lane.load.close();
    await lane.server.stop();
  }
  expect(lane.expected.finished).toBe(sessions);
  expect(await checkKept(folder, sessions)).toBe(sessions);
});
