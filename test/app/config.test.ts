import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { ConfigFault, hostOf, loadConfig, loadDial, parseConfig } from "../../src/config.ts";
import type { Environment } from "../../src/config.ts";
import { keepSecrets, readSecrets, SecretsFault } from "../../src/secrets.ts";
import { nameOf } from "../../src/store/place.ts";

const key = (byte: number) => Buffer.alloc(32, byte).toString("base64");

const COMPLETE: Environment = {
  NODE_ENV: "production",
  GATEWAY_KEYS: "a".repeat(32),
  VAULT_KEYS: `one:${key(1)}`,
  LOOKUP_KEYS: `one:${key(2)}`,
  PIN_PEPPER: "b".repeat(32),
  AT_USERNAME: "mfano",
  AT_API_KEY: "an-api-key",
};

function faultsOf(env: Environment): readonly string[] {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults;
    throw error;
  }
  return [];
}

test("with its secrets everything else has a default", () => {
  expect(parseConfig({ ...COMPLETE, NODE_ENV: undefined })).toMatchObject({
    port: 3000,
    host: "127.0.0.1",
    database: { file: "data/njia.db" },
    menus: "menus",
    logLevel: "info",
    production: false,
    sms: { username: "mfano", apiKey: "an-api-key", from: null, url: null },
  });
});

test("outside production an account for SMS may be left out, as a whole", () => {
  const without = { ...COMPLETE, NODE_ENV: undefined, AT_API_KEY: undefined };
  expect(parseConfig(without).sms).toBeNull();
  const AT_SMS_URL = "http://127.0.0.1:4011/version1/messaging";
  expect(parseConfig({ ...COMPLETE, AT_SENDER: "MFANO", AT_SMS_URL }).sms).toMatchObject({
    from: "MFANO",
    url: AT_SMS_URL,
  });
});

test("what connectors name is one line, as a header takes it; the fault has nothing of it", () => {
  const named = { CONNECTOR_A: "https://a.example", CONNECTOR_TOKEN: "Bearer abc=" };
  expect(parseConfig({ ...COMPLETE, ...named, ANOTHER: "x" }).connectorVariables).toEqual(named);
  for (const CONNECTOR_TOKEN of ["secret\n", "sec\nret", " secret", "secret\r", "s\u00e9cret"]) {
    const faults = faultsOf({ ...COMPLETE, CONNECTOR_TOKEN });
    expect(faults).toEqual([
      "CONNECTOR_TOKEN must be one line of plain letters and signs, without a blank at an end",
    ]);
  }
});

test("several keys are valid at once, in the order given", () => {
  const both = `${"c".repeat(32)}, ${"d".repeat(40)}`;
  const config = parseConfig({
    ...COMPLETE,
    GATEWAY_KEYS: both,
    VAULT_KEYS: `n:${key(3)},o:${key(4)}`,
  });
  expect(config.gatewayKeys).toEqual(["c".repeat(32), "d".repeat(40)]);
  expect(config.vaultKeys.map(({ id }) => id)).toEqual(["n", "o"]);
});

