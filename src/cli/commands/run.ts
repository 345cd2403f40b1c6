/** What the commands stand on: the terminal, a file to write to, the server's database. */
import { writeFileSync } from "node:fs";
import type { Config } from "../../config.ts";
import type { Store } from "../../store/store.ts";
import type { OperatorNeeds } from "../operator.ts";

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** To a file, which is named then, or to the terminal. */
export function write(file: string | undefined, text: string): void {
  if (file === undefined) return void process.stdout.write(text);
  writeFileSync(file, text);
  print(file);
}

/** Opens the server's database for a command; with `there` only one that is there. @throws StoreFault */
export async function onStore(
  run: (store: Store, config: Config) => Promise<void>,
  { there = false }: { there?: boolean } = {},
): Promise<void> {
  const { loadConfig } = await import("../../config.ts");
  const { openStore } = await import("../../store/open.ts");
  const config = loadConfig();
  const { database: place, vaultKeys } = config;
  // A mistyped DATABASE_URL would otherwise make a new one, and release into that.
  const store = await openStore({ place, serve: false, vaultKeys, there });
  try {
    await run(store, config);
  } finally {
    await store.close();
  }
}

/** Runs an operator's command on the server's database, beside the server if it runs. */
export async function onOperator(run: (needs: OperatorNeeds) => Promise<void>): Promise<void> {
  const { systemClock: clock } = await import("../../base/clock.ts");
  const { askAtTerminal: ask } = await import("../operator.ts");
  await onStore(
    (store, { connectorVariables: variables }) => run({ store, clock, variables, print, ask }),
    { there: true },
  );
}
