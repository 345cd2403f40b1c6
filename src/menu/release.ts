/**
 * From files to a release: read, compile, check. The one door into the menu room for whoever holds
 * menu files; `session/releases` keeps what comes out.
 */
import { createHash } from "node:crypto";
import { check } from "./check.ts";
import { spelledOtherwise } from "./check/otherwise.ts";
import { compile } from "./compile.ts";
import type { Finding } from "./finding.ts";
import type { Release } from "./model.ts";
import type { Parts } from "./parts.ts";
import { unreleased, withoutThem } from "./offered.ts";
import { readMenus } from "./read.ts";
import type { MenuFiles, MenuSource } from "./source.ts";

/** The version of the menu language this code compiles to; part of every digest. */
export const LANGUAGE_VERSION = 1;

export interface Built {
  /** Null when a finding is an error. */
  release: Release | null;
  /** What was read; null without a channel file that can be read. */
  source: MenuSource | null;
  findings: readonly Finding[];
}

/** Whether services with `released: false` are there too: where menus are tried or drawn, never for citizens. */
export interface Rehearsed {
  rehearsed?: boolean;
}

interface How extends Rehearsed {
  /** The present, epoch milliseconds: what is over is told. */
  at?: number | null;
}

/**
 * Reads, compiles and checks, against the release `before` where there is one; all findings of all files
 * come back in one run.
 */
export function buildRelease(
  files: MenuFiles,
  before: Parts | null = null,
  { rehearsed = false, at = null }: How = {},
): Built {
  const read = readMenus(files);
  if (read.source === null) return { release: null, source: null, findings: read.findings };
  const { source, findings: spelled } = spelledOtherwise(read.source);
  const findings = [...read.findings, ...spelled];
  const many = tooMany(source);
  if (many !== null) return { release: null, source, findings: [...findings, many] };
  const digest = digestOf(files);
  const whole = compile(source, digest);
  const all = [...findings, ...check(source, whole, before, at)];
  const faulty = all.some(({ severity }) => severity === "error");
  const release = rehearsed || faulty ? whole : offered(source, digest, whole);
  return { release: faulty ? null : release, source, findings: all };
}

/** Screens of all files together: a country's services are a fifth of it, and 10,000 took 900 MB. */
const SCREENS_MAX = 5000;

/** Told at the service that has the most. */
function tooMany({ services, places }: MenuSource): Finding | null {
  const counted = [...services].map(([name, { screens, aside }]) => {
    return { file: `${name}.yaml`, screens: screens.length + (aside?.length ?? 0) };
  });
  const all = counted.reduce((sum, { screens }) => sum + screens, 0);
  if (all <= SCREENS_MAX) return null;
  const most = counted.reduce((one, two) => (two.screens > one.screens ? two : one));
  const whole = most.screens === all ? "" : `, ${most.screens} of them here`;
  return {
    file: most.file,
    ...(places.get(most.file)?.(["screens"], "key") ?? { line: 1, column: 1 }),
    rule: "too-many-screens",
    severity: "error",
    message: `there are ${all} screens${whole}: at most ${SCREENS_MAX} fit in one channel`,
    mend:
      most.screens > SCREENS_MAX
        ? "Split the service, each part on a channel of its own; a list of rows from a file needs one screen."
        : "Give a part of the services a channel of their own.",
  };
}

/** The release as citizens meet it; `whole` where nothing has to be left out. */
function offered(source: MenuSource, digest: string, whole?: Release): Release {
  const absent = unreleased(source);
  if (whole !== undefined && absent.size === 0) return whole;
  return compile(withoutThem(source, absent), digest, absent);
}

/**
 * Compiles a release that was checked when it was made. A newer Njia may check more strictly, and
 * a session on an older release must still end on it: so nothing is checked again here. Null where
 * this Njia cannot read it, or would leave out what a newer one says by a key.
 */
export function rebuildRelease(
  files: MenuFiles,
  digest: string,
  { rehearsed = false }: Rehearsed = {},
): Release | null {
  const { source, findings } = readMenus(files);
  const newer = findings.some(({ rule }) => rule === "unknown-key");
  if (source === null || newer) return null;
  return rehearsed ? compile(source, digest) : offered(source, digest);
}

/** SHA-256 over paths and contents in order of path, and the language's version; hexadecimal. */
export function digestOf(files: MenuFiles, language = LANGUAGE_VERSION): string {
  const hash = createHash("sha256").update(`njia menus ${language}\n`);
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${path} ${Buffer.byteLength(content)}\n`).update(content);
  }
  return hash.digest("hex");
}
