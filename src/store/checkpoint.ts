/**
 * Checkpoints: the log copied into the database where it has grown long, and begun anew.
 *
 * SQLite does that by itself behind a commit, and says nothing where it fails. A sync of the database that fails is told
 * once; the next one goes well, the log begins anew, and what the kernel had given up is in neither. Done here the failure
 * is a fault like that of any other sync. Called by `batch` behind a transaction, when everybody has their verdict.
 */
import type Database from "better-sqlite3";

/**
 * Pages of 4 kB in the log before they are copied. A batch of 100 hops writes about 300, many of them the same as the
 * batch before: copied after every 1,000, which is SQLite's default, they cost a hop 8 % more. Copying 4,000 holds up
 * commits for some 30 ms.
 */
export const CHECKPOINT_PAGES = 4_000;

/** Copies what is long enough; nothing where the database has no log. What the disk says goes to `failed`. */
export function checkpoints(db: Database.Database, failed: (error: unknown) => void): () => void {
  if (db.memory) return () => {};
  db.pragma("wal_autocheckpoint = 0");
  // Looks, and copies nothing: 8 µs, once in a batch.
  const look = db.prepare<[], { log: number }>("PRAGMA wal_checkpoint(NOOP)");
  // What somebody still reads is left for the next time.
  const copy = db.prepare("PRAGMA wal_checkpoint(PASSIVE)");
  return () => {
    try {
      if ((look.get()?.log ?? 0) >= CHECKPOINT_PAGES) copy.get();
    } catch (error) {
      failed(error);
    }
  };
}
