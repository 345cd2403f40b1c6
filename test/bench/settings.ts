/** The settings of the server that is measured: production, with keys of its own. */
import { join } from "node:path";
import { parseConfig, type Config } from "../../src/config.ts";

export const GATEWAY_KEY = "bench-key-".repeat(4);
export const USSD_PATH = `/gateways/africastalking/${GATEWAY_KEY}/ussd`;

const key = (letter: string) => `k:${Buffer.from(letter.repeat(32)).toString("base64")}`;

/** Variables of a server in production, on any free port. */
export function environmentOn(databaseUrl: string, smsUrl?: string): Record<string, string> {
  return {
    NODE_ENV: "production",
    PORT: "0",
    DATABASE_URL: databaseUrl,
    MENUS: join(import.meta.dirname, "../../menus"),
    GATEWAY_KEYS: GATEWAY_KEY,
    VAULT_KEYS: key("v"),
    LOOKUP_KEYS: key("l"),
    PIN_PEPPER: "p".repeat(32),
    AT_USERNAME: "bench",
    AT_API_KEY: "unused",
    // No dialogue of the bench asks a register.
    CONNECTOR_REGISTRY: "https://registry.invalid",
    ...(smsUrl !== undefined && { AT_SMS_URL: smsUrl }),
  };
}

/**
 * With an address for SMS, a sender in a thread of the server hands messages over there; else nobody does. On
 * a file in the folder, unless another database is named.
 */
export function configIn(
  folder: string,
  smsUrl?: string,
  database = `file:${join(folder, "njia.db")}`,
): Config {
  const config = parseConfig(environmentOn(database, smsUrl));
  const sms = smsUrl === undefined ? null : config.sms;
  return { ...config, sms, developmentSecrets: false };
}
