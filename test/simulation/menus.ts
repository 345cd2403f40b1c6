/**
 * The menus that made-up citizens walk through, compiled once for all worlds of a process.
 *
 * There are two releases, which differ in how each screen names its language: so it can be seen from without
 * which of them a citizen is on.
 */
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { sealer } from "../../src/base/vault.ts";
import { readFolder } from "../../src/menu/folder.ts";
import type { Release } from "../../src/menu/model.ts";
import { buildRelease, rebuildRelease } from "../../src/menu/release.ts";
import type { MenuFiles } from "../../src/menu/source.ts";
import { releaseWrites } from "../../src/session/releases.ts";
import { emptyDatabase, storeInMemory } from "../../src/store/sqlite.ts";
import type { Write } from "../../src/store/store.ts";
import { VAULT_KEYS } from "../store/vault.ts";
import { subscribing } from "./subscribers.ts";

/** A release, and the files it is made of. */
export interface Made {
  files: MenuFiles;
  release: Release;
}

const FIRST = await readFolder(fileURLToPath(new URL("menus", import.meta.url)));
const SECOND = new Map(
  [...FIRST].map(([path, text]) => [path, text.replaceAll(/\b([A-Z]+)-(sw|en)\b/g, "$1-$2-b")]),
);

/** What new calls get, and what is published in the middle. */
export const RELEASES: readonly [Made, Made] = [made(FIRST), made(SECOND)];

const compiled = new Map(RELEASES.map(({ release }) => [release.digest, release]));

/** As each process compiles it for itself, but for the time that takes. */
export const rebuild: typeof rebuildRelease = (files, digest, how) =>
  compiled.get(digest) ?? rebuildRelease(files, digest, how);

function made(files: MenuFiles): Made {
  // Whatever stands behind a PIN is not released, as long as a server keeps none.
  const { release, findings } = buildRelease(files, null, { rehearsed: true });
  if (release === null) throw new Error(findings.map(({ message }) => message).join("\n"));
  return { files, release };
}

/** A database with the first release and whatever else there is from the beginning, in which a world begins. */
export async function firstDatabase(at: number, also: readonly Write[]): Promise<Uint8Array> {
  const db = new Database(Buffer.from(emptyDatabase()));
  const store = storeInMemory(db, { seal: sealer(VAULT_KEYS) });
  await store.commit([...publishing(RELEASES[0], 1, at), ...subscribing(at)]);
  await store.commit(also);
  const bytes = db.serialize();
  await store.close();
  return bytes;
}

export function publishing({ files, release }: Made, seq: number, at: number) {
  return releaseWrites(files, { release, seq, at, what: "release", who: "operator", note: null });
}
