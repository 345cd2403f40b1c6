import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Processes, not threads: better-sqlite3 is native, and some tests end processes with signals.
    pool: "forks",
    // No test asserts a time. This only ends one that hangs, on a machine many times slower than ours.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    allowOnly: false,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
