/** An agency's system on loopback: hears what is posted, and answers as it is told. */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { once } from "node:events";
import { onTestFinished } from "vitest";

export interface Heard {
  headers: IncomingHttpHeaders;
  body: string;
  path: string;
}

/** A status, or whatever else is to be done with the call. */
export type Reaction =
  | number
  | ((request: IncomingMessage, response: ServerResponse) => void | Promise<void>);

export async function openReceiver() {
  const heard: Heard[] = [];
  /** What the next calls get, in order; then what `always` says. */
  const script: Reaction[] = [];
  const state: { always: Reaction; connections: number } = { always: 204, connections: 0 };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    heard.push({ headers: request.headers, body, path: request.url ?? "" });
    const reaction = script.shift() ?? state.always;
    if (typeof reaction === "number") response.writeHead(reaction).end();
    else await reaction(request, response);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.on("connection", () => state.connections++);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
  const { port } = server.address() as { port: number };
  return { heard, script, state, port, url: `http://127.0.0.1:${port}/hook?key=sesame`, close };
}
