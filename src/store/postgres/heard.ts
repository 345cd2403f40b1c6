/**
 * The one moment of a transaction that has no end of its own: the server's answer to its COMMIT.
 *
 * While a standby that commits wait for is away, the server keeps whoever commits waiting, whatever
 * `statement_timeout` says, and does not notice that nobody listens any more: one dial a second left 26 connections
 * behind in 50 s. Who gives up waiting tells the server so.
 */
import { connect } from "node:net";
import type { ClientBase, QueryResultBase } from "pg";
import { StoreFault } from "../fault.ts";
import type { ServerPlace } from "../place.ts";
import { isAnswer, isUnsent } from "./fault.ts";
import { ANSWER_MS } from "./pool.ts";
import { lookAgain } from "./session.ts";

/** Milliseconds for the server to take what it is told. */
const TELL_MS = 1_000;
/** The protocol's number for "end what you do for that one". */
export const CANCEL = 80_877_102;

/**
 * The answer to a statement that commits. When the connection is lost in it, or the server gives up waiting for
 * its standby, nobody knows whether the commit is on disk on every machine that it should be on: it is not
 * acknowledged, and whoever asks again finds it done or does it.
 *
 * The settings that make an answer mean this are looked at behind it, in the same round trip: whoever empties
 * `synchronous_standby_names` because the standby died, as Patroni does, has the server answer all who wait for it.
 * It takes some 25 µs of the processor, for all the commits of a transaction.
 * @throws StoreFault `unanswered`; the driver's error when the server says no, or was not asked, and then nothing has happened
 */
export async function heard(
  client: ClientBase,
  sql: string,
  place: Pick<ServerPlace, "standby">,
): Promise<QueryResultBase> {
  let warned = false;
  const onNotice = () => {
    warned = true;
  };
  client.on("notice", onNotice);
  const [answer, look] = await Promise.allSettled([client.query(sql), lookAgain(client, place)]);
  client.off("notice", onNotice);
  if (answer.status === "rejected") {
    const reason: unknown = answer.reason;
    const known = isAnswer(reason) || isUnsent(reason);
    throw known ? reason : new StoreFault("unanswered", { cause: reason });
  }
  if (look.status === "rejected") throw new StoreFault("unanswered", { cause: look.reason });
  if (warned) throw new StoreFault("unanswered");
  return answer.value;
}

/** Says nothing to nobody, and yet is written: a commit that wrote nothing is answered at once. */
const NOTHING = {
  text: "select pg_logical_emit_message(true, 'njia', '')",
  query_timeout: ANSWER_MS,
};

/**
 * Before what is waited for without end, as an upgrade is: with a standby that is away, or whose name is
 * written wrong, a first start hung without a word. @throws StoreFault `unanswered`
 */
export async function refuseUnanswered(client: ClientBase): Promise<void> {
  try {
    await client.query(NOTHING);
  } catch (error) {
    if (isAnswer(error)) throw error;
    await cancel(client);
    throw new StoreFault("unanswered", { cause: error });
  }
}

export function isUnanswered(error: unknown): boolean {
  return error instanceof StoreFault && error.code === "unanswered";
}

/** True when the connection was there all the time and nothing came over it. */
export function isSilent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && cause.message === "Query read timeout";
}

/** Whether the server took it, which it shows by closing; or nobody is there; or nobody knows. */
export type Told = "taken" | "refused" | "unheard";

/** What the driver has noted of its connection, which its types do not say. */
interface Noted {
  host: string;
  port: number;
  processID: number;
  secretKey: number;
}

/**
 * Tells the server to end what it does for a connection, over another one of a moment. Not encrypted, as PostgreSQL's
 * own tools did until their version 17: who reads the key can end this one statement, and it has ended.
 */
export function cancel(client: ClientBase): Promise<Told> {
  const { host, port, processID, secretKey } = client as unknown as Noted; // as above
  const request = Buffer.alloc(16);
  for (const [at, value] of [request.length, CANCEL, processID, secretKey].entries())
    request.writeInt32BE(value, at * 4);
  return new Promise((resolve) => {
    let told: Told = "unheard";
    const socket = connect(
      host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port },
    );
    socket.setTimeout(TELL_MS, () => socket.destroy());
    socket.on("connect", () => socket.write(request));
    socket.on("error", (error) => {
      if ("code" in error && error.code === "ECONNREFUSED") told = "refused";
    });
    socket.on("end", () => {
      told = "taken";
    });
    socket.on("close", () => resolve(told));
    socket.resume();
  });
}
