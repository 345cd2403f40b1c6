/**
 * Keeps releases: the current one for new sessions, older ones for sessions that began on them.
 *
 * A release is stored as its source, by digest, and compiled again when a session needs it. Refuses
 * files with errors, and a release that this Njia cannot read: the current one then stays. Which one is
 * current, and which services are suspended, is what `decisions` says; `refresh` follows what other
 * processes decided. Called by `publish` and `notice`, and by `sessions`.
 */
import { desc, eq } from "drizzle-orm";
import type { Clock } from "../base/clock.ts";
import type { Release } from "../menu/model.ts";
import type { Suspended } from "../menu/contract.ts";
import {
  buildRelease,
  digestOf,
  LANGUAGE_VERSION,
  rebuildRelease,
  type Rehearsed,
  type Built,
} from "../menu/release.ts";
import type { MenuFiles } from "../menu/source.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import {
  decisionsAfter,
  decisionWrite,
  lastSeq,
  presentDecisions,
  type By,
  type Decision,
} from "./decisions.ts";

/** Compiled releases kept in memory; a session lives minutes, so few are ever in use at once. */
const COMPILED_MAX = 8;
/** Times a publication is tried again because somebody else decided something meanwhile. */
const TRIES_MAX = 5;
/** Who publishes the folder: outside production, and into an empty database. */
const FOLDER: By = { who: "server", note: null };