test.each(["GATEWAY_KEYS", "VAULT_KEYS", "LOOKUP_KEYS", "PIN_PEPPER", "AT_USERNAME", "AT_API_KEY"])(
  "in production a missing %s is named, and so is an empty one",
  (name) => {
    for (const missing of [undefined, ""]) {
      const faults = faultsOf({ ...COMPLETE, [name]: missing });
      expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name} is missing`))]);
    }
  },
);

const SHORT = "Short-Value-1";

test.each([
  ["GATEWAY_KEYS", SHORT, /at least 32/],
  ["GATEWAY_KEYS", `${"a".repeat(32)},${SHORT}`, /at least 32/],
  ["GATEWAY_KEYS", `${SHORT}/${"a".repeat(32)}`, /letters, digits/],
  ["VAULT_KEYS", SHORT, /id:base64/],
  ["VAULT_KEYS", `one:${Buffer.from(SHORT).toString("base64")}`, /must have 32/],
  ["LOOKUP_KEYS", `one:${key(1)},one:${key(2)}`, /twice/],
  ["PIN_PEPPER", SHORT, /at least 32/],
  ["AT_SENDER", "*384#", /sender id/],
  ["AT_SMS_URL", "ftp://127.0.0.1", /http or https/],
  ["PORT", "80a", /whole number/],
  ["PORT", "70000", /65535/],
  ["DATABASE_URL", "postgres://db", /postgres:\/\/USER/],
  ["DATABASE_URL", "postgres:njia", /postgres:\/\/USER/],
  ["DATABASE_STANDBY", "yes", /required or optional/],
  ["DATABASE_URL", "data/njia.db", /file:PATH/],
  ["DATABASE_URL", "file::memory:", /file:PATH/],
  ["DATABASE_URL", "file:data/njia.db?mode=ro", /file:PATH/],
  ["DATABASE_URL", "file://server/njia.db", /file:PATH/],
  ["LOG_LEVEL", "loud", /one of/],
  ["DIALS_PER_PHONE", "-1", /whole number/],
  ["HOPS_PER_PHONE", "many", /whole number/],
  ["NODE_ENV", "prod", /production/],
])("%s that reads %s is named, with its fault and without its value", (name, value, fault) => {
  const [first = "", ...more] = faultsOf({ ...COMPLETE, [name]: value });
  expect(more).toEqual([]);
  expect(first).toMatch(new RegExp(`^${name} `));
  expect(first).toMatch(fault);
  expect(first).not.toContain(SHORT);
  expect(first).not.toContain(Buffer.from(SHORT).toString("base64"));
});

test("all that is wrong is named in one run", () => {
  expect(faultsOf({ PORT: "x", LOG_LEVEL: "y" })).toHaveLength(6);
});

test.each([
  ["file:data/a.db", "data/a.db"],
  ["file:/var/lib/a.db", "/var/lib/a.db"],
  ["file:///var/lib/a.db", "/var/lib/a.db"],
])("the database %s is the file %s", (url, file) => {
  expect(parseConfig({ ...COMPLETE, DATABASE_URL: url }).database).toEqual({ file });
});

test("a server is named with its database, and may have to wait for a standby", () => {
  const DATABASE_URL = "postgresql://njia:secret@db.example:5433/njia?sslmode=verify-full";
  expect(parseConfig({ ...COMPLETE, DATABASE_URL }).database).toEqual({
    url: DATABASE_URL,
    standby: false,
  });
  const DATABASE_STANDBY = "required";
  const required = parseConfig({ ...COMPLETE, DATABASE_URL, DATABASE_STANDBY }).database;
  expect(required).toMatchObject({ standby: true });
  expect(nameOf(required)).toBe("postgres://njia@db.example:5433/njia");
});

test("a phone on this machine finds a server that listens everywhere", () => {
  const hosts = ["0.0.0.0", "::", "::1", "127.0.0.1"].map(hostOf);
  expect(hosts.join(" ")).toBe("127.0.0.1 127.0.0.1 [::1] 127.0.0.1");
});

/** This process in a folder of its own, with these settings and no others of ours. */
function inFolder(env: Environment = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "njia-config-"));
  const before = process.cwd();
  process.chdir(folder);
  onTestFinished(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });
  for (const name of [...Object.keys(COMPLETE), "PORT", "HOST", "DATABASE_URL", "MENUS"]) {
    vi.stubEnv(name, env[name]);
  }
  return folder;
}

test("development secrets are made once, for the owner's eyes only, and kept", () => {
  const folder = inFolder();
  expect(loadDial()).toEqual({ url: "http://127.0.0.1:3000", key: null });
  const first = loadConfig();
  expect(first.developmentSecrets).toBe(true);
  expect(loadConfig()).toEqual(first);
  expect(loadDial().key).toBe(first.gatewayKeys[0]);
  expect(readdirSync(join(folder, "data"))).toEqual(["keys.json"]);
  // Windows has no such modes.
  if (process.platform !== "win32") {
    expect(statSync(join(folder, "data/keys.json")).mode & 0o777).toBe(0o600);
  }
});

test("a secret from the environment goes before the file's", () => {
  inFolder({ GATEWAY_KEYS: "e".repeat(32) });
  const config = loadConfig();
  expect(config.gatewayKeys).toEqual(["e".repeat(32)]);
  expect(loadDial().key).toBe("e".repeat(32));
});

test("with all secrets in the environment, and in production, no file is made or read", () => {
  const folder = inFolder({ ...COMPLETE, NODE_ENV: "development" });
  expect(loadConfig()).toMatchObject({ developmentSecrets: false, production: false });
  expect(readdirSync(folder)).toEqual([]);
  for (const name of Object.keys(COMPLETE)) vi.stubEnv(name, undefined);
  vi.stubEnv("NODE_ENV", "production");
  keepSecrets("data/keys.json");
  expect(() => loadConfig()).toThrow(/GATEWAY_KEYS is missing/);
});

test.each([
  ["cut short", (text: string) => text.slice(0, 100)],
  ["empty", () => ""],
  ["without a key", (text: string) => text.replace("PIN_PEPPER", "PEPPER")],
])("a keys file that is %s is refused, not replaced, and not shown", (_, damage) => {
  inFolder();
  loadConfig();
  const sound = readFileSync("data/keys.json", "utf8");
  const damaged = damage(sound);
  writeFileSync("data/keys.json", damaged);
  const secret = readSecretOf(sound);
  for (const load of [loadConfig, loadDial]) {
    const fault = thrownBy(load);
    expect(fault).toBeInstanceOf(ConfigFault);
    expect(String(fault)).toContain("data/keys.json is damaged");
    expect(String(fault)).not.toContain(secret.slice(0, 8));
  }
  expect(readFileSync("data/keys.json", "utf8")).toBe(damaged);
});

test("a keys file that cannot be read or made is told with the system's code", () => {
  inFolder();
  writeFileSync("data", "a file where the folder should be");
  expect(thrownBy(() => readSecrets("data/keys.json"))).toBeInstanceOf(SecretsFault);
  expect(String(thrownBy(loadConfig))).toMatch(/cannot be (read|written) \(ENOTDIR\)/);
  expect(String(thrownBy(() => keepSecrets("data/keys.json")))).toContain("ENOTDIR");
});

function readSecretOf(text: string): string {
  return String(JSON.parse(text).GATEWAY_KEYS);
}

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
