/**
 * What Africa's Talking posts about SMS: receipts, messages from citizens, opt-outs.
 *
 * Owns the shape of the three forms. Refuses a doubled field and what names nobody; an unknown status, a
 * sender that is no phone and a date nobody can read are taken, since the gateway asks again for what is
 * not. Nothing is signed: the secret in the URL is the only proof of the sender. Called by `sms-callback`.
 */
import { gatewayPhone } from "../../base/phone.ts";
import type { Unreadable } from "../contract.ts";
import type { InboundSms, ProviderOptOut, Receipt, ReceiptStatus, SmsReaders } from "../sms.ts";
import { readForm } from "./form.ts";

/** Characters kept of a status or a reason in the gateway's own words. */
const SAID_MAX = 40;
/** Characters kept of a short code or sender id; the longest sender id has 11. */
const NAME_MAX = 40;
/** A UUID, `ATXid_` with 32 digits, or a whole number. */
const ID = /^[\x21-\x7e]{1,128}$/;
/** As receipts spell it, and as answers do. */
const OPTED_OUT = /^\s*UserInBlack[lL]ist\s*$/;
const NETWORK = /^\d{5,6}$/;
/** Seen in both forms, and as UTC in both. */
const DATE = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d{1,9})?Z?$/;

/** In small letters. A map, for an object has names of its own, such as `constructor`. */
const STATUSES: ReadonlyMap<string, ReceiptStatus> = new Map([
  ["sent", "sent"],
  ["submitted", "submitted"],
  ["buffered", "buffered"],
  ["success", "success"],
  ["failed", "failed"],
  ["rejected", "rejected"],
  ["absentsubscriber", "absent"],
  ["expired", "expired"],
]);

/** The readers of a gateway that posts these forms. */
export function formReaders(gateway: string): SmsReaders {
  return {
    readReceipt: (body) => readReceipt(gateway, body),
    readInbound: (body) => readInbound(gateway, body),
    readOptOut: (body) => readOptOut(gateway, body),
  };
}

const RECEIPT_FIELDS = ["id", "status", "phoneNumber", "networkCode", "failureReason"] as const;

function readReceipt(gateway: string, body: string): Receipt | Unreadable {
  const form = readForm(body, RECEIPT_FIELDS);
  if (form === null) return { unreadable: "doubled_field" };
  const { id: providerId, status = "", phoneNumber = "", networkCode = "", failureReason } = form;
  if (providerId === undefined || !ID.test(providerId)) return { unreadable: "id" };
  if (status.trim() === "") return { unreadable: "status" };
  return {
    gateway,
    providerId,
    status: STATUSES.get(status.trim().toLowerCase()) ?? "unknown",
    said: short(status, SAID_MAX),
    phone: gatewayPhone(phoneNumber),
    reason: failureReason === undefined ? null : short(failureReason, SAID_MAX) || null,
    optedOut: OPTED_OUT.test(failureReason ?? ""),
    network: NETWORK.test(networkCode) ? networkCode : null,
  };
}

const INBOUND_FIELDS = ["id", "from", "to", "text", "date"] as const;

function readInbound(gateway: string, body: string): InboundSms | Unreadable {
  const form = readForm(body, INBOUND_FIELDS);
  if (form === null) return { unreadable: "doubled_field" };
  const { id, from, to = "", text, date = "" } = form;
  if (id === undefined || !ID.test(id)) return { unreadable: "id" };
  if (from === undefined) return { unreadable: "no_from" };
  if (text === undefined) return { unreadable: "no_text" };
  const phone = gatewayPhone(from);
  return { gateway, id, from: phone, to: short(to, NAME_MAX), text, sentAt: readDate(date) };
}

const OPT_OUT_FIELDS = ["phoneNumber", "senderId"] as const;

function readOptOut(gateway: string, body: string): ProviderOptOut | Unreadable {
  const form = readForm(body, OPT_OUT_FIELDS);
  if (form === null) return { unreadable: "doubled_field" };
  const { phoneNumber = "", senderId = "" } = form;
  const phone = gatewayPhone(phoneNumber);
  if (phone === null) return { unreadable: "phone" };
  return { gateway, phone, senderId: short(senderId, NAME_MAX) };
}

/** Printable ASCII, so that it can stand in a row and a log as it is. */
function short(text: string, most: number): string {
  return text
    .trim()
    .slice(0, most)
    .replace(/[^\x20-\x7e]/g, "?");
}

function readDate(text: string): number | null {
  const [, day, time] = DATE.exec(text) ?? [];
  if (day === undefined || time === undefined) return null;
  const at = Date.parse(`${day}T${time}Z`);
  return Number.isNaN(at) ? null : at;
}
