/**
 * Outside production, and without an account: a fake provider in this process, so that whoever tries
 * Njia sees the SMS too. Called by `main`.
 */
import { FAKE_AT_PORT } from "./cli/fake-at/port.ts";
import { openFakeAt, type FakeAt } from "./cli/fake-at/fake-at.ts";
import type { Config } from "./config.ts";

export interface Development {
  /** The same settings, with an account at the fake. */
  config: Config;
  /** Receipts and a citizen's SMS come back to the server from now on. */
  connect(serverUrl: string): void;
  /** Where the fake is, for the terminal. */
  origin: string;
  close(): Promise<void>;
}

/** On its own port, or on any free one when that is taken: another Njia may be tried beside this one. */
export async function openDevelopment(config: Config): Promise<Development> {
  const fake = await openFake();
  const account = { username: "sandbox", apiKey: "fake", from: null, url: fake.url };
  return {
    config: { ...config, sms: account },
    connect(serverUrl) {
      const [key = ""] = config.gatewayKeys;
      fake.callbacks = `${serverUrl}/gateways/africastalking/${key}/sms`;
    },
    origin: fake.origin,
    close: () => fake.close(),
  };
}

async function openFake(): Promise<FakeAt> {
  try {
    return await openFakeAt({ port: FAKE_AT_PORT });
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    if (!taken) throw error;
    return openFakeAt();
  }
}
