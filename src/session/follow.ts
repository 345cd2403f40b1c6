/**
 * Follows the menus folder: a saved, faultless change becomes the current release.
 *
 * Only where nobody decides on releases, which is development; a change with errors is reported and
 * the current release stays. Called by `main`.
 */
import { watch } from "node:fs";
import type { Finding } from "../menu/finding.ts";
import { readFolder } from "../menu/folder.ts";
import type { Releases } from "./releases.ts";

/** Editors save in several writes; this long without another one and the files are whole. */
const SETTLED_MS = 200;

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

/** Publishes after every change until the returned function is called. */
export function follow(
  releases: Releases,
  folder: string,
  told: (followed: Followed | { fault: unknown }) => void,
): () => void {
  let settling: NodeJS.Timeout | undefined;
  // One after the other: a slow older one must not win over a newer one.
  let last = Promise.resolve();
  const publish = () => {
    last = last
      .then(() => publishFolder(releases, folder))
      .then(told, (fault: unknown) => told({ fault }));
  };
  const watcher = watch(folder, { recursive: true, persistent: false }, () => {
    clearTimeout(settling);
    settling = setTimeout(publish, SETTLED_MS);
  });
  // A folder that vanishes (a mount, a checkout) must not end the server that serves from it.
  watcher.on("error", (fault) => told({ fault }));
  return () => {
    clearTimeout(settling);
    watcher.close();
  };
}
