/**
 * Follows the menus folder: a saved, faultless change becomes the current release.
 *
 * Only where nobody decides on releases, which is development; a change with errors is reported and
 * the current release stays. Called by `publish`.
 */
import type { Finding } from "../menu/finding.ts";
import { readFolder, signatureOf } from "../menu/folder.ts";
import type { Releases } from "./releases.ts";

/**
 * Between two looks at the folder, in milliseconds. Looking costs a `stat` for each file. The
 * system's own watchers lose a file that is saved by renaming another one over it, as editors do.
 */
const LOOK_EVERY_MS = 250;

export interface Followed {
  findings: readonly Finding[];
  /** The release now current, or null when errors stopped this one. */
  digest: string | null;
}

/** Publishes the folder as it is now. */
export async function publishFolder(releases: Releases, folder: string): Promise<Followed> {
  const built = await releases.publish(await readFolder(folder));
  return { findings: built.findings, digest: built.release?.digest ?? null };
}

/**
 * Publishes after every change since `seen` (a signature of the folder), once two looks agree:
 * editors save in several writes. The function that comes back stops it.
 */
export function follow(
  releases: Releases,
  folder: string,
  seen: string,
  told: (followed: Followed | { fault: unknown }) => void,
): () => void {
  let published = seen;
  let last = seen;
  let busy = false;
  let failed = false;
  const look = async () => {
    const now = await signatureOf(folder);
    const settled = now === last && now !== published;
    last = now;
    if (!settled) return;
    told(await publishFolder(releases, folder));
    published = now;
    failed = false;
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    look()
      .catch((fault: unknown) => {
        // A folder that vanished, a store that is locked: told once, and tried again.
        if (!failed) told({ fault });
        failed = true;
      })
      .finally(() => {
        busy = false;
      });
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
