/** Bodies of the terminal phone. */
import type { Phone } from "../../src/base/phone.ts";
import type { Fixtures } from "./fixtures.ts";

const PHONE = "+254711000001" as Phone;
const fields = { session: "s1", phone: PHONE, network: "63902", code: "*384*99#", text: "" };
const hop = {
  sessionId: "s1",
  phone: PHONE,
  serviceCode: "*384*99#",
  network: "63902",
  text: "",
};

/** A callback's body. */
export function hopBody(changed: Record<string, unknown> = {}): string {
  return JSON.stringify({ ...fields, ...changed });
}

export function endBody(changed: Record<string, unknown> = {}): string {
  return JSON.stringify({ session: "s1", phone: PHONE, status: "abandoned", ...changed });
}

export const fixtures: Omit<Fixtures, "sms"> = {
  labelHeader: "x-njia-screen",
  hops: [
    { what: "a first hop", body: hopBody(), hop },
    { what: "an answer", body: hopBody({ text: "1*a*b" }), hop: { ...hop, text: "1*a*b" } },
    { what: "no network", body: hopBody({ network: undefined }), hop: { ...hop, network: null } },
    { what: "an unknown field", body: hopBody({ colour: "blue" }), hop },
  ],
  noHops: [
    { what: "nothing", body: "", code: "not_json" },
    { what: "a form", body: "session=s1&text=", code: "not_json" },
    { what: "a list", body: "[]", code: "not_an_object" },
    { what: "a number for a text", body: hopBody({ text: 1 }), code: "text" },
    { what: "too long a text", body: hopBody({ text: "1".repeat(2_001) }), code: "text" },
    { what: "an empty session", body: hopBody({ session: "" }), code: "session" },
    { what: "letters for a phone", body: hopBody({ phone: "caller" }), code: "phone" },
    { what: "no code", body: hopBody({ code: undefined }), code: "code" },
  ],
  ends: [
    {
      what: "a hang-up",
      body: endBody(),
      end: { sessionId: "s1", phone: PHONE, status: "abandoned", durationMs: null, hops: null },
    },
  ],
  noEnds: [
    { what: "nothing", body: "", code: "not_json" },
    { what: "a status of its own", body: endBody({ status: "tired" }), code: "status" },
    { what: "letters for a phone", body: endBody({ phone: "caller" }), code: "phone" },
  ],
};
