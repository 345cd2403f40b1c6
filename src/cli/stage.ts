/**
 * A Njia in this process, for menus that nobody real dials: the routes, sessions and SMS of a server.
 *
 * Owns the provider, which takes every message and keeps it for the phone; connectors give the made-up
 * answers of their files. Whoever opens it gives the
 * store, the clock and the releases, and closes the store. Called by `rehearsal` and by `journeys/`.
 */
import { openApp } from "../app.ts";
import type { Clock } from "../base/clock.ts";
import { newId, type Random } from "../base/ids.ts";
import type { Phone } from "../base/phone.ts";
import type { Vault } from "../base/vault.ts";
import { sandbox } from "../gateway/sandbox/sandbox.ts";
import type { SmsSender } from "../gateway/sms.ts";
import { openLog } from "../insight/log.ts";
import { openMetrics } from "../insight/metrics.ts";
import type { Release } from "../menu/model.ts";
import { partsOf } from "../messages/message.ts";
import { rulesOf } from "../messages/rules.ts";
import { openSender } from "../messages/sender.ts";
import { cannedAgency } from "../session/canned.ts";
import type { Pins } from "../session/contract.ts";
import { openInbox } from "../session/inbox.ts";
import { openLookingUp } from "../session/looking-up.ts";
import type { Releases } from "../session/releases.ts";
import type { HopNeeds } from "../session/scene.ts";
import { openSessions, type CarryingSessions } from "../session/sessions.ts";
import type { Store } from "../store/store.ts";
import { SHORT_CODE, type ArrivedSms } from "./dial-sms.ts";
import { openWire, type Wire } from "./dial-wire.ts";

export interface StageNeeds {
  store: Store;
  vault: Vault;
  releases: Releases;
  clock: Clock;
  random: Random;
  pins: Pins;
  onStep?: NonNullable<HopNeeds["onStep"]>;
}

export interface StagedSms extends ArrivedSms {
  to: Phone;
}

export interface Stage {
  wire: Wire;
  sessions: CarryingSessions;
  /** Sends what is due; what has arrived since the last time, oldest first. */
  arrived(): Promise<readonly StagedSms[]>;
  /** A citizen's SMS to the channel. */
  write(phone: Phone, text: string): Promise<void>;
  close(): Promise<void>;
}

export function openStage({ onStep, ...needs }: StageNeeds): Stage {
  const { store, vault, releases, clock, random } = needs;
  // Time is made here, and is never doubted.
  const looking = openLookingUp({ ...needs, agency: cannedAgency, monotonic: clock });
  const sessions = openSessions({
    ...needs,
    lookUps: looking.lookUps,
    ...(onStep === undefined ? {} : { onStep }),
    prefixSeptets: () => sandbox.prefixSeptets,
    requestsOpened: () => 0,
  });
  const inbox = openInbox(needs);
  const key = newId(clock(), random);
  const app = openApp({
    inbox,
    sessions,
    metrics: openMetrics(),
    log: openLog("silent"),
    random,
    gateways: [sandbox],
    gatewayKeys: [key],
    ready: () => true,
  });
  const sent: StagedSms[] = [];
  const sender = openSender({
    store,
    vault,
    provider: providerInto(sent, clock),
    clock,
    rules: () => rulesOf(currentOf(releases).channel),
  });
  return {
    wire: openWire("http://rehearsal", key, undefined, async (address, init) =>
      app.request(address, init),
    ),
    sessions,
    async arrived() {
      await looking.drain();
      await sender.drain();
      return sent.splice(0);
    },
    async write(phone, text) {
      const id = newId(clock(), random);
      const message = { gateway: sandbox.name, id, from: phone, to: SHORT_CODE, text };
      await inbox.message({ ...message, sentAt: clock() });
    },
    async close() {
      await looking.close();
      await sender.close();
    },
  };
}

export function currentOf(releases: Pick<Releases, "current">): Release {
  const release = releases.current();
  if (release === null) throw new Error("a rehearsal has no release");
  return release;
}

/** Takes every message, and keeps it for the phone. */
function providerInto(sent: StagedSms[], clock: Clock): SmsSender {
  let taken = 0;
  return {
    name: "rehearsal",
    send({ to, text }) {
      const parts = partsOf(text);
      sent.push({ to, text, parts, from: SHORT_CODE, at: clock() });
      const providerId = `rehearsal-${++taken}`;
      return Promise.resolve({ is: "accepted", providerId, cost: null, parts });
    },
    balance: () => Promise.resolve(null),
  };
}
