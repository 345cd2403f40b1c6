/**
 * What is sent as a whole, on a connection of its own: SMS to the provider, and events to agencies.
 *
 * Used by the thread beside a server and by `njia work`, which is the same in a process of its own.
 */
import { monotonic, systemClock } from "./base/clock.ts";
import { openDoubt } from "./base/doubt.ts";
import { newId, systemRandom } from "./base/ids.ts";
import type { Share } from "./base/share.ts";
import { openVault, type Key, type Vault } from "./base/vault.ts";
import type { SmsConfig } from "./config.ts";
import type { Allowed } from "./base/address.ts";
import { openConnector } from "./connector/connector.ts";
import { openDeliverer, type DelivererEvents } from "./events/deliverer.ts";
import {
  openSender,
  type Sender,
  type SenderEvents,
  type SendingRules,
} from "./messages/sender.ts";
import type { StoreFault } from "./store/fault.ts";
import { openStore } from "./store/open.ts";
import { openRoster } from "./store/roster.ts";
import type { Place } from "./store/place.ts";
import type { Store } from "./store/store.ts";

export interface SendingData {
  place: Place;
  vaultKeys: Key[];
  lookupKeys: Key[];
  /** Null where there is nobody to hand SMS to: events are sent all the same. */
  sms: SmsConfig | null;
  eventsAllow: Allowed;
}

/** What is told of SMS, and of events. */
export type SendingEvents = SenderEvents & DelivererEvents;

export interface Sending {
  /** Settles the calls under way, then lets go of the database. */
  close(): Promise<void>;
}

/** Sends from now on. @throws StoreFault */
export async function startSending(
  { place, vaultKeys, lookupKeys, sms, eventsAllow: allowed }: SendingData,
  rules: () => SendingRules,
  on: SendingEvents,
): Promise<Sending> {
  const onFatal = (fault: StoreFault) => on.fatal?.(fault);
  const store = await openStore({ place, serve: false, vaultKeys, onFatal });
  const vault = openVault({ vaultKeys, lookupKeys });
  const share = (kind: string) => () => roster.share(kind);
  const sender =
    sms === null ? null : await smsSender({ store, vault, sms, rules, share: share("sms"), on });
  const connector = openConnector({ allowed });
  const shared = { store, vault, clock: systemClock, on };
  const random = systemRandom;
  const deliverer = openDeliverer({ ...shared, connector, random, share: share("events") });
  const look = openDoubt({ clock: systemClock, monotonic });
  const believed = () => look().is === "believed";
  const roster = openRoster({
    store,
    place,
    id: newId(systemClock(), random),
    // Whoever doubts their clock gives nothing up and sweeps nothing for a day.
    kinds: {
      ...(sender !== null && { sms: () => sender.isFit() && believed() }),
      events: believed,
    },
    onFault: (error) => on.fault?.(error),
  });
  roster.start();
  sender?.start();
  deliverer.start();
  return {
    async close() {
      // Others begin with what is left while its last calls are under way.
      await roster.close();
      await Promise.all([sender?.close(), deliverer.close()]);
      await store.close();
    },
  };
}

interface SmsNeeds {
  store: Store;
  vault: Vault;
  sms: SmsConfig;
  rules: () => SendingRules;
  share: () => Share;
  on: SenderEvents;
}

async function smsSender({ sms, ...needs }: SmsNeeds): Promise<Sender> {
  // Its library is read only where there is an account.
  const { openAfricasTalkingSms } = await import("./gateway/africastalking/sms.ts");
  const provider = await openAfricasTalkingSms(sms);
  return openSender({ ...needs, provider, clock: systemClock });
}
