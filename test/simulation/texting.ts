/**
 * SMS from citizens: a reference, a yes or no, STOP and START, HELP, a language, and what nobody understands.
 *
 * The gateway brings each until it is answered, and some twice, to both nodes. What each brings about is held against the
 * rows. Called by the world.
 */
import { gatewayPhone } from "../../src/base/phone.ts";
import type { InboundSms } from "../../src/gateway/sms.ts";
import type { Node } from "./house.ts";
import { post, type PostNeeds } from "./post.ts";
import { OWN_PHONES, type Witness } from "./witness.ts";

const WORDS = "STOP START HELP YES NO 1 2 ENGLISH ACHA NDIYO gibberish".split(" ");

export class Texting {
  readonly #needs: PostNeeds & { witness: Witness };
  #sent = 0;

  constructor(needs: PostNeeds & { witness: Witness }) {
    this.#needs = needs;
  }

  /** A citizen writes. */
  write(citizen: number): void {
    const { schedule } = this.#needs;
    const { dice } = schedule;
    const from = gatewayPhone(`${OWN_PHONES}${String(citizen).padStart(5, "0")}`);
    const text = this.#words(citizen);
    const id = `w${++this.#sent}`;
    const message = { gateway: "africastalking", id, from, to: "22999", text, sentAt: null };
    schedule.note(`${citizen} writes ${id}: ${text}`);
    const bring = () => post(this.#needs, (node) => this.#take(node, message));
    schedule.after(dice.between(100, 20_000), bring);
    if (schedule.chance(0.2)) schedule.after(dice.between(100, 90_000), bring);
  }

  async #take({ inbox, life }: Node, message: InboundSms): Promise<void> {
    const { schedule, witness } = this.#needs;
    const meaning = await inbox.message(message);
    schedule.note(`${life.name} has ${message.id}: ${meaning}`);
    witness.heard(message, meaning);
  }

  #words(citizen: number): string {
    const { schedule, witness } = this.#needs;
    // Now and then it is somebody else's.
    const refs = witness.requests.refs(schedule.chance(0.7) ? citizen : null);
    if (refs.length === 0 || schedule.chance(0.6)) return schedule.pick(WORDS);
    const ref = schedule.pick(refs);
    const helped = witness.requests.helperOf(ref) !== null;
    if (helped && schedule.chance(0.6)) return schedule.pick([`NO ${ref}`, "NO"]);
    return schedule.pick([ref, `${ref.slice(0, 4)} ${ref.slice(4)}`, `NO ${ref}`]);
  }
}
