/**
 * The terminal phone's wire: the sandbox gateway's two callbacks over HTTP.
 *
 * Owns what counts as a reply. Refuses, in words for the person at the phone, everything that a
 * network would answer with an error of its own. Never prints the key. Called by `dial`.
 */
import type { Answer, Callback } from "./handset.ts";

/** How long Africa's Talking waits for a reply. */
const PATIENCE_MS = 10_000;

/** Who calls. */
export interface Caller {
  phone: string;
  /** MCC and MNC; null = not said. */
  network: string | null;
}

export interface Wire {
  /** @throws WireFault */
  send(callback: Callback, caller: Caller): Promise<Answer>;
  /** Reports the end of a call. @throws WireFault */
  end(callback: Callback, caller: Caller, status: "completed" | "abandoned"): Promise<void>;
}

/** What stands in the way, in a sentence for the terminal. */
export class DialFault extends Error {
  override readonly name: string = "DialFault";
}

/** The server is not there, or answers what no network would show. */
export class WireFault extends DialFault {
  override readonly name = "WireFault";
}

/** How a callback is posted: over the network, or to an app in this process. */
export type Post = (address: string, init: RequestInit) => Promise<globalThis.Response>;

/** @throws DialFault when the address is none. */
export function openWire(
  url: string,
  key: string,
  patienceMs = PATIENCE_MS,
  over: Post = fetch,
): Wire {
  if (!/^https?:/.test(url) || !URL.canParse(url)) {
    throw new DialFault(`${url} is no address; write it as http://127.0.0.1:3000`);
  }
  const callbacks = `${url.replace(/\/+$/, "")}/gateways/sandbox/${encodeURIComponent(key)}/ussd`;
  const post = async (path: string, body: object) => {
    const response = await request(`${callbacks}${path}`, url, { patienceMs, over }, body);
    if (response.status === 404) {
      throw new WireFault(
        `The server at ${url} does not know this key, or serves no sandbox (as in production).`,
      );
    }
    if (response.status !== 200) {
      throw new WireFault(
        `The server answered HTTP ${response.status}: a network would end the call with an error.`,
      );
    }
    return response;
  };
  return {
    async send({ session, code, text }, { phone, network }) {
      const from = network === null ? { session, phone } : { session, phone, network };
      const { body, label } = await post("", { ...from, code, text });
      if (!/^(CON|END) /.test(body)) {
        throw new WireFault(
          `The reply begins with neither CON nor END: a network would end the call with an error.`,
        );
      }
      return { text: body.slice(4).replace(/\r\n?/g, "\n"), end: body.startsWith("END"), label };
    },
    async end({ session }, { phone }, status) {
      await post("/events", { session, phone, status });
    },
  };
}

interface Response {
  status: number;
  body: string;
  label: string;
}

async function request(
  address: string,
  url: string,
  { patienceMs, over }: { patienceMs: number; over: Post },
  body: object,
): Promise<Response> {
  try {
    const response = await over(address, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    });
    const label = response.headers.get("x-njia-screen") ?? "";
    return { status: response.status, body: await response.text(), label };
  } catch (error) {
    throw new WireFault(
      error instanceof Error && error.name === "TimeoutError"
        ? `No reply within ${patienceMs / 1000} s: a network would have given up.`
        : `Nobody answers at ${url}. Start the server with: npm start`,
      { cause: error },
    );
  }
}
