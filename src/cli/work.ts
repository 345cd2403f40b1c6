/**
 * `njia work`: the sender in a process of its own, beside a server or several.
 *
 * Sends what the outbox has, and events, until it is told to stop. Never needed with one server, which
 * has a sender in a thread; any number may work on one outbox.
 */
import { systemClock } from "../base/clock.ts";
import { ConfigFault, type Config } from "../config.ts";
import { checkKeys } from "../keys.ts";
import { KEYS_MISSING } from "../keys-watch.ts";
import type { Log } from "../insight/log.ts";
import { rulesOf } from "../messages/rules.ts";
import type { SendingRules } from "../messages/sender.ts";
import { startSending, type Sending } from "../sending.ts";
import { openPublished } from "../session/releases.ts";
import { openStore } from "../store/open.ts";

/** How often the release is looked at for new rules, in milliseconds. */
const RULES_EVERY_MS = 60_000;

/**
 * Works from now on.
 * @throws ConfigFault without an account or a published release; StoreFault
 */
export async function startWork(config: Config, log: Log, onFatal: () => void): Promise<Sending> {
  const { database: place, vaultKeys, lookupKeys, sms, eventsAllow } = config;
  if (sms === null) throw new ConfigFault(["AT_USERNAME and AT_API_KEY say who sends"]);
  const first = await readRules(config);
  if (first === null) throw new ConfigFault(["No release is published: start the server first"]);
  let rules = first;
  const data = { place, vaultKeys, lookupKeys, sms, eventsAllow };
  const sending = await startSending(data, () => rules, {
    settled: (fact) => log.message(fact),
    delivery: (fact) => log.delivery(fact),
    undelivered: (fact) => log.undelivered(fact),
    alarm: (code) => log.alarm({ code }),
    fault: (error) => log.fault("sender", error),
    fatal: (fault) => {
      log.fatal("store", fault);
      onFatal();
    },
  });
  const timer = setInterval(() => {
    readRules(config).then(
      (now) => (rules = now ?? rules),
      (error: unknown) => {
        if (error instanceof ConfigFault) log.alarm(KEYS_MISSING);
        else log.fault("rules", error);
      },
    );
  }, RULES_EVERY_MS);
  return {
    async close() {
      clearInterval(timer);
      await sending.close();
    },
  };
}

async function readRules(config: Config): Promise<SendingRules | null> {
  const { database: place, vaultKeys } = config;
  const store = await openStore({ place, serve: false, vaultKeys });
  try {
    // Under other keys nothing of the outbox opens.
    await checkKeys(store, config, systemClock);
    const current = (await openPublished(store)).current();
    return current === null ? null : rulesOf(current.channel);
  } finally {
    await store.close();
  }
}
