/**
 * Keeps releases: the current one for new sessions, older ones for sessions that began on them.
 *
 * A release is stored as its source, by digest, and compiled again when a session needs it. Refuses
 * files with errors: the current release then stays. Called by `publish`, which decides when the folder
 * is published, and by `sessions`.
 */
import { eq } from "drizzle-orm";
import type { Clock } from "../base/clock.ts";
import type { Release } from "../menu/model.ts";
import { buildRelease, LANGUAGE_VERSION, rebuildRelease, type Built } from "../menu/release.ts";
import type { MenuFiles } from "../menu/source.ts";
import { readSetting, writeSetting } from "../store/settings.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store } from "../store/store.ts";

/** Compiled releases kept in memory; a session lives minutes, so few are ever in use at once. */
const COMPILED_MAX = 8;
const CURRENT = "release.current";

const readRelease = statement("releases.read", (q, t, given: Given<{ digest: string }>) =>
  q
    .select({ source: t.releases.source })
    .from(t.releases)
    .where(eq(t.releases.digest, given.digest)),
);
const insertRelease = statement(
  "releases.insert",
  (q, t, given: Given<{ digest: string; language: number; source: string; created_at: number }>) =>
    q
      .insert(t.releases)
      .values({
        digest: given.digest,
        language: given.language,
        source: given.source,
        created_at: given.created_at,
      })
      .onConflictDoNothing(),
);

/** Releases for whoever publishes none. */
export interface Published {
  /** The release new sessions start on; null before the first publication, or when unreadable. */
  current(): Release | null;
  /** Digest of the release the store has as current, when this Njia cannot read it; else null. */
  unreadable(): string | null;
  /** A release that is at hand; null when it has to be fetched with `get`. */
  known(digest: string): Release | null;
  /** The release a session began on; null when the store has none of this digest. */
  get(digest: string): Promise<Release | null>;
}

export interface Releases extends Published {
  /** Checks the files and makes them current; with errors nothing changes. */
  publish(files: MenuFiles): Promise<Built>;
}

/** Opens with what the store holds, for reading alone. */
export function openPublished(store: Pick<Store, "read">): Promise<Published> {
  return openShelf(store);
}

/** Opens with what the store holds. */
export async function openReleases(store: Store, clock: Clock): Promise<Releases> {
  const { make, ...shelf } = await openShelf(store);
  const publish = async (files: MenuFiles): Promise<Built> => {
    const built = buildRelease(files);
    const { release } = built;
    if (release === null || release.digest === shelf.current()?.digest) return built;
    const source = JSON.stringify([...files]);
    const { digest } = release;
    await store.commit([
      write(
        insertRelease,
        { digest, language: LANGUAGE_VERSION, source, created_at: clock() },
        "fine",
      ),
      writeSetting(CURRENT, digest),
    ]);
    make(release);
    return built;
  };
  return { ...shelf, publish };
}

/** With `make`, by which another release becomes the current one. */
async function openShelf(
  store: Pick<Store, "read">,
): Promise<Published & { make: (release: Release) => void }> {
  const compiled = new Map<string, Release>();
  let current: Release | null = null;
  const keep = (release: Release) => {
    compiled.set(release.digest, release);
    for (const digest of compiled.keys()) {
      if (compiled.size <= COMPILED_MAX) break;
      if (digest !== current?.digest) compiled.delete(digest);
    }
    return release;
  };
  const get = async (digest: string): Promise<Release | null> => {
    const known = compiled.get(digest);
    if (known !== undefined) return known;
    const [row] = await store.read(readRelease, { digest });
    const release = row === undefined ? null : rebuildRelease(filesOf(row.source), digest);
    return release === null ? null : keep(release);
  };
  const stored = await readSetting(store, CURRENT);
  if (stored !== null) current = await get(stored);
  return {
    current: () => current,
    unreadable: () => (current === null ? stored : null),
    known: (digest) => compiled.get(digest) ?? null,
    get,
    make(release) {
      current = release;
      keep(release);
    },
  };
}

function filesOf(source: string): MenuFiles {
  return new Map(JSON.parse(source) as [string, string][]); // written by `publish` above
}
