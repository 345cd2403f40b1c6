/**
 * The sender as a whole: its own connection, the provider, and the outbox between them.
 *
 * Used by the thread beside a server and by `njia work`, which is the same in a process of its own.
 */
import { systemClock } from "./base/clock.ts";
import { openVault, type Key } from "./base/vault.ts";
import type { SmsConfig } from "./config.ts";
import { openAfricasTalkingSms } from "./gateway/africastalking/sms.ts";
import { openSender, type SenderEvents, type SendingRules } from "./messages/sender.ts";
import type { StoreFault } from "./store/fault.ts";
import { openSqlite } from "./store/sqlite.ts";

export interface SendingData {
  file: string;
  vaultKeys: Key[];
  lookupKeys: Key[];
  sms: SmsConfig;
}

export interface Sending {
  /** Settles the calls under way, then lets go of the database. */
  close(): Promise<void>;
}

/** Sends from now on. @throws StoreFault */
export async function startSending(
  { file, vaultKeys, lookupKeys, sms }: SendingData,
  rules: () => SendingRules,
  on: SenderEvents,
): Promise<Sending> {
  const onFatal = (fault: StoreFault) => on.fatal?.(fault);
  const store = openSqlite({ file, serve: false, vaultKeys, onFatal });
  const sender = openSender({
    store,
    vault: openVault({ vaultKeys, lookupKeys }),
    provider: await openAfricasTalkingSms(sms),
    clock: systemClock,
    rules,
    on,
  });
  sender.start();
  return {
    async close() {
      await sender.close();
      await store.close();
    },
  };
}
