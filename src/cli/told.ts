/** What a command says of an error: words that say what to do, for those the system has only a code for. Called by `cli`. */

const WHY: Readonly<Record<string, string>> = {
  ENOENT: "is not there",
  ENOTDIR: "is not there: part of its path is a file and no folder",
  EISDIR: "is a folder, and a file is wanted",
  EACCES: "may not be read or written by you",
  EEXIST: "is there already",
};

export function toldOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path } = error as NodeJS.ErrnoException; // other errors lack both
  const why = WHY[code ?? ""];
  return why === undefined || path === undefined ? error.message : `${path} ${why}.`;
}
