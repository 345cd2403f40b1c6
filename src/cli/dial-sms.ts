/**
 * The terminal phone's SMS: what a fake Africa's Talking took for it, and what it writes back.
 *
 * Owns which messages each phone has seen; those of before the start are never shown. Called by
 * `dial-desk`.
 */
import { z } from "zod";
import type { Phone } from "../base/phone.ts";
import { DialFault } from "./dial-wire.ts";

/** Which the fake is given for the channel's short code. */
export const SHORT_CODE = "20880";
/** In the place of an address: a phone without SMS. */
export const NO_SMS = "none";

/** How long a look for new messages may hold up the phone. */
const LOOK_MS = 1_000;
/** Njia is asked five times before a message counts as not taken. */
const SEND_MS = 15_000;

const list = z.array(
  z.object({ at: z.number(), from: z.string(), text: z.string(), parts: z.number() }),
);
export type ArrivedSms = z.infer<typeof list>[number];
const refusal = z.object({ error: z.string() });

export interface SmsLine {
  /** What came since this phone was last asked about; nothing when nobody answers. Never rejects. */
  arrived(phone: Phone): Promise<readonly ArrivedSms[]>;
  /** @throws DialFault when it was not taken. */
  send(phone: Phone, text: string): Promise<void>;
}

/** `since` in epoch milliseconds. @throws DialFault when the address is none. */
export function openSmsLine(url: string, since: number): SmsLine {
  if (url === NO_SMS) return withoutSms;
  if (!/^https?:/.test(url) || !URL.canParse(url)) {
    throw new DialFault(`${url} is no address of a fake; write it as http://127.0.0.1:4011`);
  }
  const seen = new Map<Phone, number>();
  const seenBy = (phone: Phone) => seen.get(phone) ?? since;
  return {
    async arrived(phone) {
      const query = new URLSearchParams({ to: phone, after: String(seenBy(phone)) });
      const found = list.safeParse(await look(new URL(`/fake/messages?${query.toString()}`, url)));
      // Decided only now: another look may have been under way.
      const fresh = (found.data ?? []).filter(({ at }) => at > seenBy(phone));
      seen.set(phone, Math.max(seenBy(phone), ...fresh.map(({ at }) => at)));
      return fresh;
    },
    async send(phone, text) {
      const answer = await post(new URL("/fake/inbound", url), {
        from: phone,
        to: SHORT_CODE,
        text,
      });
      if (answer === null) {
        throw new DialFault(`Nobody takes SMS at ${url}. Start a fake with: npm run fake-at`);
      }
      if (answer.status === 200) return;
      const why = refusal.safeParse(answer.body).data?.error ?? `HTTP ${answer.status}`;
      throw new DialFault(`Njia did not take the SMS: ${why}.`);
    },
  };
}

const withoutSms: SmsLine = {
  arrived: () => Promise.resolve([]),
  send: () => Promise.reject(new DialFault("This phone has no SMS; leave out --sms none.")),
};

async function look(url: URL): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(LOOK_MS) });
    return await response.json();
  } catch {
    // No fake runs, which is how most people dial.
    return null;
  }
}

async function post(url: URL, body: object): Promise<{ status: number; body: unknown } | null> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(SEND_MS),
    });
    return { status: response.status, body: await response.json().catch(() => null) };
  } catch {
    // Refused, broken or too slow: the same to whoever holds the phone.
    return null;
  }
}
