/**
 * What each variable of the environment means, its default and its limits.
 *
 * Owns the words for what is wrong: every variable at fault in one run, and no value. Called by `config`, which alone
 * reads the environment. Pure.
 */
import { z } from "zod";
import { parseAllowed, type Allowed } from "./base/address.ts";
import { parseKeys, type Key } from "./base/vault.ts";
import type { Place } from "./store/place.ts";

/** Characters of a gateway key or of the pepper: 32 of base64 carry 192 bits. */
const SECRET_CHARS_MIN = 32;

export interface Config {
  /** 0 = any free port. */
  port: number;
  host: string;
  database: Place;
  /** Folder of the menu files. */
  menus: string;
  /** All are valid at once, so that a key can be changed without a lost callback. */
  gatewayKeys: readonly string[];
  /** The first one writes, all read. */
  vaultKeys: Key[];
  lookupKeys: Key[];
  pinPepper: string;
  /** Where SMS go; null outside production when nothing is set. */
  sms: SmsConfig | null;
  /** Exceptions to the rule that events are sent to public addresses, and with TLS. */
  eventsAllow: Allowed;
  /** The same for connectors. */
  connectorsAllow: Allowed;
  /** What connectors may name in their addresses and headers: every variable `CONNECTOR_…`. */
  connectorVariables: Readonly<Record<string, string>>;
  logLevel: LogLevel;
  /** What each phone may do in a minute; 0 = anything. */
  perPhone: { dials: number; hops: number };
  production: boolean;
  /** True when a secret came from the development file rather than from the environment. */
  developmentSecrets: boolean;
}

/** An account with Africa's Talking. */
export interface SmsConfig {
  username: string;
  apiKey: string;
  /** Short code or alphanumeric sender id; null = the provider's own. */
  from: string | null;
  /** Where messages are posted; null = the provider's address for this username. */
  url: string | null;
}

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Variables as the process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with the settings, a line each. */
export class ConfigFault extends Error {
  override readonly name = "ConfigFault";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`Njia cannot start with these settings:\n${faults.map((f) => `  ${f}`).join("\n")}`);
    this.faults = faults;
  }
}

const THIS_MACHINE = "localhost, 127.0.0.0/8, 127.0.0.1, [::1]";

const MISSING = "is missing; see docs/operating.md on how to make it";
const MISSING_AT = "is missing; it comes from your account with Africa's Talking";

const port = z
  .string()
  .regex(/^\d{1,5}$/, "must be a whole number")
  .transform(Number)
  .refine((value) => value <= 65_535, "must be at most 65535")
  .default(3000);

function perMinute(usual: number) {
  return z
    .string()
    .regex(/^\d{1,6}$/, "must be a whole number, of a minute; 0 for no limit")
    .transform(Number)
    .default(usual);
}

