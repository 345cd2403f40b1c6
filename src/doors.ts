/**
 * The doors to one port, by which connections come in.
 *
 * Owns how they are opened, and what each connection waited at its own. Called by `listen`.
 */
import { once } from "node:events";
import type { Server } from "node:http";
import {
  createServer as createDoor,
  type ListenOptions,
  type Server as DoorServer,
  type Socket,
} from "node:net";
import type { Arrivals, LetIn } from "./arrivals.ts";

/**
 * Node accepts one connection in a turn of the event loop, and a turn takes 20 ms when there is much to do: whoever opens
 * a connection for each call would wait for seconds, where nobody sees it. So as many doors lead to one port, among
 * which the kernel shares those who come; each lets one in at each turn. Under twice the load that can be served 256
 * doors took 14 to 51 % of the callers, at a p99 of 1.2 to 1.8 s, 512 took 44 to 63 % at 0.9 to 1.0, and 1,024 took 3 to
 * 6 %: so many are let in in one turn then that turns get long. With 64 and
 * shorter waits more were taken where each call has a connection, but on 4,000 that are kept single callers waited 4.7 s.
 */
export const DOORS = 512;
/**
 * Connections that wait at a door, at most: so many turns the last of them waits, which `Waits` sees. Those beyond try
 * again a second later, and then after three, which nobody sees: with 16 places 1 in 40 did. Where one door is all
 * there is, it has the places of all.
 */
export const BACKLOG = 32;

/** Milliseconds that connections waited for being let in, until their first request has come. */
export class Waits {
  readonly #ms = new WeakMap<Socket, number>();

  /** For the first door that says so. */
  note(socket: Socket, letIn: LetIn): void {
    if (!this.#ms.has(socket)) this.#ms.set(socket, letIn());
  }

  /** Of its first request; 0 of all later ones. */
  of(socket: Socket): number {
    const ms = this.#ms.get(socket) ?? 0;
    if (ms > 0) this.#ms.set(socket, 0);
    return ms;
  }
}

/** Opens the server, and the doors beside it where the system has such. */
export async function openDoors(
  server: Server,
  { arrivals, waits }: { arrivals: Arrivals; waits: Waits },
  { host, port }: { host: string; port: number },
): Promise<DoorServer[]> {
  const many = process.platform === "linux";
  const places = many ? BACKLOG : DOORS * BACKLOG;
  const own = arrivals.door(places);
  server.on("connection", (socket) => waits.note(socket, own));
  if (!many) {
    await listening(server, { host, port, backlog: places });
    return [];
  }
  // One alone first: two servers that both have many doors would share the port.
  const alone = createDoor();
  await listening(alone, { host, port });
  const at = { host, port: portOf(alone), backlog: places, reusePort: true };
  alone.close();
  await once(alone, "close");
  const doors = Array.from({ length: DOORS - 1 }, () => {
    const letIn = arrivals.door(places);
    // As an HTTP server opens its own.
    return createDoor({ allowHalfOpen: true, noDelay: true }, (socket) => {
      waits.note(socket, letIn);
      server.emit("connection", socket);
    });
  });
  for (const door of [server, ...doors]) await listening(door, at);
  return doors;
}

async function listening(server: DoorServer, at: ListenOptions): Promise<void> {
  server.listen(at);
  await once(server, "listening");
}

export function portOf(server: DoorServer): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
