/** Reading and answering requests of node:http. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "./wire.ts";

/** UTF-16 units of a body; beyond it the connection is broken. */
const BODY_MAX = 1_000_000;

/** The body as text; null when it was too long or its sender went away, who needs no answer. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  request.setEncoding("utf8");
  let body = "";
  try {
    for await (const chunk of request) {
      body += String(chunk);
      if (body.length > BODY_MAX) {
        request.socket.destroy();
        return null;
      }
    }
  } catch (error) {
    if (request.destroyed) return null;
    throw error;
  }
  return body;
}

export function write(response: ServerResponse, { status, type, body, headers }: Answer): void {
  const own = { server: "akka-http/10.2.10", "content-type": type };
  response.writeHead(status, { ...headers, ...own, "content-length": Buffer.byteLength(body) });
  response.end(body);
}
