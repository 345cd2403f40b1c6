/** Servers that do one thing to a call: what a provider does on its worst day. */
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

const PATH = "/version1/messaging";

/** Answers every request so; the address messages are posted to. Closed with the test. */
export async function answering(listener: RequestListener): Promise<string> {
  const server = createHttp(listener);
  const url = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return url;
}

/** Does so with every connection, before any of it is read. */
export async function connecting(met: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // The caller goes away as it likes.
    socket.on("error", () => undefined);
    met(socket);
  });
  const url = await listen(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return url;
}

/** An address at which nobody listens any more. */
export async function nobody(): Promise<string> {
  const server = createServer();
  const url = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return url;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's
  return `http://127.0.0.1:${port}${PATH}`;
}
