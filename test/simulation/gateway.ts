/**
 * The gateway: carries callbacks to nodes, late, twice and to either of them, and notes each reply that comes.
 *
 * A callback whose connection breaks is made again or given up, as gateways do. Called by citizens.
 */
import { africastalking } from "../../src/gateway/africastalking/africastalking.ts";
import { hopBody } from "../gateway/africastalking.bodies.ts";
import { CODE } from "../world.ts";
import { faultOnly, type Node } from "./house.ts";
import type { Life, Schedule } from "./schedule.ts";
import type { Witness } from "./witness.ts";

export interface Callback {
  /** Number of the citizen. */
  citizen: number;
  session: string;
  phone: string;
  network: string;
  /** Cumulative. */
  text: string;
}

/** How unruly a gateway is, as chances at one callback. */
export interface GatewayRates {
  /** It is made a second time at once, or much later. */
  twice: number;
  /** It is on its way for so long that its citizen has hung up. */
  delayed: number;
}

export interface GatewayNeeds {
  schedule: Schedule;
  witness: Witness;
  rates: GatewayRates;
  /** Those that take callbacks now. */
  nodes: () => readonly Node[];
}

/** Null where no reply came. */
type Told = (body: string | null) => void;

const AGAIN_MAX = 2;
/** Forged callbacks, as a chance at one callback of a call that has begun. */
const STRANGERS = 0.004;
/** The number of whoever made one. */
export const NOBODY = -1;

export class Gateway {
  /** When the last callback came to a node, on the clock that only grows. */
  lastAt = 0;
  readonly #needs: GatewayNeeds;
  /** Callbacks under way in a process. */
  readonly #flights = new Set<{ life: Life; broken: () => void }>();

  constructor(needs: GatewayNeeds) {
    this.#needs = needs;
  }

  /** True where its citizen has hung up before the reply came; then nobody is told in time. */
  send(callback: Callback, told: Told): { delayed: boolean } {
    const { schedule, rates } = this.#needs;
    const { dice } = schedule;
    const delayed = schedule.chance(rates.delayed);
    const wait = delayed ? dice.between(5_000, 120_000) : dice.between(1, 300);
    schedule.after(wait, () => this.#try(callback, told, AGAIN_MAX));
    if (callback.text !== "" && schedule.chance(STRANGERS)) {
      // A callback of the same call from another phone, as nobody but a forger makes it.
      const phone = `${callback.phone.slice(0, -1)}x`.replace(
        "x",
        callback.phone.endsWith("9") ? "8" : "9",
      );
      schedule.after(dice.between(1, 20_000), () => {
        this.#try({ ...callback, citizen: NOBODY, phone }, () => {}, 0);
      });
    }
    if (schedule.chance(rates.twice)) {
      const soon = schedule.chance(0.5);
      const later = wait + (soon ? dice.between(0, 40) : dice.between(1_000, 90_000));
      schedule.after(later, () => this.#try(callback, () => {}, 0));
    }
    return { delayed };
  }

  /** Says that the call is over. */
  end({ citizen, session, phone }: Callback): void {
    const { schedule } = this.#needs;
    schedule.after(schedule.dice.between(1, 2_000), () => {
      const node = this.#node();
      if (node === null) return;
      const end = africastalking.readEnd(
        new URLSearchParams({
          sessionId: session,
          phoneNumber: phone,
          status: "Incomplete",
        }).toString(),
      );
      if ("unreadable" in end) throw new Error(end.unreadable);
      schedule.note(`the call ${session} of ${citizen} ends`);
      node.sessions.endSession(end).catch((error: unknown) => faultOnly(schedule, error));
    });
  }

  /** Whoever waits for a reply of this process waits in vain. */
  lost(life: Life): void {
    for (const flight of this.#flights) {
      if (flight.life !== life) continue;
      this.#flights.delete(flight);
      flight.broken();
    }
  }

  #node(): Node | null {
    const nodes = this.#needs.nodes();
    return nodes.length === 0 ? null : this.#needs.schedule.pick(nodes);
  }

  #try(callback: Callback, told: Told, left: number): void {
    const { schedule } = this.#needs;
    const broken = () => {
      schedule.note(`${callback.session} [${callback.text}] breaks off`);
      if (left === 0 || schedule.chance(0.4)) return told(null);
      schedule.after(schedule.dice.between(500, 6_000), () => this.#try(callback, told, left - 1));
    };
    this.lastAt = schedule.monotonic();
    const node = this.#node();
    if (node === null) return broken();
    const flight = { life: node.life, broken };
    this.#flights.add(flight);
    schedule.go(
      this.#take(node, callback).then((body) => {
        this.#flights.delete(flight);
        told(body);
      }),
    );
  }

  async #take(node: Node, callback: Callback): Promise<string> {
    const { schedule, witness } = this.#needs;
    const { session: sessionId, phone: phoneNumber, network: networkCode, text } = callback;
    const fields = { sessionId, phoneNumber, networkCode, text, serviceCode: CODE };
    const hop = africastalking.readHop(hopBody(fields));
    if ("unreadable" in hop) throw new Error(hop.unreadable);
    schedule.note(`${node.life.name} takes ${sessionId} [${text}]`);
    try {
      const { reply, outcome } = await node.sessions.takeHop(hop);
      const { body } = africastalking.writeReply(reply);
      schedule.note(`${node.life.name} replies to ${sessionId} [${text}] ${outcome}: ${body}`);
      witness.reply(callback, body);
      return body;
    } catch (error) {
      faultOnly(schedule, error);
      const { body } = africastalking.writeReply(node.sessions.apology("0000"));
      schedule.note(`${node.life.name} is sorry for ${sessionId} [${text}]`);
      witness.apology(callback, body);
      return body;
    }
  }
}
