/**
 * Africa's Talking's SMS wire as it was recorded: what a call says, the answers, the callbacks.
 *
 * Owns every byte that leaves. What was never recorded, such as the words of a 5xx, are those of the
 * server it runs on (akka-http). Pure.
 */
import { septets } from "../../base/gsm7.ts";

export interface Answer {
  status: number;
  type: string;
  body: string;
  headers?: Readonly<Record<string, string>>;
}

/** A call that can be read. */
export interface SendCall {
  username: string;
  to: readonly string[];
  text: string;
  /** The provider's own sender when the call names none. */
  from: string;
  /** True: stored and sent later, which is what a call without it asks for. */
  enqueue: boolean;
}

/** What became of one recipient; an accepted one has an id. */
export interface Recipient {
  number: string;
  code: number;
  /** Null = refused. */
  id: string | null;
}

const DEFAULT_SENDER = "AFRICASTKNG";
const PLAIN = "text/plain; charset=UTF-8";
const JSON_TYPE = "application/json";
/** Of one part, in ten-thousandths of a shilling. */
const PART_COST = 8_000;

const NAMES: Readonly<Record<number, string>> = {
  101: "Success",
  102: "Success",
  403: "InvalidPhoneNumber",
  405: "InsufficientBalance",
  406: "UserInBlacklist",
  502: "RejectedByGateway",
};

/** The codes that a number asks for by its last digits. */
const MAGIC = [403, 405, 406, 502];

export const UNAUTHENTICATED: Answer = {
  status: 401,
  type: PLAIN,
  body: "The supplied authentication is invalid",
  headers: { "www-authenticate": 'Basic realm="api",charset=UTF-8' },
};

export const INVALID_SENDER = json(201, {
  SMSMessageData: { Message: "InvalidSenderId", Recipients: [] },
});

export const FAULTY = {
  "500": plain(500, "There was an internal server error."),
  "503": plain(
    503,
    "The server is currently unavailable (because it is overloaded or down for maintenance).",
  ),
  "429": plain(429, "The user has sent too many requests in a given amount of time."),
  accepted_500: plain(500, "There was an internal server error."),
  junk: { status: 201, type: "text/html; charset=UTF-8", body: "<html><h1>It works!</h1></html>" },
  empty_201: { status: 201, type: JSON_TYPE, body: "" },
} as const satisfies Record<string, Answer>;

export function plain(status: number, body: string): Answer {
  return { status, type: PLAIN, body };
}

export function json(status: number, value: unknown): Answer {
  return { status, type: JSON_TYPE, body: JSON.stringify(value) };
}

/** A form as a call, or the answer to one that lacks a field. */
export function readCall(body: string): SendCall | Answer {
  const form = new URLSearchParams(body);
  const missing = ["username", "to", "message"].find((name) => (form.get(name) ?? "") === "");
  if (missing !== undefined) {
    return plain(400, `Request is missing required form field '${missing}'`);
  }
  return {
    username: form.get("username") ?? "",
    to: (form.get("to") ?? "").split(",").map((number) => number.trim()),
    text: form.get("message") ?? "",
    from: form.get("from") || DEFAULT_SENDER,
    enqueue: form.get("enqueue") !== "0",
  };
}

/** The status code of a recipient: refused by its last digits, or taken. */
export function codeOf(number: string, enqueue: boolean): number {
  const magic = MAGIC.find((code) => number.endsWith(String(code)));
  if (magic !== undefined) return magic;
  if (!/^\+[1-9]\d{6,14}$/.test(number)) return 403;
  return enqueue ? 102 : 101;
}

/** The answer to a call that was read. `parts` of the text. */
export function answerOf(recipients: readonly Recipient[], parts: number): Answer {
  const taken = recipients.filter(({ id }) => id !== null).length;
  const sent = `Sent to ${taken}/${recipients.length} Total Cost: `;
  const Message =
    taken === 0 ? `${sent}0` : `${sent}${costOf(parts * taken)} Message parts: ${parts}`;
  const Recipients = recipients.map(({ number, code, id }) => ({
    statusCode: code,
    number,
    status: NAMES[code] ?? "InternalServerError",
    cost: id === null ? "0" : costOf(parts),
    messageId: id ?? "None",
  }));
  return json(201, { SMSMessageData: { Message, Recipients } });
}

function costOf(parts: number): string {
  return `KES ${((parts * PART_COST) / 10_000).toFixed(4)}`;
}

/** How many SMS a text is: 160 septets or 70 UTF-16 units, 153 or 67 of each part of several. */
export function partsOf(text: string): number {
  const all = septets(text);
  const [alone, each] = all === null ? [70, 67] : [160, 153];
  if ((all ?? text.length) <= alone) return 1;
  let [parts, used] = [1, 0];
  for (const letter of text) {
    // A letter of two septets or units is never parted.
    const cost = all === null ? letter.length : (septets(letter) ?? 1);
    if (used + cost > each) [parts, used] = [parts + 1, 0];
    used += cost;
  }
  return parts;
}

/** The final status that a receipt tells with its reason, or one on the way to it. */
export interface ReceiptWords {
  id: string;
  to: string;
  status: string;
  failureReason?: string;
}

const NETWORK = "63902";

export function receiptForm({ id, to, status, failureReason }: ReceiptWords): URLSearchParams {
  const form = { id, status, phoneNumber: to, networkCode: NETWORK };
  return new URLSearchParams(failureReason === undefined ? form : { ...form, failureReason });
}

/** `phone` wants no more messages of a sender. */
export interface OptOutWords {
  phone: string;
  sender: string;
}

export function optOutForm({ phone, sender }: OptOutWords): URLSearchParams {
  return new URLSearchParams({ senderId: sender, phoneNumber: phone });
}

export interface InboundWords {
  id: string;
  from: string;
  to: string;
  text: string;
  /** Epoch milliseconds. */
  at: number;
}

export function inboundForm({ id, from, to, text, at }: InboundWords): URLSearchParams {
  const date = `${new Date(at).toISOString().slice(0, 19)}Z`;
  return new URLSearchParams({ date, from, id, linkId: "", text, to, networkCode: NETWORK });
}
