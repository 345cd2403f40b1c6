/**
 * Outside production: a fake provider in this process where there is no account, so that whoever tries
 * Njia sees the SMS too, and a fake registry where no other one is named. Called by `main`.
 */
import { FAKE_AT_PORT } from "./cli/fake-at/port.ts";
import { openFakeAt } from "./cli/fake-at/fake-at.ts";
import { FAKE_REGISTRY_PORT } from "./cli/fake-registry/port.ts";
import { openFakeRegistry } from "./cli/fake-registry/registry.ts";
import type { Config } from "./config.ts";

export interface Development {
  /** The same settings, with an account at the fake. */
  config: Config;
  /** Receipts and a citizen's SMS come back to the server from now on. */
  connect(serverUrl: string): void;
  /** Where the fake provider is, for the terminal; null where SMS go elsewhere. */
  origin: string | null;
  close(): Promise<void>;
}

/** The variable by which the example menus name their registry. */
const REGISTRY = "CONNECTOR_REGISTRY";

/** Each on its own port, or on any free one when that is taken: another Njia may be tried beside this one. */
export async function openDevelopment(config: Config): Promise<Development> {
  const fake = config.sms === null ? await openOn(FAKE_AT_PORT, openFakeAt) : null;
  const account = { username: "sandbox", apiKey: "fake", from: null, url: fake?.url ?? null };
  const given = config.connectorVariables;
  const registry =
    given[REGISTRY] === undefined ? await openOn(FAKE_REGISTRY_PORT, openFakeRegistry) : null;
  return {
    config: {
      ...config,
      ...(fake !== null && { sms: account }),
      connectorVariables: registry === null ? given : { ...given, [REGISTRY]: registry.origin },
    },
    connect(serverUrl) {
      const [key = ""] = config.gatewayKeys;
      if (fake !== null) fake.callbacks = `${serverUrl}/gateways/africastalking/${key}/sms`;
    },
    origin: fake?.origin ?? null,
    async close() {
      await fake?.close();
      await registry?.close();
    },
  };
}

async function openOn<Fake>(
  port: number,
  open: (options: { port?: number }) => Promise<Fake>,
): Promise<Fake> {
  try {
    return await open({ port });
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    if (!taken) throw error;
    return open({});
  }
}
