/**
 * What an answer of Africa's Talking means for the message.
 *
 * Owns the line between certainly not sent and nobody knows. Takes nothing for certain that the answer
 * does not say of exactly this phone. Codes are stable: they stand in rows, metrics and alarms. Pure.
 */
import { z } from "zod";
import { gatewayPhone, type Phone } from "../../base/phone.ts";
import type { SendResult } from "../sms.ts";
import type { Heard } from "./calls.ts";
import { readCost } from "./cost.ts";

type Refused = Extract<SendResult, { is: "refused" }>;
type Retry = Refused["retry"];

const recipient = z.object({
  number: z.string(),
  statusCode: z.union([
    z.int().min(100).max(999),
    z
      .string()
      .regex(/^\d{3}$/)
      .transform(Number),
  ]),
  messageId: z.unknown(),
  cost: z.unknown(),
});
type Recipient = z.infer<typeof recipient>;

const answer = z.object({
  SMSMessageData: z.object({
    Message: z.string().default(""),
    Recipients: z.array(recipient).default([]),
  }),
});

/** Handed over: processed, sent, queued. */
const TAKEN: readonly number[] = [100, 101, 102];

/** A recipient's status, and the name that it has where an answer gives no recipient. */
const REFUSALS: readonly [status: number, name: string, code: string, retry: Retry][] = [
  [401, "RiskHold", "risk_hold", "never"],
  [402, "InvalidSenderId", "invalid_sender_id", "after_mend"],
  [403, "InvalidPhoneNumber", "invalid_phone_number", "never"],
  [404, "UnsupportedNumberType", "unsupported_number_type", "never"],
  [405, "InsufficientBalance", "insufficient_balance", "after_mend"],
  [406, "UserInBlacklist", "blacklisted", "never"],
  [407, "CouldNotRoute", "could_not_route", "never"],
  [409, "DoNotDisturbRejection", "do_not_disturb", "later"],
  [502, "RejectedByGateway", "rejected_by_gateway", "later"],
];
const OPTED_OUT = 406;

/** An HTTP status of an answer that names no recipient. */
const HTTP_REFUSALS: Readonly<Record<number, [code: string, retry: Retry]>> = {
  400: ["bad_request", "later"],
  401: ["bad_key", "after_mend"],
  403: ["forbidden", "after_mend"],
  404: ["wrong_address", "after_mend"],
  405: ["wrong_address", "after_mend"],
  409: ["do_not_disturb", "later"],
  413: ["too_large", "never"],
  429: ["too_many", "later"],
};

/** Printable, and three times as long as those seen (`ATXid_` and 32 digits). */
const MESSAGE_ID = /^(?!None$)[\x21-\x7e]{1,128}$/;

export function resultOf(heard: Heard, to: Phone): SendResult {
  switch (heard.is) {
    case "lost":
      return unclear(heard.why);
    case "unsent":
      return unsent(heard.why);
    case "answer":
      return answered(heard.status, heard.data, to);
  }
}

function unsent(why: Extract<Heard, { is: "unsent" }>["why"]): SendResult {
  // The package looks at nothing but the number before it sends.
  if (why === "unsendable") return refused("invalid_phone_number", "never");
  // A provider that is away for a day must not use up a message's tries.
  return refused(why, why === "cancelled" ? "later" : "after_mend");
}

function answered(status: number, data: unknown, to: Phone): SendResult {
  const { data: read } = answer.safeParse(data);
  const { Message: said = "", Recipients: recipients = [] } = read?.SMSMessageData ?? {};
  if (recipients.length > 0) return ofRecipients(recipients, said, to);
  const named = REFUSALS.find(([, name]) => name.toLowerCase() === said.trim().toLowerCase());
  if (named !== undefined && status < 500) return refusal(named);
  if (status >= 500) return unclear(`http_${status}`);
  if (status >= 400) return refused(...(HTTP_REFUSALS[status] ?? [`http_${status}`, "later"]));
  if (status >= 300) return refused("redirected", "after_mend");
  return unclear(read === undefined ? "unreadable_answer" : "no_recipients");
}

function ofRecipients(recipients: readonly Recipient[], said: string, to: Phone): SendResult {
  const ours = recipients.filter(({ number }) => phoneOf(number) === to);
  // Named twice, it was sent if one of the two was.
  const [one] = [...ours].sort((a, b) => weight(a) - weight(b));
  if (one === undefined) return unclear("other_recipient");
  const { statusCode, messageId, cost } = one;
  if (TAKEN.includes(statusCode)) {
    if (typeof messageId !== "string" || !MESSAGE_ID.test(messageId)) {
      return unclear("no_message_id");
    }
    return { is: "accepted", providerId: messageId, cost: readCost(cost), parts: partsOf(said) };
  }
  const found = REFUSALS.find(([status]) => status === statusCode);
  return found === undefined ? unclear(`status_${statusCode}`) : refusal(found);
}

/** Taken first, then what is unclear: a refusal counts only where nothing else is said. */
function weight({ statusCode }: Recipient): number {
  if (TAKEN.includes(statusCode)) return 0;
  return REFUSALS.some(([status]) => status === statusCode) ? 2 : 1;
}

/** As it was asked for, or without its `+`. */
function phoneOf(number: string): Phone | null {
  const bare = number.replaceAll(" ", "");
  return gatewayPhone(/^[0-9]/.test(bare) ? `+${bare}` : bare);
}

/** "Sent to 1/1 Total Cost: KES 0.8000 Message parts: 2" */
function partsOf(said: string): number | null {
  const [, parts] = /Message parts: (\d{1,3})\b/.exec(said) ?? [];
  return parts === undefined ? null : Number(parts);
}

function refusal([status, , code, retry]: (typeof REFUSALS)[number]): Refused {
  return { is: "refused", code, retry, optedOut: status === OPTED_OUT };
}

function refused(code: string, retry: Retry): Refused {
  return { is: "refused", code, retry, optedOut: false };
}

function unclear(why: string): SendResult {
  return { is: "ambiguous", why };
}
