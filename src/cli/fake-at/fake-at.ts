/**
 * A fake Africa's Talking for SMS: takes, witnesses, reports, and goes wrong when asked to.
 *
 * Speaks the recorded wire on 127.0.0.1 only. Keeps everything it took in memory until it is
 * closed. Prints nothing and waits for no time. Used by tests, `npm run fake-at`, and the server
 * in development.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock, type Clock } from "../../base/clock.ts";
import { newId, systemRandom, type Random } from "../../base/ids.ts";
import { openCallbacks, type CallbackEnd } from "./callbacks.ts";
import { listMessages, obey, type Control } from "./control.ts";
import { openFaults, type CallFault } from "./faults.ts";
import { readBody, write } from "./http.ts";
import { takeCall, type AcceptedSms } from "./messaging.ts";
import { openReceipts } from "./receipts.ts";
import {
  inboundForm,
  json,
  optOutForm,
  plain,
  UNAUTHENTICATED,
  type OptOutWords,
  type ReceiptWords,
} from "./wire.ts";

export type { AcceptedSms } from "./messaging.ts";
export type { CallbackEnd } from "./callbacks.ts";
export { CallbackFault } from "./callbacks.ts";
export { FAKE_AT_PORT } from "./port.ts";
export { FAULTS, type CallFault, type Fault } from "./faults.ts";

export interface FakeAtOptions {
  /** 0 = any free one, which is the default. */
  port?: number;
  /** The only user and key that are let in; any, without them. */
  username?: string;
  apiKey?: string;
  /** As `FakeAt.callbacks`; null without it. */
  callbacks?: string | null;
  /** Called for each message that was taken, before its answer leaves. */
  onMessage?: (message: AcceptedSms) => void;
  /** Called for each callback, once it was taken or given up. */
  onCallback?: (end: CallbackEnd) => void;
  clock?: Clock;
  random?: Random;
}

export interface FakeAt {
  /** Where messages are posted: what AT_SMS_URL takes. */
  readonly url: string;
  /** `http://127.0.0.1:PORT`, under which `/fake/…` is. */
  readonly origin: string;
  /**
   * Address under which `/delivery`, `/inbound` and `/opt-out` are, such as
   * `http://127.0.0.1:3000/gateways/africastalking/KEY/sms`. Null = nothing is reported.
   */
  callbacks: string | null;
  /** What an account query says. */
  balance: string;
  /** The witness: every message it took responsibility for, in order. */
  readonly accepted: readonly AcceptedSms[];
  /** Calls that send, refused ones too. */
  readonly calls: number;
  /** For the next calls, one each, in this order. */
  fault(...faults: CallFault[]): void;
  /** For the next calls to a number, one each; they go before those of `fault`. */
  faultFor(to: string, ...faults: CallFault[]): void;
  /** A citizen writes; repeated at once until 200, 5 times at most. @throws CallbackFault */
  inbound(message: { from: string; to: string; text: string; id?: string }): Promise<void>;
  /** A citizen blocks a sender at the provider. @throws CallbackFault */
  optOut(words: OptOutWords): Promise<void>;
  /** Any one receipt, now. @throws CallbackFault */
  receipt(words: ReceiptWords): Promise<void>;
  /** Keeps the receipts that would be posted by themselves from now on. */
  holdReceipts(): void;
  /** Posts those kept so far; done when they were answered. Those to come are kept all the same. */
  postReceipts(): Promise<void>;
  /** All calls were answered and all callbacks posted; a stalled call and kept receipts do not count. */
  settled(): Promise<void>;
  /** Breaks every connection and gives up what is under way. */
  close(): Promise<void>;
}

/** Rejects with the system's error when the port is taken (`EADDRINUSE`). */
export async function openFakeAt(options: FakeAtOptions = {}): Promise<FakeAt> {
  const { clock = systemClock, random = systemRandom, onMessage, onCallback } = options;
  const witness: AcceptedSms[] = [];
  const faults = openFaults();
  const callbacks = openCallbacks(
    () => fake.callbacks,
    (end) => onCallback?.(end),
  );
  const receipts = openReceipts(callbacks);
  let calls = 0;

  const underWay = new Set<Promise<unknown>>();
  const during = <Value>(work: Promise<Value>): Promise<Value> => {
    const kept = work.finally(() => underWay.delete(kept));
    underWay.add(kept);
    return kept;
  };

  const lets = (key: string | undefined, username: string) =>
    key !== undefined &&
    key !== "" &&
    key === (options.apiKey ?? key) &&
    username === (options.username ?? username);
  const control: Control = {
    accepted: witness,
    fault: (all, to) => faults.add(all, to),
    inbound: (message) => fake.inbound(message),
    optOut: (words) => fake.optOut(words),
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://fake");
    switch (`${request.method} ${pathname}`) {
      case "POST /version1/messaging":
        calls++;
        return takeCall(request, response, {
          witness,
          faults,
          receipts,
          lets,
          clock,
          random,
          onMessage: (message) => onMessage?.(message),
        });
      case "GET /version1/user": {
        const key = request.headers["apikey"];
        const known = lets(String(key ?? ""), searchParams.get("username") ?? "");
        const { balance } = fake;
        return write(response, known ? json(200, { UserData: { balance } }) : UNAUTHENTICATED);
      }
      case "GET /fake/messages":
        return write(response, listMessages(searchParams, control));
      case "POST /fake/faults":
      case "POST /fake/inbound":
      case "POST /fake/opt-out": {
        const body = await readBody(request);
        if (body === null) return;
        const type = request.headers["content-type"];
        return write(response, await obey(pathname, type, body, control));
      }
      default:
        return write(response, plain(404, "The requested resource could not be found."));
    }
  };

  const server = createServer((request, response) => {
    // From its first byte, so that whoever has the answer can wait for the receipts behind it.
    during(serve(request, response)).catch((error: unknown) => {
      // A bug of the fake or of a listener: told to the caller, since nothing here prints.
      if (!response.headersSent) write(response, plain(500, `fake-at: ${String(error)}`));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo; // a TCP server's
  const origin = `http://127.0.0.1:${port}`;

  const fake: FakeAt = {
    url: `${origin}/version1/messaging`,
    origin,
    callbacks: options.callbacks ?? null,
    balance: "KES 1785.50",
    accepted: witness,
    get calls() {
      return calls;
    },
    fault: (...all) => faults.add(all),
    faultFor: (to, ...all) => faults.add(all, to),
    inbound({ from, to, text, id = newId(clock(), random) }) {
      const form = inboundForm({ id, from, to, text, at: clock() });
      return during(callbacks.post("inbound", form));
    },
    optOut: (words) => during(callbacks.post("opt-out", optOutForm(words))),
    receipt: (words) => during(receipts.post(words)),
    holdReceipts: () => receipts.hold(),
    postReceipts: () => during(receipts.release()),
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    async close() {
      callbacks.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await fake.settled();
    },
  };
  return fake;
}
