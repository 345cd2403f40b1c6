/**
 * The provider of the SMS: takes messages, refuses, says nothing, and tells what became of them as it pleases.
 *
 * Owns what was really handed over, which lies outside of what is tried.
 */
import type { ReceiptStatus, SendResult, Sms, SmsSender } from "../../src/gateway/sms.ts";
import { partsOf } from "../../src/messages/message.ts";
import { post, type PostNeeds } from "./post.ts";
import type { Life } from "./schedule.ts";
import type { Witness } from "./witness.ts";

export interface ProviderRates {
  /** Says no, for now or for good. */
  refuses: number;
  /** Nobody knows from its answer. */
  unclear: number;
  /** Answers once the lease of its sender is over. */
  stalls: number;
  /** Tells what became of a message. */
  tells: number;
}

export interface ProviderNeeds extends PostNeeds {
  witness: Witness;
  rates: ProviderRates;
}

const COST = { currency: "KES", micros: 800_000 };
const ON_ITS_WAY: readonly ReceiptStatus[] = ["sent", "submitted", "buffered"];
const FINAL: readonly ReceiptStatus[] = ["success", "success", "success", "failed", "rejected"];

export class Provider {
  readonly #needs: ProviderNeeds;
  #taken = 0;

  constructor(needs: ProviderNeeds) {
    this.#needs = needs;
  }

  /** As a sender has it; what it is answered after its death nobody hears. */
  for(life: Life): SmsSender {
    return {
      name: "africastalking",
      send: (sms) => this.#send(sms, life),
      balance: () => Promise.resolve(null),
    };
  }

  #send(sms: Sms, life: Life): Promise<SendResult> {
    const { schedule, witness, rates } = this.#needs;
    const { dice } = schedule;
    schedule.note(`${life.name} hands over to ${sms.to}: ${sms.text}`);
    const handed = witness.handOver(sms);
    const stalls = schedule.chance(rates.stalls);
    const wait = stalls ? dice.between(15_000, 60_000) : dice.between(30, 1_500);
    return new Promise((resolve) => {
      const answer = (result: SendResult, ms: number) =>
        schedule.after(
          ms,
          () => {
            schedule.note(`the provider answers ${life.name} on ${sms.text}: ${result.is}`);
            if (result.is === "refused") handed.refused();
            resolve(result);
          },
          { life },
        );
      if (schedule.chance(rates.refuses)) {
        const retry = schedule.pick(["later", "later", "never"] as const);
        return answer({ is: "refused", code: `no_${retry}`, retry, optedOut: false }, wait);
      }
      const unclear = schedule.chance(rates.unclear);
      // Half of what is unclear never arrived.
      if (unclear && schedule.chance(0.4)) return answer({ is: "ambiguous", why: "timeout" }, wait);
      const providerId = `AT${++this.#taken}`;
      const arrives = Math.floor(wait * dice.next());
      // Bytes that have left arrive, whatever becomes of the sender.
      schedule.after(arrives, () => {
        schedule.note(`the provider takes ${providerId} for ${sms.to}: ${sms.text}`);
        handed.taken(providerId);
        this.#tell(providerId, sms);
      });
      const parts = partsOf(sms.text);
      const taken: SendResult = { is: "accepted", providerId, cost: COST, parts };
      answer(unclear ? { is: "ambiguous", why: "reset" } : taken, wait);
    });
  }

  /** Receipts, in any order, twice, early, late or never. */
  #tell(providerId: string, { to }: Sms): void {
    const { schedule, rates } = this.#needs;
    const { dice } = schedule;
    if (!schedule.chance(rates.tells)) return;
    const all: ReceiptStatus[] = [];
    for (const status of ON_ITS_WAY) if (schedule.chance(0.3)) all.push(status);
    const final = schedule.pick(FINAL);
    all.push(final);
    if (schedule.chance(0.2)) all.push(final);
    if (schedule.chance(0.03)) all.push(schedule.pick(FINAL));
    for (const status of all) {
      const late = schedule.chance(0.1);
      const wait = late ? dice.between(300_000, 1_200_000) : dice.between(0, 20_000);
      schedule.after(wait, () => this.#post({ providerId, status, to }));
    }
  }

  #post(told: { providerId: string; status: ReceiptStatus; to: Sms["to"] }): void {
    const { schedule, witness } = this.#needs;
    const { providerId, status, to: phone } = told;
    const said = { gateway: "africastalking", providerId, status, said: status, phone };
    const receipt = { ...said, reason: null, optedOut: false, network: null };
    post(this.#needs, async ({ inbox, life }) => {
      await inbox.receipt(receipt);
      schedule.note(`${life.name} has ${providerId} ${status}`);
      witness.receipt(providerId, status);
    });
  }
}
