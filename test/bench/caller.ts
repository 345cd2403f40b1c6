/**
 * One keep-alive connection that makes one call after the other, by hand over a socket.
 *
 * Owns the HTTP of the load: an ordinary client costs several times what a server of this bench
 * spends on a request, and would measure itself. One request is out at a time, as at a gateway.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

const HEAD_END = "\r\n\r\n";

/** The end of a body's head, its length, and whether the status was 200. */
function headOf(received: string): { body: number; length: number; ok: boolean } | null {
  const end = received.indexOf(HEAD_END);
  if (end < 0) return null;
  const head = received.slice(0, end);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`a reply without a length: ${head}`);
  return {
    body: end + HEAD_END.length,
    length: Number(length),
    ok: head.startsWith("HTTP/1.1 200"),
  };
}

export class Caller {
  readonly #socket: Socket;
  readonly #head: string;
  readonly #replied: (caller: Caller, body: string) => void;
  readonly #failed: (error: unknown, caller: Caller) => void;
  #received = "";
  /** The session under way and its next hop. */
  session = 0;
  hop = 0;
  /** When the request was due or sent, on the monotonic clock. */
  since = 0;

  private constructor(
    socket: Socket,
    path: string,
    replied: (caller: Caller, body: string) => void,
    failed: (error: unknown, caller: Caller) => void,
  ) {
    this.#socket = socket;
    this.#head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: `;
    this.#replied = replied;
    this.#failed = failed;
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("error", (error) => failed(error, this));
    socket.on("end", () => failed(new Error("the server hung up"), this));
  }

  static async open(
    port: number,
    path: string,
    replied: (caller: Caller, body: string) => void,
    failed: (error: unknown, caller: Caller) => void,
  ): Promise<Caller> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    return new Caller(socket, path, replied, failed);
  }

  /** `body` in ASCII, so that its letters are its bytes. */
  send(body: string): void {
    this.#socket.write(`${this.#head}${body.length}${HEAD_END}${body}`, "latin1");
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Bytes as Latin-1: comparing does not need the letters. */
  #take(chunk: Buffer): void {
    try {
      this.#received += chunk.toString("latin1");
      const head = headOf(this.#received);
      if (head === null || this.#received.length < head.body + head.length) return;
      const body = this.#received.slice(head.body);
      this.#received = "";
      if (!head.ok) throw new Error(`a status that is not 200, with: ${body}`);
      this.#replied(this, body);
    } catch (error) {
      this.#failed(error, this);
    }
  }
}
