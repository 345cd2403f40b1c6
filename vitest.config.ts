import { defineConfig } from "vitest/config";
import { compileOnce } from "./test/compiled.ts";
import { writeInMemory } from "./test/memory.ts";
import { LongestFirst } from "./test/order.ts";

// Before PostgreSQL is started by this process, and the processes of the tests.
writeInMemory();
compileOnce();

/** Rooms whose tests run on both engines; see test/store/database.ts. */
const ON_BOTH = [
  "store",
  "people",
  "requests",
  "messages",
  "staff",
  "session",
  "journeys",
  "properties",
  "life",
  "events",
  "insight",
  "console",
];

/** About SQLite's own file, connection, thread and plans. */
const ABOUT_THE_FILE = ["test/**/*.file.test.ts"];
/** Played in memory, on the menus as they are: the engine is in none of them. */
const WITHOUT_A_STORE = ["test/journeys/services.test.ts", "test/journeys/format.test.ts"];
/** About PostgreSQL's own server. */
const ABOUT_THE_SERVER = ["test/**/*.server.test.ts"];

export default defineConfig({
  test: {
    // Processes, not threads: better-sqlite3 is native, and some tests end processes with signals.
    pool: "forks",
    // A process takes one file after the other: to begin anew for each of 300 was half of a run. What a file changes
    // that others see it puts back; `vitest run --isolate` shows whether one lives on what another has left.
    isolate: false,
    // Vitest leaves a core to itself, which on the two cores CI has is half of them.
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    // No test asserts a time. This only ends one that hangs, on a machine many times slower than ours.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    allowOnly: false,
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        test: { name: "sqlite", include: ["test/**/*.test.ts"], exclude: ABOUT_THE_SERVER },
      },
      {
        extends: true,
        test: {
          name: "postgres",
          include: [...ON_BOTH.map((room) => `test/${room}/**/*.test.ts`), ...ABOUT_THE_SERVER],
          exclude: [...ABOUT_THE_FILE, ...WITHOUT_A_STORE],
          globalSetup: ["test/store/postgres-setup.ts"],
        },
      },
    ],
  },
});
