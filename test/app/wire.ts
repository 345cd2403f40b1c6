/** Plain HTTP as gateways speak it, byte for byte. */
import { once } from "node:events";
import { request, type Agent, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Sent {
  method?: string;
  path: string;
  body?: string | Uint8Array;
  headers?: Record<string, string>;
  /** Without a length, in pieces, as a sender does that does not know it. */
  chunked?: boolean;
  agent?: Agent;
}

/** Sends one request and reads the whole answer. */
export async function send(port: number, sent: Sent): Promise<Answer> {
  const { method = "POST", path, body = "", headers = {}, chunked = false, agent } = sent;
  const length = chunked ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const outgoing = request({
    host: "127.0.0.1",
    port,
    path,
    method,
    headers: { ...length, ...headers },
    ...(agent === undefined ? {} : { agent }),
  });
  const answered = once(outgoing, "response");
  if (chunked) outgoing.write(body);
  outgoing.end(chunked ? undefined : body);
  const [incoming] = await answered;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return {
    status: incoming.statusCode,
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString(),
  };
}

/**
 * Everything a server says to these bytes until it hangs up, without the date. They must ask it to:
 * Node answers nobody whose own side has ended before the reply is ready.
 */
export async function rawAnswer(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.write(bytes);
  await once(socket, "close");
  return Buffer.concat(chunks)
    .toString()
    .replace(/^date: .*\r\n/im, "");
}
