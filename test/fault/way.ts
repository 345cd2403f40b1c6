/**
 * A way between a node and its database, which can be broken: reset, or silent, as a firewall that has
 * forgotten its connections or a cable that was drawn is.
 */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface Way {
  port: number;
  /** Resets every connection; new ones are let through. */
  reset(): void;
  /** Nothing comes through any more, and nobody is told. */
  silence(): void;
  /** New connections are let through again; those that fell silent stay so, as behind a firewall. */
  mend(): void;
  /** Leads elsewhere from now on, as an address that moves does. */
  lead(to: number): void;
  close(): void;
}

export async function openWay(port: number): Promise<Way> {
  const open = new Set<Socket>();
  let to = port;
  /** Over which nothing will come any more. */
  const lost = new WeakSet<Socket>();
  let silent = false;
  const server = createServer((client) => {
    // The system takes the connection before anybody is asked; of what is sent over it nothing arrives.
    const pair = silent ? [client] : [client, connect(to, "127.0.0.1")];
    for (const socket of pair) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        // What is silent by then keeps its other end.
        if (!lost.has(socket)) for (const each of pair) each.destroy();
      });
    }
    const [, upstream] = pair;
    if (upstream === undefined) lost.add(client.pause());
    else client.pipe(upstream).pipe(client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  const reset = () => {
    for (const socket of open) socket.resetAndDestroy();
  };
  return {
    port: address.port,
    reset,
    silence() {
      silent = true;
      for (const socket of open) lost.add(socket.unpipe().pause());
    },
    mend() {
      silent = false;
    },
    lead(other) {
      to = other;
      reset();
    },
    close() {
      reset();
      server.close();
    },
  };
}
