/**
 * The secrets of a development server: made once and kept, so that yesterday's data opens today.
 *
 * Owns one file. Refuses to replace a file it cannot read, for the data sealed under its keys would
 * be lost. Never used in production. Called by `config`.
 */
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { systemRandom } from "./base/ids.ts";

export const DEVELOPMENT_SECRETS_FILE = "data/keys.json";

const secrets = z.object({
  GATEWAY_KEYS: z.string(),
  VAULT_KEYS: z.string(),
  LOOKUP_KEYS: z.string(),
  PIN_PEPPER: z.string(),
});
export type Secrets = z.infer<typeof secrets>;
export const SECRET_NAMES = secrets.keyof().options;

/** The file cannot be read or made; the message says what to do and holds no secret. */
export class SecretsFault extends Error {
  override readonly name = "SecretsFault";
}

/** The secrets in the file; null when there is no file. @throws SecretsFault */
export function readSecrets(file: string): Secrets | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw notUsable(file, "read", error);
  }
  try {
    return secrets.parse(JSON.parse(text));
  } catch {
    // The parser's own error would print a piece of the file.
    throw new SecretsFault(
      `${file} is damaged: restore it, or remove it together with the database it opens`,
    );
  }
}

/** The secrets in the file, made first when there is none. @throws SecretsFault */
export function keepSecrets(file: string): Secrets {
  const found = readSecrets(file);
  if (found !== null) return found;
  try {
    return makeSecrets(file);
  } catch (error) {
    throw error instanceof SecretsFault ? error : notUsable(file, "written", error);
  }
}

/**
 * Complete or absent, and never replaced: written beside its place, flushed, then linked, which
 * fails when another process was quicker; then that one's secrets hold.
 */
function makeSecrets(file: string): Secrets {
  const made: Secrets = {
    GATEWAY_KEYS: random("base64url"),
    VAULT_KEYS: `dev:${random("base64")}`,
    LOOKUP_KEYS: `dev:${random("base64")}`,
    PIN_PEPPER: random("base64url"),
  };
  mkdirSync(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}`;
  const handle = openSync(beside, "w", 0o600);
  try {
    writeSync(handle, `${JSON.stringify(made, null, 2)}\n`);
    fsyncSync(handle);
    linkSync(beside, file);
    return made;
  } catch (error) {
    const other = hasCode(error, "EEXIST") ? readSecrets(file) : null;
    if (other === null) throw error;
    return other;
  } finally {
    closeSync(handle);
    rmSync(beside);
  }
}

function random(encoding: "base64" | "base64url"): string {
  return Buffer.from(systemRandom(32)).toString(encoding);
}

function notUsable(file: string, how: "read" | "written", error: unknown): SecretsFault {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown fault";
  return new SecretsFault(
    `${file} cannot be ${how} (${code}): check its owner and its permissions`,
  );
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
