/** The menus that are to be seen: read, checked and compiled. Called by the commands. */
import type { Release } from "../../menu/model.ts";
import { meant } from "../../menu/nearest.ts";
import { readMenus } from "../../menu/read.ts";
import { buildRelease } from "../../menu/release.ts";
import type { MenuSource } from "../../menu/source.ts";
import { listFindings } from "../../terminal.ts";
import { menusIn } from "../menus-folder.ts";

/** What is asked for cannot be shown; the message says why, for the terminal. */
export class SeeFault extends Error {
  override readonly name = "SeeFault";
}

export interface Seen {
  source: MenuSource;
  release: Release;
}

/** @throws FolderFault; SeeFault where the folder has errors, and the message lists them */
export async function seeFolder(folder: string, done = "drawn"): Promise<Seen> {
  const files = await menusIn(folder);
  const { source } = readMenus(files);
  const { release, findings } = buildRelease(files, null, { rehearsed: true });
  if (source === null || release === null) {
    throw new SeeFault(
      listFindings(findings, `nothing of ${folder} is ${done} until they are mended.`),
    );
  }
  return { source, release };
}

/** One of `known`. @throws SeeFault that names the nearest of them */
export function oneOf(what: string, word: string, known: readonly string[]): string {
  if (known.includes(word)) return word;
  const near = meant(word, known) || `There are: ${known.join(", ")}.`;
  throw new SeeFault(`There is no ${what} \`${word}\`. ${near}`);
}

/** @throws SeeFault where the channel does not speak it */
export function languageOf({ release }: Seen, word: string | undefined): string {
  const spoken = release.channel.languages.map(({ is }) => is);
  return word === undefined ? (spoken[0] ?? "en") : oneOf("language", word, spoken);
}
