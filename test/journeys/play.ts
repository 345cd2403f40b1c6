/** Plays a journey in a world, and writes down what each turn showed. */
import { splitStar } from "../../src/cli/handset.ts";
import { waitMs, type Call, type Entry, type Journey, type Turn } from "../../src/cli/journey.ts";
import { CODE, MORNING, openWorld, type Callback, type GatewayName, type World } from "../world.ts";

/** Between two turns: nobody answers within the same second. */
const TURN_MS = 1_000;

export interface Playing {
  gateway: GatewayName;
  /** Another process for every turn: nothing may live in memory only. */
  restarts: boolean;
}

interface Phone {
  phone: string;
  network: string | null;
  sent: Callback[];
}

/** The journey with the screens that were really shown. */
export async function play(journey: Journey, { gateway, restarts }: Playing): Promise<Journey> {
  const start = journey.at === null ? MORNING : Date.parse(journey.at);
  const world = await openWorld({ start });
  const phones = new Map<string, Phone>();
  const calls = { count: 0 };
  try {
    const entries: Entry[] = [];
    for (const entry of journey.entries) {
      if (entry.is === "phone") {
        phones.set(entry.name, { phone: entry.phone, network: entry.network, sent: [] });
      }
      entries.push(entry.is === "turn" ? await take(world, phones, entry, gateway, calls) : entry);
      if (restarts && entry.is === "turn") await world.restart();
    }
    return { ...journey, entries };
  } finally {
    await world.close();
  }
}

async function take(
  world: World,
  phones: ReadonlyMap<string, Phone>,
  turn: Turn,
  gateway: GatewayName,
  calls: { count: number },
): Promise<Turn> {
  world.time.now += TURN_MS;
  if (turn.do === "restart") await world.restart();
  if (turn.do === "wait") world.time.now += waitMs(turn.for);
  if (turn.by === null) return turn;
  const phone = phones.get(turn.by);
  if (phone === undefined) throw new Error(`${turn.by} is not declared`);
  const last = phone.sent.at(-1);
  if (!("screen" in turn)) {
    // A dropped call is reported by nobody; a cancelled one by the gateway.
    if (turn.do === "cancel" && last !== undefined) await world.end(last);
    return turn;
  }
  const callback = callbackOf(turn, phone, gateway, calls);
  if (turn.do === "dial" || turn.do === "type") phone.sent.push(callback);
  const { text, end, status } = await world.hop(callback);
  if (status !== 200) throw new Error(`status ${status}`);
  return { ...turn, screen: { text, end } };
}

function callbackOf(
  turn: Call,
  { phone, network, sent }: Phone,
  gateway: GatewayName,
  calls: { count: number },
): Callback {
  if (turn.do === "dial") {
    const session = `journey-${++calls.count}`;
    return { gateway, session, phone, network, ...splitStar(turn.code, [CODE]) };
  }
  const before = sent[sent.length - (turn.do === "late" ? turn.turns : 1)];
  if (before === undefined) throw new Error(`${turn.by} has not dialled`);
  if (turn.do !== "type") return before;
  return { ...before, text: before.text === "" ? turn.text : `${before.text}*${turn.text}` };
}
