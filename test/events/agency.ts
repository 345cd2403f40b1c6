/** A channel whose citizens dial, an agency's system that subscribed, and a deliverer between them. */
import { onTestFinished } from "vitest";
import { newId, seededRandom } from "../../src/base/ids.ts";
import { openConnector, type Connector } from "../../src/connector/connector.ts";
import {
  openDeliverer,
  type DelivererEvents,
  type DelivererNeeds,
  type DeliveryFact,
} from "../../src/events/deliverer.ts";
import { newSecret } from "../../src/events/sign.ts";
import {
  addSubscription,
  findSubscription,
  type Subscription,
} from "../../src/events/subscriptions.ts";
import { statement, type Given } from "../../src/store/statement.ts";
import type { Store } from "../../src/store/store.ts";
import { Call, referenceIn } from "../session/call.ts";
import { testVault } from "../store/vault.ts";
import { openWorld, type World } from "../world.ts";
import { LOOPBACK } from "./loopback.ts";
import { openReceiver } from "./receiver.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

const vault = testVault();

const selectDeliveries = statement("test.deliveries", (q, t, _given: Given<object>) =>
  q.select().from(t.deliveries).orderBy(t.deliveries.subscription, t.deliveries.created_at),
);

/** Every row there is. */
export const deliveriesOf = (store: Store) => store.read(selectDeliveries, {});

/** The events that were heard, in order. */
export const eventsOf = ({ heard }: Pick<Awaited<ReturnType<typeof openReceiver>>, "heard">) =>
  heard.map(({ body }) => JSON.parse(body));

export async function openAgency() {
  const world = await openWorld();
  onTestFinished(() => world.close());
  const random = seededRandom(5);
  const told: DeliveryFact[] = [];
  const alarms: { subscription: string; code: string }[] = [];
  const waiting: number[] = [];
  const on: DelivererEvents = {
    delivery: (fact) => void told.push(fact),
    undelivered: (fact) => void alarms.push(fact),
    eventsWaiting: (count) => void waiting.push(count),
    fault: (error) => {
      throw error;
    },
  };
  const patient = openConnector({ allowed: LOOPBACK, deadlineMs: 2_000 });
  /** Another one on the same store. */
  const another = (
    connector: Pick<Connector, "post"> = patient,
    over: Partial<DelivererNeeds> = {},
  ) =>
    openDeliverer({
      store: world.store(),
      vault,
      connector,
      clock: () => world.time.now,
      monotonic: () => world.time.now,
      random,
      on,
      ...over,
    });
  let named = 0;
  return {
    world,
    vault,
    random,
    told,
    alarms,
    waiting,
    another,
    deliverer: another(),
    /** A receiver and its subscription. */
    async subscribe(service: string | null = null) {
      const receiver = await openReceiver();
      const secret = newSecret(random);
      const id = newId(world.time.now + named, random);
      const name = `agency ${++named}`;
      const row = { id, name, service, url: receiver.url, secret, at: world.time.now };
      const committed = await world.store().commit([addSubscription(row)]);
      if (!committed.done) throw new Error(committed.why);
      const now = async (): Promise<Subscription> => {
        const found = await findSubscription(world.store(), { id });
        if (found === null) throw new Error("no subscription");
        return found;
      };
      return { ...receiver, id, secret, now };
    },
  };
}

/** A citizen reports a water leak, with words that are nobody's business; the reference without spaces. */
export async function report(world: World, phone: string): Promise<string> {
  const call = await new Call(world, { phone }).dial();
  const done = await call.type("2", "3", "2", "1", "1", "1", SECRET, "2", "1", "1");
  return referenceIn(done).replaceAll(" ", "");
}

/** What the citizen writes. */
export const SECRET = "Behind the blue kiosk";
