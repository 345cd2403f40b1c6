/** A whole server in this process: a port, a database and a copy of the project's menus of its own. */
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { systemClock, type Clock } from "../../src/base/clock.ts";
import type { Config } from "../../src/config.ts";
import { openLog } from "../../src/insight/log.ts";
import { openServer } from "../../src/serve.ts";
import type { StoreFault } from "../../src/store/fault.ts";
import { hopBody } from "../gateway/africastalking.bodies.ts";
import { KEY, openLines, USSD } from "./edge.ts";
import { send } from "./wire.ts";

const MENUS = fileURLToPath(new URL("../../menus", import.meta.url));
/** The code of the project's menus. */
export const TRIAL_CODE = "*384*99#";
/** What stands on the main menu of the project's menus. */
export const TRIAL_NAME = "Kaunti ya Mfano";

/** What the connectors of the project's menus name; nobody is called there. */
export const TRIAL_VARIABLES = { CONNECTOR_REGISTRY: "https://registry.example" };

/** A folder with menus in it, removed when the test ends. */
export function trialFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "njia-app-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(MENUS, join(folder, "menus"), { recursive: true });
  return folder;
}

/** Writes `to` instead of `from` in a menu file. */
export function edit(folder: string, file: string, from: string, to: string): void {
  const path = join(folder, "menus", file);
  const text = readFileSync(path, "utf8");
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(path, text.replace(from, to));
}

/** A service file that cannot become a release, with two faults. */
export function breakMenus(folder: string): void {
  edit(folder, "report.yaml", "star: 3", "star: three\ncolour: blue");
}

/** One hop over the wire, in the language chosen first. */
export async function dial(port: number, sessionId: string, text = "", key = KEY) {
  const path = USSD.replace(KEY, key);
  return send(port, { path, body: hopBody({ serviceCode: TRIAL_CODE, sessionId, text }) });
}

/** A hop in flight: the server has read its head and waits for the last byte, which is sent by the result. */
export async function beginHop(port: number, sessionId: string, key = KEY) {
  const body = hopBody({ serviceCode: TRIAL_CODE, sessionId });
  const socket = connect(port, "127.0.0.1");
  const head = [
    `POST ${USSD.replace(KEY, key)} HTTP/1.1`,
    "host: localhost",
    "expect: 100-continue",
    `content-length: ${body.length}`,
  ];
  socket.write([...head, "", body.slice(0, -1)].join("\r\n"));
  await once(socket, "data");
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk.toString()));
  return async () => {
    const closed = once(socket, "close");
    socket.write(body.slice(-1));
    await closed;
    return answer;
  };
}

export interface TrialOptions extends Partial<Config> {
  folder?: string;
  clock?: Clock;
}

/** Opens it; rejects as `openServer` does. */
export async function openTrial(options: TrialOptions = {}) {
  const { folder = trialFolder(), clock = systemClock, ...over } = options;
  const lines = openLines();
  const told: string[] = [];
  const fatal: StoreFault[] = [];
  const key = (id: string, byte: number) => ({ id, bytes: new Uint8Array(32).fill(byte) });
  const config: Config = {
    port: 0,
    host: "127.0.0.1",
    database: { file: join(folder, "data/njia.db") },
    menus: join(folder, "menus"),
    gatewayKeys: [KEY],
    vaultKeys: [key("v", 1)],
    lookupKeys: [key("l", 2)],
    pinPepper: "p".repeat(32),
    sms: null,
    eventsAllow: { hosts: [], networks: [] },
    connectorsAllow: { hosts: [], networks: [] },
    connectorVariables: TRIAL_VARIABLES,
    logLevel: "info",
    perPhone: { dials: 0, hops: 0 },
    production: false,
    developmentSecrets: false,
    ...over,
  };
  const server = await openServer(config, {
    clock,
    log: openLog("info", lines.sink),
    tell: (text) => void told.push(text),
    onFatal: (fault) => void fatal.push(fault),
  });
  let stopping: Promise<void> | null = null;
  const stop = () => (stopping ??= server.stop());
  onTestFinished(stop);
  return {
    ...server,
    stop,
    config,
    port: Number(new URL(server.url).port),
    folder,
    lines,
    told,
    fatal,
  };
}