const database = z
  .string()
  .default("file:data/njia.db")
  .refine(
    // A file's parameters would become part of its name, and a database in memory keeps nothing.
    (url) => /^file:(?!\/\/[^/]|:)[^?#]*[^/?#]$/.test(url) || isServer(url),
    "must read file:PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE",
  );

const gatewayKeys = z
  .string(MISSING)
  .transform((list) => list.split(",").map((key) => key.trim()))
  .refine(
    (keys) => keys.every((key) => key.length >= SECRET_CHARS_MIN),
    `must have at least ${SECRET_CHARS_MIN} characters in each key`,
  )
  // A key is a segment of the callback's URL and must arrive as it was written.
  .refine(
    (keys) => keys.every((key) => /^[A-Za-z0-9_-]*$/.test(key)),
    "may hold letters, digits, - and _ only",
  );

/** Each variable, with its limits and what it is without. */
export const settings = z.object({
  NODE_ENV: z
    .enum(["development", "production", "test"], "must be development, production or test")
    .default("development"),
  PORT: port,
  HOST: z.string().default("127.0.0.1"),
  DATABASE_URL: database,
  DATABASE_STANDBY: z
    .enum(["required", "optional"], "must be required or optional")
    .default("optional"),
  MENUS: z.string().default("menus"),
  GATEWAY_KEYS: gatewayKeys,
  VAULT_KEYS: z.string(MISSING).transform(keysOf("VAULT_KEYS")),
  LOOKUP_KEYS: z.string(MISSING).transform(keysOf("LOOKUP_KEYS")),
  PIN_PEPPER: z
    .string(MISSING)
    .min(SECRET_CHARS_MIN, `must have at least ${SECRET_CHARS_MIN} characters`),
  AT_USERNAME: z.string().optional(),
  AT_API_KEY: z.string().optional(),
  AT_SENDER: z
    .string()
    .regex(/^([0-9]{3,8}|[A-Za-z0-9_ -]{3,11})$/, "must be a short code or a sender id")
    .optional(),
  AT_SMS_URL: z.url({ protocol: /^https?$/, error: "must be an http or https address" }).optional(),
  EVENTS_ALLOW: z.string().transform(allowedIn).default({ hosts: [], networks: [] }),
  CONNECTORS_ALLOW: z.string().transform(allowedIn).default({ hosts: [], networks: [] }),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`).default("info"),
  // Nobody dials every three seconds or answers twice a second, minute after minute.
  DIALS_PER_PHONE: perMinute(20),
  HOPS_PER_PHONE: perMinute(120),
});

/** A citizen who was promised an SMS must get one. */
const productionSettings = settings.extend({
  AT_USERNAME: z.string(MISSING_AT),
  AT_API_KEY: z.string(MISSING_AT),
});

/** With the name of a database: without one, the driver would take the user's. */
function isServer(text: string): boolean {
  const url = /^postgres(ql)?:\/\//.test(text) ? URL.parse(text) : null;
  return url !== null && /^\/[^/]+$/.test(url.pathname);
}

/** Where the database is. */
export function placeOf({
  DATABASE_URL: url,
  DATABASE_STANDBY: standby,
}: Pick<z.infer<typeof settings>, "DATABASE_URL" | "DATABASE_STANDBY">): Place {
  if (!url.startsWith("file:")) return { url, standby: standby === "required" };
  return { file: url.replace(/^file:(\/\/(?=\/))?/, "") };
}

function allowedIn(text: string, context: z.RefinementCtx): Allowed {
  const allowed = parseAllowed(text);
  if (allowed !== null) return allowed;
  context.addIssue("must list networks such as 10.20.0.0/16 and hosts such as erp.example:8443");
  return z.NEVER;
}

/** Each fault names its variable. */
export function faultOf({ issues }: z.ZodError): ConfigFault {
  return new ConfigFault(issues.map(({ path, message }) => `${path.join(".")} ${message}`));
}

function keysOf(name: string) {
  return (text: string, context: z.RefinementCtx): Key[] => {
    try {
      return parseKeys(text, name);
    } catch (error) {
      // Its words name the variable and never the key.
      context.addIssue(
        error instanceof Error ? error.message.replace(`${name}: `, "") : "is not readable",
      );
      return z.NEVER;
    }
  };
}

/**
 * Reads the settings. Pure; a variable that is empty counts as missing.
 * @throws ConfigFault
 */
export function parseConfig(env: Environment): Omit<Config, "developmentSecrets"> {
  const production = env["NODE_ENV"] === "production";
  const schema = production ? productionSettings : settings;
  // Who tries Njia has the receiver on the same machine.
  const here = { EVENTS_ALLOW: THIS_MACHINE, CONNECTORS_ALLOW: THIS_MACHINE };
  const given = production ? env : { ...here, ...withoutEmpty(env) };
  const { data, error } = schema.safeParse(withoutEmpty(given));
  const variables = connectorVariables(env);
  const faults = [...(error === undefined ? [] : faultOf(error).faults), ...variables.faults];
  if (data === undefined || faults.length > 0) throw new ConfigFault(faults);
  return {
    port: data.PORT,
    host: data.HOST,
    database: placeOf(data),
    menus: data.MENUS,
    gatewayKeys: data.GATEWAY_KEYS,
    vaultKeys: data.VAULT_KEYS,
    lookupKeys: data.LOOKUP_KEYS,
    pinPepper: data.PIN_PEPPER,
    sms: smsOf(data),
    eventsAllow: data.EVENTS_ALLOW,
    connectorsAllow: data.CONNECTORS_ALLOW,
    connectorVariables: variables.given,
    logLevel: data.LOG_LEVEL,
    perPhone: { dials: data.DIALS_PER_PHONE, hops: data.HOPS_PER_PHONE },
    production: data.NODE_ENV === "production",
  };
}

/** Menus name these, so no other variable may be among them: a file could send it to anybody. */
function connectorVariables(env: Environment) {
  const own = Object.entries(withoutEmpty(env)).filter(([name]) =>
    /^CONNECTOR_[A-Z0-9_]+$/.test(name),
  );
  // A header does not take it, and the line that ends a file with a key in it is easily read along.
  const faults = own
    .filter(([, value = ""]) => !/^[!-~]+( +[!-~]+)*$/.test(value))
    .map(
      ([name]) => `${name} must be one line of plain letters and signs, without a blank at an end`,
    );
  return { given: Object.fromEntries(own) as Record<string, string>, faults }; // none is missing
}

function smsOf(data: z.infer<typeof settings>): SmsConfig | null {
  const { AT_USERNAME: username, AT_API_KEY: apiKey, AT_SENDER: from, AT_SMS_URL: url } = data;
  if (username === undefined || apiKey === undefined) return null;
  return { username, apiKey, from: from ?? null, url: url ?? null };
}

/** A variable that is empty counts as missing. */
export function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
}
