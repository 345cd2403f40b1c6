/**
 * One call that sends: from its form to its receipts.
 *
 * Owns the witness: a message is in it before anything of the answer leaves. Called by `fake-at`.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/ids.ts";
import { answerFault, type FaultQueue } from "./faults.ts";
import { readBody, write } from "./http.ts";
import type { Receipts } from "./receipts.ts";
import {
  answerOf,
  codeOf,
  FAULTY,
  INVALID_SENDER,
  partsOf,
  plain,
  readCall,
  UNAUTHENTICATED,
  type Recipient,
  type SendCall,
} from "./wire.ts";

/** A message that was taken responsibility for. */
export interface AcceptedSms {
  /** Epoch milliseconds; later than that of every message before, so that it tells them apart. */
  at: number;
  /** As the answer and the receipts have it: `ATXid_` and 32 hexadecimal digits. */
  id: string;
  to: string;
  /** `AFRICASTKNG` when the call named no sender. */
  from: string;
  text: string;
  parts: number;
}

export interface MessagingNeeds {
  witness: AcceptedSms[];
  faults: FaultQueue;
  receipts: Receipts;
  /** Whether a key is one, of this user. */
  lets: (key: string | undefined, username: string) => boolean;
  clock: Clock;
  random: Random;
  onMessage: (message: AcceptedSms) => void;
}

/** The sender nobody has. */
const BAD_SENDER = "BAD";
const FORM = "application/x-www-form-urlencoded";

/** Resolves after the receipts were answered. */
export async function takeCall(
  request: IncomingMessage,
  response: ServerResponse,
  need: MessagingNeeds,
): Promise<void> {
  // From the start: whoever gave up waiting has closed it before anything was written.
  const left = new Promise((resolve) => response.once("close", resolve));
  if (need.faults.refusesNext()) return void request.socket.resetAndDestroy();
  const body = await readBody(request);
  if (body === null) return;
  const call = readCall(body);
  const faults = need.faults.take("to" in call ? call.to : []);
  const fault = answerFault(faults);
  if (fault === "refuse") return void request.socket.resetAndDestroy();
  if (fault === "500" || fault === "503" || fault === "429") return write(response, FAULTY[fault]);
  if (request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase() !== FORM) {
    const words = "The request's Content-Type is not supported. Expected:";
    return write(response, plain(415, `${words}\n${FORM}`));
  }
  if (!("to" in call)) return write(response, call);
  // A repeated header comes as one string here, joined by a comma; the types do not know.
  const key = request.headers["apikey"];
  if (!need.lets(typeof key === "string" ? key : undefined, call.username)) {
    return write(response, UNAUTHENTICATED);
  }
  const taken = call.from === BAD_SENDER ? null : take(call, need);
  const receipts = () =>
    Promise.all((taken?.messages ?? []).map((message) => need.receipts.after(message, faults)));
  if (faults.has("receipt_first")) await receipts();
  if (fault === "reset") request.socket.resetAndDestroy();
  else if (fault !== "stall") {
    write(response, fault !== undefined ? FAULTY[fault] : (taken?.answer ?? INVALID_SENDER));
    await left;
  }
  if (!faults.has("receipt_first")) await receipts();
}

function take(call: SendCall, { witness, clock, random, onMessage }: MessagingNeeds) {
  const { from, text } = call;
  const parts = partsOf(text);
  const messages: AcceptedSms[] = [];
  const recipients = call.to.map((number): Recipient => {
    const code = codeOf(number, call.enqueue);
    if (code > 102) return { number, code, id: null };
    const at = Math.max(clock(), (witness.at(-1)?.at ?? 0) + 1);
    const id = `ATXid_${Buffer.from(random(16)).toString("hex")}`;
    const message = { at, id, to: number, from, text, parts };
    witness.push(message);
    messages.push(message);
    onMessage(message);
    return { number, code, id };
  });
  return { messages, answer: answerOf(recipients, parts) };
}
