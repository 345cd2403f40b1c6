/** Where journeys lie: `journeys/SERVICE/*.journey` in the menus folder, `journeys/channel/` for the shared screens. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseJourney, type Journey, type JourneyFault } from "../journey.ts";

/** Beside which files the journeys of a folder lie. */
export const JOURNEYS = "journeys";
const ENDING = ".journey";

export interface JourneyFile {
  /** From where the command was called: `menus/journeys/report/leak.journey`. */
  path: string;
  service: string;
  text: string;
  read: { journey: Journey } | { faults: JourneyFault[] };
}

/** All journeys of these services, by service and name. */
export function journeysOf(menus: string, services: readonly string[]): JourneyFile[] {
  return services.flatMap((service) =>
    namesIn(folderOf(menus, service))
      .filter((name) => name.endsWith(ENDING))
      .map((name) => {
        const path = join(folderOf(menus, service), name);
        const text = readFileSync(path, "utf8");
        return { path, service, text, read: parseJourney(text, path) };
      }),
  );
}

export function folderOf(menus: string, service: string): string {
  return join(menus, JOURNEYS, service);
}

/** Folders of journeys, whether there is a service of that name or not. */
export function foldersOf(menus: string): string[] {
  const folder = join(menus, JOURNEYS);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

export function writeJourneyFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Where a new journey of this name goes: with a number, where there is one already. */
export function freePath(menus: string, service: string, name: string): string {
  for (let count = 1; ; count++) {
    const path = join(
      folderOf(menus, service),
      `${name}${count === 1 ? "" : `-${count}`}${ENDING}`,
    );
    if (!existsSync(path)) return path;
  }
}

/** How the names of journeys begin that `--explore` wrote. */
export const EXPLORED = "explored-";

export function isExplored(path: string): boolean {
  return basename(path).startsWith(EXPLORED);
}

export function removeJourneyFile(path: string): void {
  rmSync(path);
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