const readRelease = statement("releases.read", (q, t, given: Given<{ digest: string }>) =>
  q
    .select({ language: t.releases.language, source: t.releases.source })
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
const listReleases = statement("releases.list", (q, t, _given: Given<object>) =>
  q
    .select({ digest: t.releases.digest, createdAt: t.releases.created_at })
    .from(t.releases)
    .orderBy(desc(t.releases.created_at)),
);

/** What another process decided, as far as this one followed it. */
export interface Noticed {
  decisions: readonly Decision[];
  /** A release that this Njia cannot read was made current: the one before it stays. */
  unreadable: string | null;
}

/** Releases for whoever publishes none. */
export interface Published {
  /** The release new sessions start on; null before the first publication, or when unreadable. */
  current(): Release | null;
  /** Digest of the release the store has as current, when this Njia cannot read it; else null. */
  unreadable(): string | null;
  /** Services that nobody may use for now, with what citizens are told. */
  suspended(): Suspended;
  /** A release that is at hand; null when it has to be fetched with `get`. */
  known(digest: string): Release | null;
  /** The release a session began on; null when the store has none of this digest, or none readable. */
  get(digest: string): Promise<Release | null>;
  /** Follows what other processes decided since; compiles a release that is new here. */
  refresh(): Promise<Noticed>;
}

export interface Releases extends Published {
  /** Checks the files and makes them current; with errors nothing changes. */
  publish(files: MenuFiles, by?: By): Promise<Built>;
}

type Reading = Pick<Store, "read">;

interface Kept extends Rehearsed {
  /** Compile files, and a release out of the store; for whoever opens hundreds of processes on the same ones. */
  build?: typeof buildRelease;
  rebuild?: typeof rebuildRelease;
}

/** Opens with what the store holds, for reading alone. */
export async function openPublished(store: Reading): Promise<Published> {
  return (await openShelf(store)).published;
}

/** Opens with what the store holds. */
export async function openReleases(store: Store, clock: Clock, how: Kept = {}): Promise<Releases> {
  const { published, seq, made } = await openShelf(store, how);
  const { build = buildRelease } = how;
  const publish = async (files: MenuFiles, by: By = FOLDER): Promise<Built> => {
    const built = build(files, null, how);
    const { release } = built;
    const isCurrent = () => release === null || release.digest === published.current()?.digest;
    for (let tries = 0; release !== null && !isCurrent(); tries++) {
      if (tries === TRIES_MAX) throw new Error("others never stop to decide");
      const decision = { seq: seq() + 1, at: clock(), what: "folder" as const, ...by };
      const committed = await store.commit(releaseWrites(files, { ...decision, release }));
      if (committed.done) {
        made(release, decision.seq);
        break;
      }
      await published.refresh();
    }
    return built;
  };
  return { ...published, publish };
}

interface Shelf {
  published: Published;
  /** The last decision that was followed. */
  seq: () => number;
  /** This process has just made a release current, with that decision. */
  made: (release: Release, seq: number) => void;
}

async function openShelf(store: Reading, how: Kept = {}): Promise<Shelf> {
  const compiled = new Map<string, Release>();
  let current: Release | null = null;
  let unreadable: string | null = null;
  let suspended: Suspended = new Map();
  let seq = await lastSeq(store);
  const keep = (release: Release) => {
    compiled.set(release.digest, release);
    for (const digest of compiled.keys()) {
      if (compiled.size <= COMPILED_MAX) break;
      if (digest !== current?.digest) compiled.delete(digest);
    }
    return release;
  };
  const known = (digest: string): Release | null => {
    const release = compiled.get(digest);
    if (release === undefined) return null;
    // The one that was asked for longest ago is the first to go.
    compiled.delete(digest);
    compiled.set(digest, release);
    return release;
  };
  // Twenty requests of one old release ask at once, and each would hold up the hops for 50 ms.
  const compiling = new Map<string, Promise<Release | null>>();
  const compile = async (digest: string): Promise<Release | null> => {
    const release = await loadRelease(store, digest, how);
    return release === null ? null : keep(release);
  };
  const get = async (digest: string): Promise<Release | null> => {
    const found = known(digest) ?? compiling.get(digest);
    if (found !== undefined) return found;
    const made = compile(digest).finally(() => compiling.delete(digest));
    compiling.set(digest, made);
    return made;
  };
  const take = async (decisions: readonly Decision[]): Promise<void> => {
    suspended = suspendedAfter(suspended, decisions);
    const digest = decisions.findLast(({ release }) => release !== null)?.release ?? null;
    if (digest === null) return;
    const release = await get(digest);
    unreadable = release === null ? digest : null;
    if (release !== null) current = release;
  };
  await take(await presentDecisions(store));

  const follow = async (): Promise<Noticed> => {
    if ((await lastSeq(store)) <= seq) return { decisions: [], unreadable: null };
    const decisions = await decisionsAfter(store, seq);
    await take(decisions);
    // Only now: after a read that failed they are taken again.
    seq = decisions.at(-1)?.seq ?? seq;
    return { decisions, unreadable };
  };
  // One at a time: an older one that is slow must not undo what a newer one took.
  let following: Promise<Noticed> | null = null;
  const published: Published = {
    current: () => current,
    unreadable: () => unreadable,
    suspended: () => suspended,
    known,
    get,
    refresh: () =>
      (following ??= follow().finally(() => {
        following = null;
      })),
  };
  const made = (release: Release, by: number) => {
    // A look between the commit and now has followed it already, and perhaps what others decided since.
    if (by <= seq) return;
    seq = by;
    current = keep(release);
    unreadable = null;
  };
  return { published, seq: () => seq, made };
}

/** Keeps the source of a release, and makes it current. */
export function releaseWrites(
  files: MenuFiles,
  {
    release: { digest },
    ...decision
  }: Omit<Decision, "release" | "service" | "message"> & { release: Release },
): Write[] {
  const source = JSON.stringify([...files]);
  const row = { digest, language: LANGUAGE_VERSION, source, created_at: decision.at };
  return [
    write(insertRelease, row, "fine"),
    decisionWrite({ ...decision, release: digest, service: null, message: null }),
  ];
}

/**
 * The files of a release; null when the store has none of this digest, or they are of a newer menu
 * language, or not what the digest was made of.
 */
export async function sourceOf(store: Reading, digest: string): Promise<MenuFiles | null> {
  const [row] = await store.read(readRelease, { digest });
  if (row === undefined || row.language > LANGUAGE_VERSION) return null;
  const files = new Map(JSON.parse(row.source) as [string, string][]); // written by `releaseWrites`
  return digestOf(files, row.language) === digest ? files : null;
}

/** The release of these files, compiled; null likewise, and when they are not faultless any more. */
export async function loadRelease(
  store: Reading,
  digest: string,
  { rebuild = rebuildRelease, ...how }: Kept = {},
): Promise<Release | null> {
  const files = await sourceOf(store, digest);
  return files === null ? null : rebuild(files, digest, how);
}

/** The digests of all releases, newest first. */
export async function digestsOf(store: Store): Promise<{ digest: string; createdAt: number }[]> {
  return store.read(listReleases, {});
}

/** Services suspended after these decisions. */
export function suspendedAfter(before: Suspended, decisions: readonly Decision[]): Suspended {
  const after = new Map(before);
  for (const { what, service, message } of decisions) {
    if (service === null) continue;
    if (what === "suspend") after.set(service, message ?? {});
    else after.delete(service);
  }
  return after;
}
