/**
 * Raw bodies as Africa's Talking sends them. The first three and the end event have the order and
 * the encoding of observed sandbox traffic; numbers and identifiers are placeholders.
 */
import type { Phone } from "../../src/base/phone.ts";
import type { Fixtures } from "./fixtures.ts";

const SESSION = "ATUid_0123456789abcdef0123456789abcdef";
const PHONE = "+254711000001" as Phone;
const CODE = "*384*70421#";

interface Fields {
  phoneNumber?: string;
  serviceCode?: string;
  text?: string;
  sessionId?: string;
  networkCode?: string;
}

/** A callback's body: every reserved byte percent-encoded, `*` and `#` included. */
export function hopBody(fields: Fields = {}): string {
  return encode({
    phoneNumber: PHONE,
    serviceCode: CODE,
    text: "",
    sessionId: SESSION,
    networkCode: "63902",
    ...fields,
  });
}

/** The end event's body, with everything the citizen typed and last saw. */
export function endBody(fields: Record<string, string> = {}): string {
  return encode({
    durationInMillis: "192",
    phoneNumber: PHONE,
    errorMessage: "",
    serviceCode: CODE,
    lastAppResponse: "CON 1. Report a problem",
    hopsMetadata: "",
    hopsCount: "1",
    status: "Incomplete",
    sessionId: SESSION,
    cost: "0.00",
    date: "2026-10-09 12:17:37",
    networkCode: "99999",
    input: "",
    ...fields,
  });
}

