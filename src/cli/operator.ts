/** What the operator's commands share: the store beside a running server, who decides, a yes or no. */
import { userInfo } from "node:os";
import { createInterface } from "node:readline/promises";
import type { Clock } from "../base/clock.ts";
import type { Config } from "../config.ts";
import { isFolder, readFolder } from "../menu/folder.ts";
import { partsOf, type Parts } from "../menu/parts.ts";
import { digestOf } from "../menu/release.ts";
import type { By } from "../session/decisions.ts";
import { DIGEST_SHOWN, findDigest, isRelease, OperatorFault, RELEASE } from "../session/operate.ts";
import { sourceOf } from "../session/releases.ts";
import type { Store } from "../store/store.ts";

export interface OperatorNeeds {
  store: Store;
  clock: Clock;
  /** What connectors may name, as the environment of this command has it. */
  variables: Config["connectorVariables"];
  print: (line: string) => void;
  /** Asks whoever sits there; null where nobody does. */
  ask: (question: string) => Promise<string | null>;
}

/** What commander hands over of `--by` and `--note`. */
export interface ByOptions {
  by?: string;
  note?: string;
}

/** Letters of a name, or of a note. */
const WHO_MAX = 60;
const NOTE_MAX = 200;

/** Who decides: whoever was named, else the user of the operating system. @throws OperatorFault */
export function byOf({ by, note }: ByOptions): By {
  return {
    who: lineOf("--by", by ?? systemUser(), WHO_MAX),
    note: note === undefined ? null : lineOf("--note", note, NOTE_MAX),
  };
}

function lineOf(option: string, text: string, max: number): string {
  const line = text.trim().replace(/\s+/g, " ");
  if (line === "" || [...line].length > max || /\p{C}/u.test(line)) {
    throw new OperatorFault(`${option} has 1 to ${max} letters, on one line`);
  }
  return line;
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    throw new OperatorFault("this system does not say who you are: give --by NAME");
  }
}

/** Asks at the terminal; null where there is none. */
export async function askAtTerminal(question: string): Promise<string | null> {
  if (!process.stdin.isTTY) return null;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

export interface Named {
  digest: string;
  parts: Parts;
}

/**
 * A folder of menus, for which no database is needed; null where the word may name a release.
 * @throws OperatorFault where it names neither
 */
export async function folderNamed(named: string): Promise<Named | null> {
  if (named === "current") return null;
  if (!(await isFolder(named))) {
    if (isRelease(named)) return null;
    throw new OperatorFault(`there is no folder \`${named}\`, nor a release: give ${RELEASE}`);
  }
  const files = await readFolder(named);
  const parts = partsOf(files, digestOf(files));
  if (parts === null) {
    throw new OperatorFault(`the menus in ${named} cannot be read: njia check ${named}`);
  }
  return { digest: digestOf(files), parts };
}

/** A release by `current`, its digest or the first digits of it; or a folder of menus. @throws OperatorFault */
export async function partsNamed(store: Store, named: string): Promise<Named> {
  const folder = await folderNamed(named);
  if (folder !== null) return folder;
  const digest = await findDigest(store, named);
  return { digest, parts: await partsOfRelease(store, digest) };
}

/** @throws OperatorFault where this Njia cannot read it */
export async function partsOfRelease(store: Store, digest: string): Promise<Parts> {
  const files = await sourceOf(store, digest);
  const parts = files === null ? null : partsOf(files, digest);
  if (parts === null) {
    throw new OperatorFault(`this Njia cannot read release ${digest.slice(0, DIGEST_SHOWN)}`);
  }
  return parts;
}
