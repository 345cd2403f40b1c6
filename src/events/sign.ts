/**
 * Signatures of deliveries, as Standard Webhooks has them: an HMAC-SHA256 over id, time and body.
 *
 * Owns the form of secrets. Pure.
 */
import { createHmac } from "node:crypto";
import type { Random } from "../base/ids.ts";

const PREFIX = "whsec_";
/** The standard asks for 24 to 64. */
const SECRET_BYTES = 32;

/** A fresh secret, as its owner is shown it once. */
export function newSecret(random: Random): string {
  return PREFIX + Buffer.from(random(SECRET_BYTES)).toString("base64");
}

/** The headers that sign a delivery under each of the secrets; `at` in epoch milliseconds. */
export function signatureHeaders(
  secrets: readonly string[],
  { id, body, at }: { id: string; body: string; at: number },
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}
