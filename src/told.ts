/** What is said of an error of the system: words that say what to do, where it has only a code. Called by the commands and the start. */

const WHY: Readonly<Record<string, string>> = {
  ENOENT: "is not there",
  ENOTDIR: "is not there: part of its path is a file and no folder",
  EISDIR: "is a folder, and a file is wanted",
  EFTYPE: "is a pipe or a device, and a file is wanted",
  EACCES: "may not be read or written by you",
  EEXIST: "is there already",
};

export function toldOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path } = error as NodeJS.ErrnoException; // other errors lack both
  const why = WHY[code ?? ""];
  return why === undefined || path === undefined ? error.message : `${path} ${why}.`;
}

/** Why a menus folder was not read, with no full stop; null where the error is none of the system's. */
export function unreadFolder(folder: string, error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!/^E[A-Z]+$/.test(code)) return null;
  // The path that failed may be one in the folder: its own words would then blame the folder.
  const own = code === "ENOTDIR" ? "is a file, or lies below one" : WHY[code];
  if (own !== undefined && pathOf(error) === folder) return `The menus folder ${folder} ${own}`;
  return `The menus folder ${folder} cannot be read: ${toldOf(error).replace(/\.$/, "")}`;
}

/** The same with what to do: `another` names a folder instead, which helps only where this one is at fault. */
export function unreadFolderMend(folder: string, error: unknown, another: string): string | null {
  const why = unreadFolder(folder, error);
  if (why === null) return null;
  const path = pathOf(error);
  return path === undefined || path === folder ? `${why}: ${another}` : `${why}: mend that first.`;
}

function pathOf(error: unknown): unknown {
  return error instanceof Error && "path" in error ? error.path : undefined;
}
