/**
 * Decides when the menus folder becomes the current release.
 *
 * In development the folder decides, at the start and at every saved change. In production it is
 * published only into a store that has no release; from then on people decide: a folder that differs
 * is only warned of, and a release that cannot be read stops the start. Called by `serve`.
 */
import type { Config } from "./config.ts";
import type { Log } from "./insight/log.ts";
import type { Finding } from "./menu/finding.ts";
import { readFolder, signatureOf } from "./menu/folder.ts";
import { digestOf } from "./menu/release.ts";
import { follow, publishFolder, type Followed } from "./session/follow.ts";
import { notice } from "./session/notice.ts";
import type { Releases } from "./session/releases.ts";
import { listFindings } from "./terminal.ts";
import { unreadFolderMend } from "./told.ts";

/** The menus folder cannot become a release, so there is nothing to serve. */
export class MenuFault extends Error {
  override readonly name = "MenuFault";
}

export interface PublishNeeds {
  releases: Releases;
  log: Log;
  /** Says something to whoever sits at the terminal. */
  tell: (text: string) => void;
}

/**
 * Publishes, follows or compares; the function that comes back stops following.
 * @throws MenuFault
 */
export async function publishMenus(need: PublishNeeds, config: Config): Promise<() => void> {
  const { releases } = need;
  if (!config.production) {
    // Looked at first: what is saved while the folder is read is published right after.
    const seen = await signatureOf(config.menus).catch((error: unknown) => {
      throw unreadable(error, config.menus) ?? error;
    });
    await publishFirst(need, config.menus);
    return follow(releases, config.menus, seen, (followed) =>
      "fault" in followed
        ? need.log.fault("menus", followed.fault)
        : note(need, config.menus, followed),
    );
  }
  const foreign = releases.unreadable();
  if (foreign !== null) {
    throw new MenuFault(
      `This Njia cannot read the current release in the database (${foreign}): start the ` +
        `version that published it. The menus in ${config.menus} were not published over it.`,
    );
  }
  const current = releases.current();
  if (current === null) await publishFirst(need, config.menus);
  else await compare(need, config.menus, current.digest);
  return () => {};
}

/** Follows what other processes decide, and says so in the log; what comes back stops it. */
export function followDecisions({
  releases,
  log,
}: Omit<PublishNeeds, "tell">): () => Promise<void> {
  return notice(releases, (noticed) => {
    if ("fault" in noticed) return log.fault("releases", noticed.fault);
    for (const decision of noticed.decisions) log.decision(decision);
    const { unreadable: release } = noticed;
    // The one before it goes on; this one needs a newer Njia.
    if (release !== null) log.alarm({ where: "releases", code: "release_unreadable", release });
  });
}

/** @throws MenuFault naming every finding */
async function publishFirst(need: PublishNeeds, folder: string): Promise<void> {
  let followed: Followed;
  try {
    followed = await publishFolder(need.releases, folder);
  } catch (error) {
    throw unreadable(error, folder) ?? error;
  }
  if (followed.digest === null) {
    const cameTo = `Njia does not start with the menus in ${folder}.`;
    throw new MenuFault(listFindings(followed.findings, cameTo));
  }
  note(need, folder, followed);
}

function note({ log, tell }: PublishNeeds, folder: string, followed: Followed): void {
  const { findings, digest } = followed;
  const count = (severity: Finding["severity"]) =>
    findings.filter((finding) => finding.severity === severity).length;
  log.release({ release: digest, errors: count("error"), warnings: count("warning") });
  if (findings.length === 0) return;
  const cameTo =
    digest === null
      ? `the release before this change of ${folder} stays.`
      : `the menus in ${folder} are the current release.`;
  tell(listFindings(findings, cameTo));
}

async function compare({ log }: PublishNeeds, folder: string, current: string): Promise<void> {
  try {
    const digest = digestOf(await readFolder(folder));
    if (digest !== current) log.menusDiffer({ release: current, folder: digest });
  } catch (error) {
    // The release in the store is served all the same.
    log.fault("menus", error);
  }
}

function unreadable(error: unknown, folder: string): MenuFault | null {
  const why = unreadFolderMend(folder, error, "set MENUS to it.");
  return why === null ? null : new MenuFault(why);
}