function encode(fields: object): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value)).replaceAll("*", "%2A")}`)
    .join("&");
}

/** The texts of one session in order of arrival, and what is new in each. */
export interface Sequence {
  what: string;
  texts: readonly string[];
  /** `null` = the session starts; `repeat` = the stored reply; else the citizen's input. */
  inputs: readonly (string | null | { repeat: true })[];
}

const repeat = { repeat: true } as const;

/** Which part of `text` is new, row by row; played through the app by the session's own tests. */
export const SEQUENCES: readonly Sequence[] = [
  { what: "plain answers", texts: ["", "1", "1*1", "1*1*0"], inputs: [null, "1", "1", "0"] },
  { what: "a repeated hop", texts: ["", "1", "1"], inputs: [null, "1", repeat] },
  { what: "a repeated start", texts: ["", ""], inputs: [null, repeat] },
  { what: "a star in an answer", texts: ["", "2", "2*a*b"], inputs: [null, "2", "a*b"] },
  { what: "an empty answer", texts: ["", "2", "2*"], inputs: [null, "2", ""] },
  { what: "an answer of stars", texts: ["", "2", "2*****"], inputs: [null, "2", "****"] },
  { what: "a deep link", texts: ["1*3", "1*3*2"], inputs: [null, "2"] },
  {
    what: "a late duplicate",
    texts: ["", "1", "1*2", "1"],
    inputs: [null, "1", "2", repeat],
  },
  { what: "a first answer with a star", texts: ["", "1*9"], inputs: [null, "1*9"] },
];

const first = { sessionId: SESSION, phone: PHONE, serviceCode: CODE, network: "99999", text: "" };
const end = {
  sessionId: SESSION,
  phone: PHONE,
  status: "abandoned",
  durationMs: 192,
  hops: 1,
} as const;

export const fixtures: Omit<Fixtures, "sms"> = {
  labelHeader: "at-ussd-hop-metadata",
  hops: [
    {
      what: "a first callback as observed",
      body: `phoneNumber=%2B254711000001&serviceCode=%2A384%2A70421%23&text=&sessionId=${SESSION}&networkCode=99999`,
      hop: first,
    },
    {
      what: "a third callback as observed",
      body: `phoneNumber=%2B254711000001&serviceCode=%2A384%2A70421%23&text=1%2A1%2A0&sessionId=${SESSION}&networkCode=99999`,
      hop: { ...first, text: "1*1*0" },
    },
    {
      what: "the same fields in another order",
      body: `text=1&networkCode=99999&sessionId=${SESSION}&serviceCode=%2A384%2A70421%23&phoneNumber=%2B254711000001`,
      hop: { ...first, text: "1" },
    },
    {
      what: "fields nobody has told us of, even doubled",
      body: `${hopBody({ networkCode: "99999" })}&channel=7&channel=8&`,
      hop: first,
    },
    {
      what: "no network code",
      body: `phoneNumber=%2B254711000001&serviceCode=%2A384%2A70421%23&text=&sessionId=${SESSION}`,
      hop: { ...first, network: null },
    },
    {
      what: "a network code that is none",
      body: hopBody({ networkCode: "safari" }),
      hop: { ...first, network: null },
    },
    {
      what: "an operator never heard of",
      body: hopBody({ networkCode: "63999" }),
      hop: { ...first, network: "63999" },
    },
    {
      what: "a plus that was not encoded",
      body: `phoneNumber=+254711000001&serviceCode=*384*70421#&text=&sessionId=${SESSION}&networkCode=99999`,
      hop: first,
    },
    {
      what: "spaces, ampersands and accents in an answer",
      body: hopBody({ networkCode: "99999", text: "1* Büro & Söhne +5 " }),
      hop: { ...first, text: "1* Büro & Söhne +5 " },
    },
    {
      what: "three hundred letters and an emoji",
      body: hopBody({ networkCode: "99999", text: "a".repeat(300) + "😀" }),
      hop: { ...first, text: "a".repeat(300) + "😀" },
    },
    {
      what: "a byte that is no UTF-8",
      body: hopBody({ networkCode: "99999" }).replace("text=", "text=caf%E9"),
      hop: { ...first, text: "caf\u{fffd}" },
    },
    {
      what: "the longest text taken",
      body: hopBody({ networkCode: "99999", text: "1".repeat(2_000) }),
      hop: { ...first, text: "1".repeat(2_000) },
    },
  ],
  noHops: [
    { what: "nothing", body: "", code: "session_id" },
    { what: "JSON", body: JSON.stringify({ sessionId: SESSION, text: "" }), code: "session_id" },
    { what: "a doubled text", body: `${hopBody()}&text=b`, code: "doubled_field" },
    { what: "a doubled phone", body: `${hopBody()}&phoneNumber=1`, code: "doubled_field" },
    { what: "a doubled session", body: `${hopBody()}&sessionId=`, code: "doubled_field" },
    { what: "no text", body: hopBody().replace("&text=", ""), code: "no_text" },
    { what: "too long a text", body: hopBody({ text: "1".repeat(2_001) }), code: "long_text" },
    { what: "an empty session", body: hopBody({ sessionId: "" }), code: "session_id" },
    {
      what: "a session with a line break",
      body: hopBody({ sessionId: "a\nb" }),
      code: "session_id",
    },
    {
      what: "a session of 129 characters",
      body: hopBody({ sessionId: "s".repeat(129) }),
      code: "session_id",
    },
    { what: "no phone", body: hopBody({ phoneNumber: "" }), code: "phone" },
    { what: "letters for a phone", body: hopBody({ phoneNumber: "caller" }), code: "phone" },
    { what: "two lost pluses", body: hopBody({ phoneNumber: "  254711000001" }), code: "phone" },
    { what: "no service code", body: hopBody({ serviceCode: "" }), code: "service_code" },
  ],
  ends: [
    {
      what: "an end event as observed",
      body:
        "durationInMillis=192&phoneNumber=%2B254711000001&errorMessage=&serviceCode=%2A384%2A70421%23" +
        "&lastAppResponse=CON+1.+Report+a+problem%0A2.+My+requests&hopsMetadata=&hopsCount=1" +
        `&status=Incomplete&sessionId=${SESSION}&cost=0.00&date=2026-10-09+12%3A17%3A37` +
        "&networkCode=99999&input=",
      end,
    },
    {
      what: "a session we ended",
      body: endBody({ status: "Success", hopsCount: "9", durationInMillis: "61000" }),
      end: { ...end, status: "completed", hops: 9, durationMs: 61_000 },
    },
    {
      what: "a session we failed",
      body: endBody({ status: "Failed", errorMessage: "no answer" }),
      end: { ...end, status: "failed" },
    },
    {
      what: "a status and numbers nobody has told us of",
      body: endBody({ status: "Paused", hopsCount: "-1", durationInMillis: "1e3" }),
      end: { ...end, status: "unknown", hops: null, durationMs: null },
    },
    {
      what: "a status that every object of the language has",
      body: endBody({ status: "constructor" }),
      end: { ...end, status: "unknown" },
    },
    {
      what: "doubled fields that are dropped unread",
      body: `${endBody()}&input=1&lastAppResponse=x`,
      end,
    },
  ],
  noEnds: [
    { what: "nothing", body: "", code: "session_id" },
    { what: "a doubled status", body: `${endBody()}&status=Success`, code: "doubled_field" },
    { what: "no phone", body: endBody({ phoneNumber: "" }), code: "phone" },
  ],
};
