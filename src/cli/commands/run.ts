/** What the commands stand on: the terminal, a file to write to, the server's database. */
import type { Config } from "../../config.ts";
import type { Store } from "../../store/store.ts";
import type { Named, OperatorNeeds } from "../operator.ts";
import { writeOut, type Keeps } from "../out-file.ts";

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** How every command takes the menus folder; those whose first word is no name take it as that too. */
export const MENUS = ["--menus <folder>", "the menus folder; MENUS, or menus, without it"] as const;

/** The menus folder, as it was named: by the first word, by `--menus`, or by neither. */
export async function menusOf(option?: string, word?: string): Promise<string> {
  const { loadMenus } = await import("../../config.ts");
  if (option !== undefined && word !== undefined && option !== word) {
    throw new Error(`two menus folders are named, ${word} and ${option}: name one`);
  }
  return word ?? option ?? loadMenus();
}

/** To a file, which is named then, or to the terminal. @throws OutFault */
export function write(file: string | undefined, text: string, keeps: Keeps): void {
  if (file === undefined) return void process.stdout.write(text);
  writeOut(file, text, keeps);
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

/** What words name, folders or releases: only for these the server's database is opened. @throws OperatorFault */
export async function namedMenus(words: readonly string[]): Promise<Named[]> {
  const { folderNamed, partsNamed } = await import("../operator.ts");
  const folders = await Promise.all(words.map(folderNamed));
  if (folders.every((one) => one !== null)) return folders;
  const named: Named[] = [];
  const read = async (store: Store) => {
    for (const word of words) named.push(await partsNamed(store, word));
  };
  await onStore(read, { there: true });
  return named;
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
