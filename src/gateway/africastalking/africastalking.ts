/**
 * Africa's Talking: form-encoded callbacks, plain-text replies on USSD. Facts and their certainty are
 * in docs/gateways.md. Sending SMS is a module of its own, `sms`, which the server never loads.
 *
 * Owns the shape of the callback and of the reply. Refuses what cannot be one: a doubled field, no
 * session, no phone. Nothing is signed, so the secret in the URL, which `app` checks, is the only
 * proof of the sender. Called by `callback`.
 */
import { gatewayPhone, type Phone } from "../../base/phone.ts";
import type { Gateway, Hop, Reply, SessionEnd, Unreadable } from "../contract.ts";
import { plainReply, SESSION_ID, TEXT_MAX } from "../plain.ts";
import { readCount, readForm } from "./form.ts";
import { formReaders } from "./messages.ts";

/** Echoed to us on the next hop, shown on the vendor's dashboard, joined by `|` in the end event. */
const LABEL_HEADER = "at-ussd-hop-metadata";

/** Observed: `*384*70421#`. Printable and short, for it is compared with configuration only. */
const SERVICE_CODE = /^[\x21-\x7e]{1,64}$/;
/** MCC and MNC, 5 or 6 digits. Portability and new operators bring unknown ones: never refused. */
const NETWORK = /^\d{5,6}$/;

/** A map, for an object has names of its own, such as `constructor`. */
const STATUSES: ReadonlyMap<string, SessionEnd["status"]> = new Map([
  ["Success", "completed"],
  ["Incomplete", "abandoned"],
  ["Failed", "failed"],
]);

const HOP_FIELDS = ["sessionId", "phoneNumber", "networkCode", "serviceCode", "text"] as const;
/**
 * Left out on purpose: `input` and `lastAppResponse` repeat everything the citizen typed and saw,
 * a PIN included, and `hopsMetadata` can be had from our own records.
 */
const END_FIELDS = ["sessionId", "phoneNumber", "status", "durationInMillis", "hopsCount"] as const;

export const africastalking: Gateway = {
  name: "africastalking",
  prefixSeptets: 4,
  sandbox: false,
  readHop,
  writeReply: (reply: Reply) => plainReply(reply, LABEL_HEADER),
  readEnd,
  sms: formReaders("africastalking"),
};

function readHop(body: string): Hop | Unreadable {
  const form = readForm(body, HOP_FIELDS);
  if (form === null) return { unreadable: "doubled_field" };
  const from = readSender(form);
  if ("unreadable" in from) return from;
  const { serviceCode, text, networkCode } = form;
  if (serviceCode === undefined || !SERVICE_CODE.test(serviceCode)) {
    return { unreadable: "service_code" };
  }
  // Present and empty on the first hop: absent, it is not a callback of this gateway.
  if (text === undefined) return { unreadable: "no_text" };
  if (text.length > TEXT_MAX) return { unreadable: "long_text" };
  const network = networkCode !== undefined && NETWORK.test(networkCode) ? networkCode : null;
  return { ...from, serviceCode, network, text };
}

function readEnd(body: string): SessionEnd | Unreadable {
  const form = readForm(body, END_FIELDS);
  if (form === null) return { unreadable: "doubled_field" };
  const from = readSender(form);
  if ("unreadable" in from) return from;
  return {
    ...from,
    status: STATUSES.get(form.status ?? "") ?? "unknown",
    durationMs: readCount(form.durationInMillis),
    hops: readCount(form.hopsCount),
  };
}

interface Sender {
  gateway: string;
  sessionId: string;
  phone: Phone;
}

function readSender(form: { sessionId?: string; phoneNumber?: string }): Sender | Unreadable {
  const { sessionId, phoneNumber = "" } = form;
  if (sessionId === undefined || !SESSION_ID.test(sessionId)) return { unreadable: "session_id" };
  const phone = gatewayPhone(phoneNumber);
  if (phone === null) return { unreadable: "phone" };
  return { gateway: africastalking.name, sessionId, phone };
}
