/** What PostgreSQL's errors, and those of the way to it, come to. */
import pg from "pg";
import { StoreFault, type FaultCode } from "../fault.ts";

/** SQLSTATEs that concern the storage; the first that an error's code begins with. */
const CODES: readonly (readonly [string, FaultCode])[] = [
  ["08", "unreachable"],
  ["25006", "standby"],
  ["28", "login"],
  ["3D000", "nowhere"],
  ["40", "locked"],
  ["42501", "rights"],
  ["53100", "full"],
  ["53300", "crowded"],
  ["53", "server"],
  ["55P03", "locked"],
  // A statement that took too long: mostly it waited.
  ["57014", "locked"],
  ["57", "unreachable"],
  ["58", "server"],
  ["XX", "server"],
];

/** Errors of the way to the server, by the code that Node gives them. */
const OF_THE_WAY = /^(E[A-Z]+|ERR_SOCKET_.*)$/;
const OF_TLS =
  /^(ERR_(TLS|SSL)_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)|^The server does not support SSL/;
/** The driver's own words, which have no code. */
const LOST =
  /^(Connection terminated|timeout e|Query read timeout|Client (has encountered|was closed))/;

/** The fault behind a driver's error; null when the error is not about the storage: a bug. */
export function serverFault(error: unknown): StoreFault | null {
  if (error instanceof StoreFault) return error;
  if (!(error instanceof Error)) return null;
  if (isOfFile(error)) return new StoreFault("tls", { cause: error, detail: error.message });
  const code = codeOf(error);
  return code === null ? null : new StoreFault(code, { cause: error });
}

/** True when a certificate or a key that the URL names cannot be read: the driver reads no other file. */
function isOfFile(error: Error): boolean {
  // Of a way it is `connect`, or the reading from one that is open.
  if ("syscall" in error && error.syscall === "open") return true;
  return "code" in error && error.code === "EISDIR";
}

function codeOf(error: Error): FaultCode | null {
  if (error instanceof pg.DatabaseError) {
    const { code: state = "" } = error;
    return CODES.find(([prefix]) => state.startsWith(prefix))?.[1] ?? null;
  }
  const code = "code" in error ? String(error.code) : "";
  if (OF_TLS.test(code) || OF_TLS.test(error.message)) return "tls";
  // One error for all the addresses of a name.
  if (error instanceof AggregateError) return "unreachable";
  return OF_THE_WAY.test(code) || LOST.test(error.message) ? "unreachable" : null;
}

/** True when a statement hit a unique index or a primary key. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "23505";
}

/** True when another transaction was in the way: this one was undone, and may be run again. */
export function isCollision(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(40001|40P01|55P03)$/.test(error.code ?? "");
}

/** True when the driver knew that the connection was lost, and sent nothing. */
export function isUnsent(error: unknown): boolean {
  return error instanceof Error && error.message.endsWith("is not queryable");
}

/** True when the server refused one statement and the connection is as it was. */
export function isAnswer(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === "ERROR";
}
