/** What can go wrong with the storage itself, in words an administrator can act on. */

export type FaultCode =
  | "full"
  | "unwritten"
  | "io"
  | "locked"
  | "corrupt"
  | "readonly"
  | "newer"
  | "older"
  | "absent"
  | "leased"
  | "writer"
  | "unknown";

/** The mend for each fault, printed with it. */
const MENDS: Record<FaultCode, string> = {
  full: "the disk is full: free some space; nothing that was acknowledged is lost",
  unwritten:
    "the system refused a write: look for a quota or a limit on file sizes, then at the device; nothing that was acknowledged is lost",
  io: "the disk failed to read or write: check the device before starting again",
  locked: "another process holds the database for too long: look for a stuck command or backup",
  corrupt: "this is not a sound Njia database: restore the last backup, and keep this file",
  readonly: "the database cannot be written: check its owner, its permissions and the mount",
  newer: "the database was written by a newer Njia: start that version or a later one",
  older:
    "the database was written by an older Njia: start the server once, which brings it up to date",
  absent: "there is no database: start the server first, or set DATABASE_URL to where it is",
  leased: "another Njia server runs on this database: stop it first, or use another file",
  writer:
    "the thread that writes has ended: start Njia again; nothing that was acknowledged is lost",
  unknown: "the storage failed in a way Njia does not know",
};

/** The storage failed; nothing of the commit it is thrown for has happened. */
export class StoreFault extends Error {
  override readonly name = "StoreFault";
  readonly code: FaultCode;
  /**
   * True when nothing more may be written by this process. After a failed fsync the kernel may
   * drop the dirty pages and report the next fsync as a success: only a restart, which reads the
   * file again, tells what is really on the disk.
   */
  readonly fatal: boolean;

  constructor(code: FaultCode, options?: ErrorOptions) {
    super(MENDS[code], options);
    this.code = code;
    this.fatal = code === "io" || code === "corrupt" || code === "writer";
  }
}
