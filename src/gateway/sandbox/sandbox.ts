/**
 * The gateway of the terminal phone (`npm run dial`) and of local trials: JSON in, CON/END out.
 *
 * Owns a body that people can write by hand. Refuses nothing that a real gateway would let through
 * and is never mounted in production, since it believes whatever phone it is told. Called by `callback`.
 */
import { z } from "zod";
import { gatewayPhone } from "../../base/phone.ts";
import { formReaders } from "../africastalking/messages.ts";
import type { Gateway, Hop, Reply, SessionEnd, Unreadable } from "../contract.ts";
import { plainReply, SESSION_ID, TEXT_MAX } from "../plain.ts";

const sender = z.object({ session: z.string().regex(SESSION_ID), phone: z.string() });

const hopBody = sender.extend({
  /** MCC and MNC such as `63902`; left out = an unknown network. */
  network: z
    .string()
    .regex(/^\d{5,6}$/)
    .optional(),
  /** As dialled, without the star path: `*384*99#`. */
  code: z.string().regex(/^[\x21-\x7e]{1,64}$/),
  /** Cumulative and joined by `*`, as Africa's Talking sends it. */
  text: z.string().max(TEXT_MAX),
});

const endBody = sender.extend({ status: z.enum(["completed", "abandoned", "failed"]) });

export const sandbox: Gateway = {
  name: "sandbox",
  prefixSeptets: 4,
  sandbox: true,
  readHop,
  writeReply: (reply: Reply) => plainReply(reply, "x-njia-screen"),
  readEnd,
  // The forms of the fake Africa's Talking, which plays the operator of these phones.
  sms: formReaders("sandbox"),
};

function readHop(body: string): Hop | Unreadable {
  const read = readJson(body, hopBody);
  if ("unreadable" in read) return read;
  const phone = gatewayPhone(read.phone);
  if (phone === null) return { unreadable: "phone" };
  const { session: sessionId, code: serviceCode, network = null, text } = read;
  return { gateway: sandbox.name, sessionId, phone, serviceCode, network, text };
}

function readEnd(body: string): SessionEnd | Unreadable {
  const read = readJson(body, endBody);
  if ("unreadable" in read) return read;
  const phone = gatewayPhone(read.phone);
  if (phone === null) return { unreadable: "phone" };
  const { session: sessionId, status } = read;
  return { gateway: sandbox.name, sessionId, phone, status, durationMs: null, hops: null };
}

/** The code names the first field at fault, never its value. */
function readJson<Body>(body: string, schema: z.ZodType<Body>): Body | Unreadable {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { unreadable: "not_json" };
  }
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  return { unreadable: String(read.error.issues[0]?.path[0] ?? "not_an_object") };
}
