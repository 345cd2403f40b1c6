/**
 * A fake registry of businesses and farmers over HTTP, on this machine alone: what connectors look up in
 * while Njia is tried and tested.
 *
 * Owns what can go wrong on demand, for the next calls, one each, in order. Knows nothing that is not in
 * `entries`. Called by its command, by `development`, and by tests.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { readBody, write } from "../fake-at/http.ts";
import { json, plain, type Answer } from "../fake-at/wire.ts";
import { BUSINESSES, FARMERS } from "./entries.ts";

export const FAULTS = [
  /** Answers after five seconds, and rightly. */
  "late",
  /** Never answers. */
  "stall",
  /** Begins an answer and sends a byte a second. */
  "drip",
  /** Breaks the connection. */
  "reset",
  /** 404, as for a number that nobody has. */
  "none",
  "500",
  /** 200 with a page of HTML. */
  "junk",
  /** 200 with an empty object. */
  "empty",
  /** 200 with half a document, and nothing behind it. */
  "cut",
  /** 200 with fields of the wrong type. */
  "wrong",
  /** 200 with a megabyte. */
  "large",
  /** 302 to another address. */
  "redirect",
] as const;
export type RegistryFault = (typeof FAULTS)[number];

/** Milliseconds of an answer that is late: more than any citizen waits for it. */
const LATE_MS = 5_000;

export interface FakeRegistry {
  /** `http://127.0.0.1:4012` */
  origin: string;
  /** The paths that were asked for, in order, with what became of each. */
  readonly asked: readonly { path: string; fault: RegistryFault | null }[];
  /** For the next calls, one each, in this order. */
  fault(...faults: RegistryFault[]): void;
  /** Breaks every connection. */
  close(): Promise<void>;
}

export interface FakeRegistryOptions {
  /** Any free one without it. */
  port?: number;
  /** What it knows of a kind and a number; businesses and farmers who are made up without it. */
  entryOf?: (kind: string, id: string) => object | undefined;
  /** What goes wrong with a call for which nothing was ordered; nothing without it. */
  faultOf?: () => RegistryFault | null;
  onAsked?: (asked: { path: string; fault: RegistryFault | null; status: number | null }) => void;
}

const faultsBody = z.strictObject({ faults: z.array(z.enum(FAULTS)) });

/** Rejects with the system's error when the port is taken (`EADDRINUSE`). */
export async function openFakeRegistry(options: FakeRegistryOptions = {}): Promise<FakeRegistry> {
  const { entryOf = madeUp, faultOf = () => null } = options;
  const asked: { path: string; fault: RegistryFault | null }[] = [];
  const faults: RegistryFault[] = [];
  const timers = new Set<NodeJS.Timeout>();

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? "/", "http://fake");
    const body = await readBody(request);
    if (body === null) return;
    if (request.method === "POST" && pathname === "/fake/faults") {
      return write(response, ordered(faults, body));
    }
    const fault = faults.shift() ?? faultOf();
    asked.push({ path: pathname, fault });
    const answer = answerAt(pathname, entryOf);
    const status = fault === null ? answer.status : null;
    options.onAsked?.({ path: pathname, fault, status });
    faulty(fault, answer, response, (ms, act) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        act();
      }, ms);
      timers.add(timer);
    });
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      // A bug of the fake or of a listener: told to the caller, since nothing here prints.
      if (!response.headersSent) write(response, plain(500, `fake-registry: ${String(error)}`));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo; // a TCP server's
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    fault: (...more) => void faults.push(...more),
    async close() {
      for (const timer of timers) clearTimeout(timer);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** `/businesses/30027118`, `/farmers/20000001`. */
function answerAt(path: string, entryOf: (kind: string, id: string) => object | undefined): Answer {
  const [, kind = "", id = ""] = /^\/([a-z]+)\/([^/]+)$/.exec(path) ?? [];
  const entry = entryOf(kind, id);
  return entry === undefined ? json(404, { error: "not found" }) : json(200, entry);
}

function madeUp(kind: string, id: string): object | undefined {
  const entries: ReadonlyMap<string, object> | undefined = {
    businesses: BUSINESSES,
    farmers: FARMERS,
  }[kind];
  return entries?.get(id);
}

function ordered(faults: RegistryFault[], body: string): Answer {
  let said: unknown;
  try {
    said = JSON.parse(body);
  } catch {
    return json(400, { error: "send JSON" });
  }
  const { data, error } = faultsBody.safeParse(said);
  if (error !== undefined) return json(400, { error: z.prettifyError(error) });
  faults.push(...data.faults);
  return json(200, { ordered: data.faults.length });
}

function faulty(
  fault: RegistryFault | null,
  answer: Answer,
  response: ServerResponse,
  after: (ms: number, act: () => void) => void,
): void {
  const begun = (type = "application/json") => response.writeHead(200, { "content-type": type });
  switch (fault) {
    case null:
      return write(response, answer);
    case "late":
      return after(LATE_MS, () => write(response, answer));
    case "stall":
      return;
    case "drip": {
      begun();
      const drip = () => {
        if (response.destroyed) return;
        response.write(" ");
        after(1_000, drip);
      };
      return drip();
    }
    case "reset":
      return void response.destroy();
    case "none":
      return write(response, json(404, { error: "not found" }));
    case "500":
      return write(response, plain(500, "Internal Server Error"));
    case "junk":
      return void begun("text/html").end("<html><body>Scheduled maintenance</body></html>");
    case "empty":
      return write(response, json(200, {}));
    case "cut":
      return void begun().end(answer.body.slice(0, answer.body.length / 2));
    case "wrong":
      return write(
        response,
        json(200, { business: { name: {} }, farmer: { name: [] }, quote: "?" }),
      );
    case "large":
      return void begun().end(`"${"x".repeat(1_000_000)}"`);
    case "redirect":
      return void response.writeHead(302, { location: "http://169.254.169.254/" }).end();
  }
}
