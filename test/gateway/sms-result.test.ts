/** What answers of Africa's Talking mean: those that were recorded, and those that may come. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Phone } from "../../src/base/phone.ts";
import type { Heard } from "../../src/gateway/africastalking/calls.ts";
import { resultOf } from "../../src/gateway/africastalking/result.ts";

const TO = "+254711000111" as Phone;
const ID = "ATXid_0123456789abcdef0123456789abcdef";

interface Recipient {
  statusCode?: unknown;
  number?: unknown;
  messageId?: unknown;
  cost?: unknown;
  status?: string;
}

const one = (changed: Recipient = {}) => ({
  statusCode: 102,
  number: TO,
  status: "Success",
  cost: "KES 0.8000",
  messageId: ID,
  ...changed,
});
const refusedOne = (statusCode: number, changed: Recipient = {}) =>
  one({ statusCode, cost: "0", messageId: "None", status: "", ...changed });
const body = (Message: string, Recipients: unknown = []) => ({
  SMSMessageData: { Message, Recipients },
});
const SENT = "Sent to 1/1 Total Cost: USD 0.0079 Message parts: 2";
const answer = (data: unknown, status = 201) => resultOf({ is: "answer", status, data }, TO);
const refused = (code: string, retry: string) => ({
  is: "refused",
  code,
  retry,
  optedOut: code === "blacklisted",
});
const accepted = {
  is: "accepted",
  providerId: ID,
  cost: { currency: "KES", micros: 800_000 },
  parts: 2,
};

describe("accepted:", () => {
  test.each([100, 101, 102])("a recipient with %i", (statusCode) => {
    expect(answer(body(SENT, [one({ statusCode })]))).toEqual(accepted);
  });
  const rows = [
    ["a code in quotes", [one({ statusCode: "101" })], accepted],
    ["a number without its plus", [one({ number: "254711000111" })], accepted],
    ["a number with spaces", [one({ number: "+254 711 000 111" })], accepted],
    [
      "beside another phone's refusal",
      [refusedOne(406, { number: "+254711000112" }), one()],
      accepted,
    ],
    ["named twice, refused the second time", [one(), refusedOne(502)], accepted],
    ["named twice, refused the first time", [refusedOne(502), one()], accepted],
    ["a cost without a currency", [one({ cost: "0" })], { ...accepted, cost: null }],
    ["no cost", [one({ cost: undefined })], { ...accepted, cost: null }],
  ] as const;
  test.each(rows)("%s", (_what, recipients, expected) => {
    expect(answer(body(SENT, recipients))).toEqual(expected);
  });
  test("200 where 201 was recorded", () => {
    expect(answer(body(SENT, [one()]), 200)).toEqual(accepted);
  });
  test("a summary that says nothing of parts", () => {
    expect(answer(body("Sent to 1/1", [one()]))).toEqual({ ...accepted, parts: null });
  });
});

describe("certainly not sent:", () => {
  const statuses = [
    [401, "risk_hold", "never"],
    [402, "invalid_sender_id", "after_mend"],
    [403, "invalid_phone_number", "never"],
    [404, "unsupported_number_type", "never"],
    [405, "insufficient_balance", "after_mend"],
    [406, "blacklisted", "never"],
    [407, "could_not_route", "never"],
    [409, "do_not_disturb", "later"],
    [502, "rejected_by_gateway", "later"],
  ] as const;
  test.each(statuses)("a recipient with %i is %s", (statusCode, code, retry) => {
    const data = body("Sent to 0/1 Total Cost: 0", [refusedOne(statusCode)]);
    expect(answer(data)).toEqual(refused(code, retry));
  });

  const names = [
    ["InvalidSenderId", "invalid_sender_id", "after_mend"],
    ["insufficientbalance", "insufficient_balance", "after_mend"],
    ["UserInBlackList", "blacklisted", "never"],
  ] as const;
  test.each(names)("%s and no recipient is %s", (said, code, retry) => {
    expect(answer(body(said))).toEqual(refused(code, retry));
    expect(answer({ SMSMessageData: { Message: said } })).toEqual(refused(code, retry));
  });

  const https = [
    [302, "redirected", "after_mend"],
    [400, "bad_request", "later"],
    [401, "bad_key", "after_mend"],
    [403, "forbidden", "after_mend"],
    [404, "wrong_address", "after_mend"],
    [405, "wrong_address", "after_mend"],
    [409, "do_not_disturb", "later"],
    [413, "too_large", "never"],
    [418, "http_418", "later"],
    [429, "too_many", "later"],
  ] as const;
  test.each(https)("HTTP %i is %s", (status, code, retry) => {
    expect(answer("some words", status)).toEqual(refused(code, retry));
    expect(answer(undefined, status)).toEqual(refused(code, retry));
  });

  test("HTTP 409 with a recipient is what the recipient says", () => {
    expect(answer(body("", [refusedOne(406)]), 409)).toEqual(refused("blacklisted", "never"));
    expect(answer(body(SENT, [one()]), 409)).toEqual(accepted);
  });

  const unsent = [
    ["unknown_host", "unknown_host", "after_mend"],
    ["unreachable", "unreachable", "after_mend"],
    ["tls_failed", "tls_failed", "after_mend"],
    ["cancelled", "cancelled", "later"],
    ["unsendable", "invalid_phone_number", "never"],
  ] as const;
  test.each(unsent)("no connection stood: %s", (why, code, retry) => {
    expect(resultOf({ is: "unsent", why }, TO)).toEqual(refused(code, retry));
  });
});

describe("nobody knows:", () => {
  const rows = [
    ["nothing", undefined, "unreadable_answer"],
    ["an empty text", "", "unreadable_answer"],
    ["a page", "<html>", "unreadable_answer"],
    ["JSON of something else", { ok: true }, "unreadable_answer"],
    ["recipients that are no list", body(SENT, { number: TO }), "unreadable_answer"],
    [
      "a recipient without a code",
      body(SENT, [one({ statusCode: undefined })]),
      "unreadable_answer",
    ],
    ["nobody", body("Sent to 0/1 Total Cost: 0"), "no_recipients"],
    ["somebody else", body(SENT, [one({ number: "+254711000112" })]), "other_recipient"],
    ["a masked number", body(SENT, [one({ number: "+254711XXX111" })]), "other_recipient"],
    ["sent without an id", body(SENT, [one({ messageId: "None" })]), "no_message_id"],
    ["sent with an empty id", body(SENT, [one({ messageId: "" })]), "no_message_id"],
    ["an error of theirs", body(SENT, [refusedOne(500)]), "status_500"],
    ["an error at the operator's", body(SENT, [refusedOne(501)]), "status_501"],
    ["a code nobody has told us of", body(SENT, [refusedOne(777)]), "status_777"],
    ["refused and unclear at once", body(SENT, [refusedOne(406), refusedOne(500)]), "status_500"],
  ] as const;
  test.each(rows)("201 and %s", (_what, data, why) => {
    expect(answer(data)).toEqual({ is: "ambiguous", why });
  });

  test.each([500, 502, 503, 504])("HTTP %i, whatever it says beside no recipient", (status) => {
    expect(answer("oops", status)).toEqual({ is: "ambiguous", why: `http_${status}` });
    const data = body("InvalidSenderId");
    expect(answer(data, status)).toEqual({ is: "ambiguous", why: `http_${status}` });
  });

  test.each(["timeout", "cancelled", "broken_off"] as const)("a call that was lost: %s", (why) => {
    expect(resultOf({ is: "lost", why }, TO)).toEqual({ is: "ambiguous", why });
  });
});

test("any answer is one of the three, with a code of a few small letters and none of its words", () => {
  const some = fc.record({
    statusCode: fc.oneof(fc.nat(999), fc.double(), fc.string(), fc.constant("101")),
    number: fc.oneof(fc.constant(TO), fc.string()),
    messageId: fc.anything(),
    cost: fc.anything(),
  });
  const data = fc.oneof(
    fc.anything(),
    fc.array(some).map((all) => body("", all)),
  );
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), data, (status, said) => {
      const result = resultOf({ is: "answer", status, data: said } satisfies Heard, TO);
      if (result.is === "accepted") expect(result.providerId).not.toBe("");
      else expect(result.is === "refused" ? result.code : result.why).toMatch(/^[a-z0-9_]{3,24}$/);
    }),
  );
});
