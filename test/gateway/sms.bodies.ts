/**
 * Raw forms about SMS as Africa's Talking posts them: the fields of its pages and of what others have
 * recorded. Numbers and identifiers are placeholders.
 */
import type { Phone } from "../../src/base/phone.ts";
import type { InboundSms, ProviderOptOut, Receipt } from "../../src/gateway/sms.ts";

/** Forms of one kind: those that are read, and those that are not, with the code a log may carry. */
export interface Forms<Read> {
  read: readonly { what: string; body: string; value: Omit<Read, "gateway"> }[];
  not: readonly { what: string; body: string; code: string }[];
}

const PHONE = "+254711000111" as Phone;
const ID = "ATXid_0123456789abcdef0123456789abcdef";
/** 3 May 2017, 06:04:45 UTC. */
const AT = 1_493_791_485_000;

type Fields = Record<string, string | undefined>;

/** Only `+` and what would break the form is encoded, as gateways do at least. */
function encode(fields: Fields): string {
  return Object.entries(fields)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
    )
    .join("&");
}

export function receiptBody(fields: Fields = {}): string {
  return encode({ id: ID, status: "Success", phoneNumber: PHONE, networkCode: "63902", ...fields });
}

export function inboundBody(fields: Fields = {}): string {
  return encode({
    date: "2017-05-03T06:04:45Z",
    from: PHONE,
    id: "4c1a2b3d-0000-4000-8000-000000000001",
    linkId: "",
    text: "ACHA",
    to: "20880",
    networkCode: "63902",
    ...fields,
  });
}

export function optOutBody(fields: Fields = {}): string {
  return encode({ senderId: "NJIA", phoneNumber: PHONE, ...fields });
}

const receipt = {
  providerId: ID,
  status: "success",
  said: "Success",
  phone: PHONE,
  reason: null,
  optedOut: false,
  network: "63902",
} as const;

const STATUSES = [
  ["Sent", "sent"],
  ["Submitted", "submitted"],
  ["Buffered", "buffered"],
  ["Rejected", "rejected"],
  ["Success", "success"],
  ["Failed", "failed"],
  ["AbsentSubscriber", "absent"],
  ["Expired", "expired"],
  ["absentSUBSCRIBER", "absent"],
  ["Teleported", "unknown"],
  ["constructor", "unknown"],
] as const;

/** As documented, in two spellings where there are two, and as seen by others. */
const REASONS = [
  "InsufficientCredit",
  "InvalidLinkId",
  "UserIsInactive",
  "UserInBlackList",
  "UserInBlacklist",
  "UserAccountSuspended",
  "NotNetworkSubcriber",
  "NotNetworkSubscriber",
  "UserNotSubscribedToProduct",
  "UserDoesNotExist",
  "DeliveryFailure",
  "DoNotDisturbRejection",
  "UserMemoryCapacityExceeded",
];

const receipts: Forms<Receipt> = {
  read: [
    ...STATUSES.map(([said, status]) => ({
      what: `the status ${said}`,
      body: receiptBody({ status: said }),
      value: { ...receipt, said, status },
    })),
    ...REASONS.map((reason) => ({
      what: `the reason ${reason}`,
      body: receiptBody({ status: "Failed", failureReason: reason }),
      value: {
        ...receipt,
        status: "failed",
        said: "Failed",
        reason,
        optedOut: /^UserInBlack[lL]ist$/.test(reason),
      } as const,
    })),
    {
      what: "the same fields in another order, with fields nobody has told us of, even doubled",
      body: `retryCount=0&networkCode=63902&phoneNumber=%2B254711000111&x=1&x=2&status=Success&id=${ID}`,
      value: receipt,
    },
    {
      what: "a whole number for an id",
      body: receiptBody({ id: "15071" }),
      value: { ...receipt, providerId: "15071" },
    },
    {
      what: "a plus that was not encoded",
      body: receiptBody().replace("%2B", "+"),
      value: receipt,
    },
    {
      what: "no phone",
      body: receiptBody({ phoneNumber: undefined }),
      value: { ...receipt, phone: null },
    },
    {
      what: "a phone that is none",
      body: receiptBody({ phoneNumber: "0711000111" }),
      value: { ...receipt, phone: null },
    },
    {
      what: "no network",
      body: receiptBody({ networkCode: undefined }),
      value: { ...receipt, network: null },
    },
    {
      what: "a network that is none",
      body: receiptBody({ networkCode: "Safaricom" }),
      value: { ...receipt, network: null },
    },
    { what: "an empty reason", body: receiptBody({ failureReason: "" }), value: receipt },
    {
      what: "spaces around a status",
      body: receiptBody({ status: " Sent " }),
      value: { ...receipt, status: "sent", said: "Sent" },
    },
    {
      what: "a long status with letters that no log should have",
      body: receiptBody({ status: `Ça\n\u0000😀${"x".repeat(60)}` }),
      value: { ...receipt, status: "unknown", said: `?a????${"x".repeat(34)}` },
    },
  ],
  not: [
    { what: "nothing", body: "", code: "id" },
    { what: "JSON", body: JSON.stringify({ id: ID, status: "Sent" }), code: "id" },
    { what: "no id", body: receiptBody({ id: undefined }), code: "id" },
    { what: "an empty id", body: receiptBody({ id: "" }), code: "id" },
    { what: "an id with a line break", body: receiptBody({ id: "a\nb" }), code: "id" },
    { what: "an id of 129 characters", body: receiptBody({ id: "i".repeat(129) }), code: "id" },
    { what: "no status", body: receiptBody({ status: undefined }), code: "status" },
    { what: "an empty status", body: receiptBody({ status: " " }), code: "status" },
    { what: "a doubled id", body: `${receiptBody()}&id=other`, code: "doubled_field" },
    { what: "a doubled status", body: `${receiptBody()}&status=Sent`, code: "doubled_field" },
  ],
};

