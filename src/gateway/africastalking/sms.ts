/**
 * Sends SMS through Africa's Talking.
 *
 * Owns one account's way out. One phone per call and no second try: a call that was lost may have been a
 * message sent. Loaded by the sender alone, for its weight. Called by `messages`.
 */
import { z } from "zod";
import type { Cost, SmsSender } from "../sms.ts";
import { openCalls, type Account } from "./calls.ts";
import { readCost } from "./cost.ts";
import { resultOf } from "./result.ts";

/** Nobody waits for a call; a provider that takes longer than this has mostly lost it. */
const TIMEOUT_MS = 10_000;

export interface AfricasTalkingAccount extends Account {
  /** Short code or sender id; null = the provider's own. */
  from: string | null;
  /** Where messages are posted, `…/version1/messaging`; null = the provider's address for this username. */
  url: string | null;
  /** Of a whole call; 10 s by default. */
  timeoutMs?: number;
}

/** @throws Error when the username or the key is empty; it holds neither */
export async function openAfricasTalkingSms(account: AfricasTalkingAccount): Promise<SmsSender> {
  const { username, apiKey, from, timeoutMs = TIMEOUT_MS } = account;
  const url = account.url ?? addressFor(username);
  const post = await openCalls({ username, apiKey });
  return {
    name: "africastalking",
    async send({ to, text }, signal) {
      return resultOf(await post({ url, from, to, text, timeoutMs, signal }), to);
    },
    balance: () => askBalance({ username, apiKey, url, timeoutMs }),
  };
}

/** The sandbox has one username for everybody, in whatever case. */
function addressFor(username: string): string {
  const sandbox = username.toLowerCase() === "sandbox";
  return `https://api.${sandbox ? "sandbox." : ""}africastalking.com/version1/messaging`;
}

const balanceAnswer = z.union([
  z.object({ UserData: z.object({ balance: z.string() }) }),
  // As the vendor's example has it; the other one is what was recorded.
  z.object({ userData: z.object({ balance: z.string() }) }),
]);

/**
 * Without the package: its part for the account builds a client with an address of its own, which would
 * ask the real provider where messages go to a fake. The balance stands beside the messages.
 */
async function askBalance(
  account: Account & { url: string; timeoutMs: number },
): Promise<Cost | null> {
  const { username, apiKey, url, timeoutMs } = account;
  try {
    const address = new URL("user", url);
    address.searchParams.set("username", username);
    const response = await fetch(address, {
      headers: { apiKey, accept: "application/json" },
      // A redirect would take the key along.
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const read = balanceAnswer.safeParse(await response.json());
    if (!response.ok || !read.success) return null;
    return readCost(
      "UserData" in read.data ? read.data.UserData.balance : read.data.userData.balance,
    );
  } catch {
    // Whatever went wrong, what is left is not known; the next message says why.
    return null;
  }
}
