/** The menus folder of a command, and what is said where it cannot be read. Called by the commands. */
import { readFolder } from "../menu/folder.ts";
import type { MenuFiles } from "../menu/source.ts";
import { unreadFolderMend } from "../told.ts";

/** The folder is not there, or not to be read; the message says what to do, for the terminal. */
export class FolderFault extends Error {
  override readonly name = "FolderFault";
}

/** @throws FolderFault */
export async function menusIn(folder: string): Promise<MenuFiles> {
  return readFolder(folder).catch((error: unknown) => {
    const why = unreadFolderMend(folder, error, "name another one by --menus, or by MENUS.");
    throw why === null ? error : new FolderFault(why);
  });
}