const inbound = {
  id: "4c1a2b3d-0000-4000-8000-000000000001",
  from: PHONE,
  to: "20880",
  text: "ACHA",
  sentAt: AT,
};

const inbounds: Forms<InboundSms> = {
  read: [
    { what: "a message", body: inboundBody(), value: inbound },
    {
      what: "a date with a space in it",
      body: inboundBody({ date: "2017-05-03 06:04:45" }),
      value: inbound,
    },
    {
      what: "a date with thousandths, which are dropped",
      body: inboundBody({ date: "2017-05-03T06:04:45.445Z" }),
      value: inbound,
    },
    ...["", "yesterday", "2017-13-45 06:04:45", "2017-05-03T06:04:45+03:00"].map((date) => ({
      what: `a date nobody can read: ${JSON.stringify(date)}`,
      body: inboundBody({ date }),
      value: { ...inbound, sentAt: null },
    })),
    {
      what: "no date",
      body: inboundBody({ date: undefined }),
      value: { ...inbound, sentAt: null },
    },
    {
      what: "a whole number for an id",
      body: inboundBody({ id: "15071" }),
      value: { ...inbound, id: "15071" },
    },
    {
      what: "a plus that was not encoded",
      body: inboundBody().replace("%2B", "+"),
      value: inbound,
    },
    ...["SAFARICOM", "20880", "M-PESA", ""].map((from) => ({
      what: `from ${JSON.stringify(from)}, who has no phone`,
      body: inboundBody({ from }),
      value: { ...inbound, from: null },
    })),
    {
      what: "no text in the text",
      body: inboundBody({ text: "" }),
      value: { ...inbound, text: "" },
    },
    {
      what: "letters of all kinds",
      body: inboundBody({ text: "Gĩthĩ + ndĩ& 😀\nmstari wa pili" }),
      value: { ...inbound, text: "Gĩthĩ + ndĩ& 😀\nmstari wa pili" },
    },
    {
      what: "a message of many parts",
      body: inboundBody({ text: "a".repeat(3_000) }),
      value: { ...inbound, text: "a".repeat(3_000) },
    },
    {
      what: "nobody it was sent to",
      body: inboundBody({ to: undefined }),
      value: { ...inbound, to: "" },
    },
    {
      what: "fields nobody has told us of, even doubled",
      body: `${inboundBody()}&cost=0&cost=1`,
      value: inbound,
    },
  ],
  not: [
    { what: "nothing", body: "", code: "id" },
    { what: "no id", body: inboundBody({ id: undefined }), code: "id" },
    { what: "no sender", body: inboundBody({ from: undefined }), code: "no_from" },
    { what: "no text", body: inboundBody({ text: undefined }), code: "no_text" },
    { what: "a doubled text", body: `${inboundBody()}&text=ANZA`, code: "doubled_field" },
    {
      what: "a doubled sender",
      body: `${inboundBody()}&from=%2B254711000112`,
      code: "doubled_field",
    },
  ],
};

const optOuts: Forms<ProviderOptOut> = {
  read: [
    { what: "an opt-out", body: optOutBody(), value: { phone: PHONE, senderId: "NJIA" } },
    {
      what: "a plus that was not encoded, and no sender id",
      body: "phoneNumber=+254711000111",
      value: { phone: PHONE, senderId: "" },
    },
  ],
  not: [
    { what: "nothing", body: "", code: "phone" },
    { what: "a phone that is none", body: optOutBody({ phoneNumber: "NJIA" }), code: "phone" },
    { what: "a doubled phone", body: `${optOutBody()}&phoneNumber=1`, code: "doubled_field" },
  ],
};

export const smsForms = { receipts, inbounds, optOuts };
