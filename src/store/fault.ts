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
  | "linked"
  | "held"
  | "moved"
  | "half"
  | "writer"
  | "unreachable"
  | "unanswered"
  | "login"
  | "nowhere"
  | "rights"
  | "tls"
  | "crowded"
  | "standby"
  | "unsynced"
  | "torn"
  | "alone"
  | "encoding"
  | "server"
  | "unknown";

/** The mend for each fault, printed with it. */
const MENDS: Record<FaultCode, string> = {
  full: "the disk is full: free some space; nothing that was acknowledged is lost",
  unwritten:
    "the system refused a write: look for a quota or a limit on file sizes, then at the device; nothing that was acknowledged is lost",
  io: "the disk failed to read or write: check the device before starting again",
  locked:
    "another process holds the database for too long: look for a stuck command, a backup or a move",
  corrupt: "this is not a sound Njia database: restore the last backup, and keep this file",
  readonly: "the database cannot be written: check its owner, its permissions and the mount",
  newer: "the database was written by a newer Njia: start that version or a later one",
  older:
    "the database was written by an older Njia: start the server once, which brings it up to date",
  absent:
    "there is no database: start the server first, or let DATABASE_URL name the place where it is",
  leased: "another Njia server runs on this database: stop it first, or use another file",
  linked:
    "the database has a second name (a hard link), and what is written under one is lost under the other: remove the names but one; find -samefile lists them",
  held: "the database is being moved or restored: wait until that is done",
  moved:
    "its data was moved: set DATABASE_URL to where it is now; where that is lost, njia move --reopen lets this one be served again",
  half: "a move or restore into it was not finished: do it again with --again, or use another database",
  writer:
    "the thread that writes has ended: start Njia again; nothing that was acknowledged is lost",
  unreachable:
    "the database server does not answer: look whether it runs, and at host and port; a running node goes on by itself once it does",
  unanswered:
    "the connection was lost, or the standby was not waited for, while a commit was under way: it was not acknowledged, and a repeat finds it done or does it",
  login:
    "the database server does not let this user in: look at user and password, and at pg_hba.conf",
  nowhere: "the server has no database of this name: make it, as docs/operating.md says",
  rights: "the database user may not do what Njia needs: make it the owner of the database",
  tls: "no TLS connection to the database server came about: look at sslmode and at the certificates",
  crowded: "the database server takes no more connections: raise max_connections, or end some",
  standby:
    "the database server takes no writes: it is a standby, or set to be read only; name the primary",
  unsynced:
    "the database server would lose what it has acknowledged: set fsync and synchronous_commit to on",
  torn: "a power cut could damage this database: set full_page_writes to on",
  alone:
    "DATABASE_STANDBY is required, and the server waits for no standby: set synchronous_standby_names",
  encoding: "the database does not take every letter: make it with the encoding UTF8",
  server: "the database server failed: look in its log and at its disk",
  unknown: "the storage failed in a way Njia does not know",
};

const PASSING: readonly FaultCode[] = [
  "unreachable",
  "crowded",
  "standby",
  "unsynced",
  "torn",
  "alone",
];

/**
 * The storage failed; nothing of the commit it is thrown for has happened. Of one that is `unanswered`
 * that is not known.
 */
export class StoreFault extends Error {
  override readonly name = "StoreFault";
  readonly code: FaultCode;
  /**
   * True when nothing more may be written by this process. After a failed fsync the kernel may
   * drop the dirty pages and report the next fsync as a success: only a restart, which reads the
   * file again, tells what is really on the disk.
   */
  readonly fatal: boolean;
  /** True when the same may work in a moment: a server that is away comes back, a standby is named again. */
  readonly passing: boolean;

  /** `detail` is told behind the mend. */
  constructor(code: FaultCode, { detail, ...options }: ErrorOptions & { detail?: string } = {}) {
    super(detail === undefined ? MENDS[code] : `${MENDS[code]} (${detail})`, options);
    this.code = code;
    this.fatal = code === "io" || code === "corrupt" || code === "writer";
    this.passing = PASSING.includes(code);
  }
}

/** The same fault, told of a place; one that says more already stays as it is. */
export function faultAt(place: string, fault: StoreFault): StoreFault {
  const { code } = fault;
  return fault.message === MENDS[code]
    ? new StoreFault(code, { cause: fault, detail: place })
    : fault;
}
