/**
 * The settings of one Njia: the only reader of the environment.
 *
 * Owns which settings each command needs, and where the secrets of a trial come from. Refuses to start on a fault.
 * Called by `main` and `cli`; `settings` says what each variable means.
 */
import {
  DEVELOPMENT_SECRETS_FILE,
  keepSecrets,
  readSecrets,
  SECRET_NAMES,
  SecretsFault,
  type Secrets,
} from "./secrets.ts";
import {
  ConfigFault,
  faultOf,
  parseConfig,
  placeOf,
  settings,
  withoutEmpty,
  type Config,
} from "./settings.ts";
import type { Place } from "./store/place.ts";

export { ConfigFault, parseConfig } from "./settings.ts";
export type { Config, Environment, SmsConfig } from "./settings.ts";

/**
 * The settings of this process. Outside production, secrets that are not given come from a file
 * that is made on the first start.
 * @throws ConfigFault
 */
export function loadConfig(): Config {
  const env = withoutEmpty(process.env);
  const complete = SECRET_NAMES.every((name) => env[name] !== undefined);
  if (env["NODE_ENV"] === "production" || complete) {
    return { ...parseConfig(env), developmentSecrets: false };
  }
  const given = { ...developmentSecrets(keepSecrets), ...env };
  return { ...parseConfig(given), developmentSecrets: true };
}

function developmentSecrets(from: (file: string) => Secrets | null): Secrets | null {
  try {
    return from(DEVELOPMENT_SECRETS_FILE);
  } catch (error) {
    throw error instanceof SecretsFault ? new ConfigFault([error.message]) : error;
  }
}

/**
 * Where the terminal phone finds the server of this folder; the key is null before its first start.
 * @throws ConfigFault
 */
export function loadDial(): { url: string; key: string | null } {
  const env = withoutEmpty(process.env);
  const given = { ...developmentSecrets(readSecrets), ...env };
  const { data, error } = settings
    .pick({ PORT: true, HOST: true, GATEWAY_KEYS: true })
    .partial({ GATEWAY_KEYS: true })
    .safeParse(given);
  if (error !== undefined) throw faultOf(error);
  return {
    url: `http://${hostOf(data.HOST)}:${data.PORT}`,
    key: data.GATEWAY_KEYS?.[0] ?? null,
  };
}

/** True under `npm start`, which does not hand every signal on. */
export function startedByNpm(): boolean {
  return process.env["npm_lifecycle_event"] !== undefined;
}

/** A host as it stands in a URL; a server that listens everywhere is reached on this machine. */
export function hostOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** Where the database is, for commands that open nothing sealed. @throws ConfigFault */
export function loadDatabase(): Place {
  const { data, error } = settings
    .pick({ DATABASE_URL: true, DATABASE_STANDBY: true })
    .safeParse(withoutEmpty(process.env));
  if (error !== undefined) throw faultOf(error);
  return placeOf(data);
}

/** Another place than `DATABASE_URL` names, in the same words. @throws ConfigFault naming the option */
export function placeNamed(option: string, url: string): Place {
  const { DATABASE_STANDBY } = withoutEmpty(process.env);
  const { data, error } = settings
    .pick({ DATABASE_URL: true, DATABASE_STANDBY: true })
    .safeParse({ DATABASE_URL: url, DATABASE_STANDBY });
  if (error === undefined) return placeOf(data);
  const { faults } = faultOf(error);
  throw new ConfigFault(faults.map((fault) => fault.replace(/^DATABASE_URL/, option)));
}

/** The menus folder alone, for commands that need no secrets. */
export function loadMenus(): string {
  return withoutEmpty(process.env)["MENUS"] ?? "menus";
}
