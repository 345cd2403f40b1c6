/** A way to a PostgreSQL server that is cut where the test wants it. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** The last one: of what the server answers, and that it has ended the connection, the client hears in one moment. */
export type Cut = "before it arrives" | "after it was done" | "when the server ends it";

export interface CuttingProxy {
  port: number;
  /** The next time that a client sends this word, its connection is cut. */
  cut(word: string, when: Cut): void;
}

export async function openCuttingProxy(port: number): Promise<CuttingProxy> {
  let armed: { word: string; when: Cut } | null = null;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", end);
    }
    client.on("close", end);
    upstream.on("close", () => (held === null ? end() : client.end(Buffer.concat(held))));
    let last = false;
    let held: Buffer[] | null = null;
    client.on("data", (data) => {
      if (armed !== null && data.includes(armed.word)) {
        const { when } = armed;
        armed = null;
        if (when === "before it arrives") return end();
        if (when === "after it was done") last = true;
        else held = [];
      }
      upstream.write(data);
    });
    upstream.on("data", (data) => {
      if (last) end();
      else if (held !== null) held.push(data);
      else client.write(data);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return {
    port: address.port,
    cut(word, when) {
      armed = { word, when };
    },
  };
}
