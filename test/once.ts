/**
 * Menus compiled once for all tests of a process.
 *
 * As each server does it for itself, but for the time that takes: of a test that opens a world it was half.
 * What comes out is never changed, and made of nothing but the files.
 */
import type { Clock } from "../src/base/clock.ts";
import { buildRelease, digestOf, rebuildRelease, type Built } from "../src/menu/release.ts";
import type { Release } from "../src/menu/model.ts";
import type { MenuFiles } from "../src/menu/source.ts";
import { openReleases, type Releases } from "../src/session/releases.ts";
import type { Store } from "../src/store/store.ts";

const built = new Map<string, Built>();
const rebuilt = new Map<string, Release | null>();

/** The releases of a store, opened as a server opens them. */
export function openReleasesOnce(store: Store, clock: Clock): Promise<Releases> {
  return openReleases(store, clock, { build, rebuild });
}

function build(files: MenuFiles): Built {
  return kept(built, digestOf(files), () => buildRelease(files));
}

function rebuild(files: MenuFiles, digest: string): Release | null {
  return kept(rebuilt, digest, () => rebuildRelease(files, digest));
}

function kept<T>(all: Map<string, T>, digest: string, make: () => T): T {
  const known = all.get(digest);
  if (known !== undefined || all.has(digest)) return known as T; // of this map's own type
  const made = make();
  all.set(digest, made);
  return made;
}
