/**
 * A whole Njia in one process: the real routes over a real store, on a clock and a chance that
 * repeat themselves. Journeys and properties run in it.
 */
import type { Admission } from "../src/admission.ts";
import { openApp } from "../src/app.ts";
import { seededRandom, type Random } from "../src/base/ids.ts";
import { openVault } from "../src/base/vault.ts";
import { gateways } from "../src/gateway/index.ts";
import type { Sms, SmsSender } from "../src/gateway/sms.ts";
import { openLog } from "../src/insight/log.ts";
import { openMetrics } from "../src/insight/metrics.ts";
import { readFolder } from "../src/menu/folder.ts";
import type { MenuFiles } from "../src/menu/source.ts";
import { rulesOf } from "../src/messages/rules.ts";
import { openSender } from "../src/messages/sender.ts";
import { countTaken } from "../src/requests/taken.ts";
import type { Agency } from "../src/session/agency.ts";
import { cannedAgency } from "../src/session/canned.ts";
import type { Late } from "../src/session/late.ts";
import { openLookingUp } from "../src/session/looking-up.ts";
import { openInbox } from "../src/session/inbox.ts";
import type { Releases } from "../src/session/releases.ts";
import { openReleasesOnce } from "./once.ts";
import { openSessions } from "../src/session/sessions.ts";
import { openStore } from "../src/store/open.ts";
import type { Place } from "../src/store/place.ts";
import { statement, type Given } from "../src/store/statement.ts";
import type { Store } from "../src/store/store.ts";
import * as at from "./gateway/africastalking.bodies.ts";
import * as sandbox from "./gateway/sandbox.bodies.ts";
import { newDatabase, type TestDatabase } from "./store/database.ts";
import { testKeys } from "./store/vault.ts";

export const KEY = "w".repeat(32);
export const CODE = "*384*99#";
/** 23 November 2026, 09:00 in Nairobi. */
export const MORNING = Date.UTC(2026, 10, 23, 6);

export const GATEWAYS = ["africastalking", "sandbox"] as const;
export type GatewayName = (typeof GATEWAYS)[number];

/** One callback, in the words of no gateway. */
export interface Callback {
  gateway: GatewayName;
  session: string;
  phone: string;
  /** Null = the gateway does not say. */
  network: string | null;
  code: string;
  /** Cumulative. */
  text: string;
}

export interface Answer {
  status: number;
  /** The body as the gateway gets it. */
  body: string;
  end: boolean;
  /** Without the prefix. */
  text: string;
}

export const MENUS = await readFolder("menus");

export interface World {
  /** Epoch milliseconds; moved by hand. */
  readonly time: { now: number };
  readonly place: Place;
  /** As a test database has them. */
  readonly raw: TestDatabase["raw"];
  readonly dump: TestDatabase["dump"];
  readonly stored: TestDatabase["stored"];
  /** What was logged, a JSON object a line. */
  readonly log: string[];
  /** What went wrong with answers that are owed. */
  readonly faults: readonly unknown[];
  /** What finishes them, in the process as it is now. */
  late(): Late;
  post(path: string, body: string): Promise<Response>;
  hop(callback: Callback): Promise<Answer>;
  /** The gateway says that the session is over. */
  end(callback: Callback): Promise<void>;
  /** Hands over what waits, to a provider that takes everything; what was sent since the last time. */
  sms(): Promise<Sms[]>;
  /** What became of the messages, in the order in which they were queued. */
  receipts(): Promise<(string | null)[]>;
  /** Publishes changed menus; the digest of the release. */
  publish(files: MenuFiles): Promise<string>;
  /** What the process knows of releases; follows what others decide when it is told to. */
  releases(): Releases;
  /** The process ends and another one opens the same place, or the one to which it was moved meanwhile. */
  restart(moved?: (from: Place) => Promise<Place>): Promise<void>;
  store(): Store;
  close(): Promise<void>;
}

export interface WorldOptions {
  menus?: MenuFiles;
  seed?: number;
  random?: Random;
  start?: number;
  /** Opened again at every restart, so that keys can be rotated. */
  keys?: () => Parameters<typeof openVault>[0];
  /** The agencies that are asked; the made-up answers of the menus without it. */
  agency?: Agency;
  /** How a citizen's wait for an agency ends; by the clock on the wall without it. */
  wait?: (ms: number, nobodyWaits: AbortSignal) => Promise<void>;
  /** Who is let in; by the clock on the wall without it. */
  admission?: Admission;
  /** What stands between the process and its disk; nothing without it. */
  disk?: (store: Store) => Store;
}

const receiptsOf = statement("test.receipts", (q, t, _given: Given<object>) =>
  q.select({ receipt: t.messages.receipt }).from(t.messages).orderBy(t.messages.created_at),
);

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const { menus = MENUS, seed = 1, random = seededRandom(seed), start = MORNING } = options;
  const { keys = () => testKeys(), agency = cannedAgency, wait } = options;
  const { disk = (plain) => plain } = options;
  const { place: first, ready, raw, dump, stored, release: giveUp } = newDatabase();
  await ready;
  const log: string[] = [];
  const faults: unknown[] = [];
  const time = { now: start };
  const clock = () => time.now;
  const sent: Sms[] = [];
  let handedOver = 0;
  const provider: SmsSender = {
    name: "world",
    send: (sms) => {
      sent.push(sms);
      const providerId = `world-${++handedOver}`;
      return Promise.resolve({ is: "accepted", providerId, cost: null, parts: 1 });
    },
    balance: () => Promise.resolve(null),
  };
  let place = first;
  let house = await build();
  await publish(menus);

  async function build() {
    const { vaultKeys, lookupKeys } = keys();
    const store = disk(await openStore({ place, serve: true, vaultKeys }));
    const releases = await openReleasesOnce(store, clock);
    const opened = await countTaken(store);
    const vault = openVault({ vaultKeys, lookupKeys });
    const looking = openLookingUp({
      store,
      vault,
      releases,
      clock,
      random,
      agency,
      ...(wait !== undefined && { wait }),
      on: { fault: (error) => void faults.push(error) },
    });
    const sessions = openSessions({
      store,
      vault,
      releases,
      lookUps: looking.lookUps,
      clock,
      random,
      prefixSeptets: () => 4,
      requestsOpened: () => opened,
    });
    const app = openApp({
      inbox: openInbox({ store, vault, clock, random, releases }),
      sessions,
      metrics: openMetrics(),
      log: openLog("info", { write: (line) => void log.push(line) }),
      random,
      gateways,
      gatewayKeys: [KEY],
      ready: () => true,
      ...(options.admission !== undefined && { admission: options.admission }),
    });
    const rules = () => {
      const current = releases.current();
      if (current === null) throw new Error("nothing is published");
      return rulesOf(current.channel);
    };
    const sender = openSender({ store, vault, provider, clock, rules });
    return { app, store, releases, sender, looking };
  }

  async function publish(files: MenuFiles) {
    const { release, findings } = await house.releases.publish(files);
    if (release === null) throw new Error(findings.map(({ message }) => message).join("\n"));
    return release.digest;
  }

  const post = async (path: string, body: string) =>
    house.app.request(path, { method: "POST", body });

  return {
    time,
    get place() {
      return place;
    },
    raw,
    dump,
    stored,
    log,
    faults,
    late: () => house.looking.late,
    post,
    async hop(callback) {
      const answered = await post(`/gateways/${callback.gateway}/${KEY}/ussd`, hopBody(callback));
      const body = await answered.text();
      return {
        status: answered.status,
        body,
        end: body.startsWith("END "),
        text: body.replace(/^(CON|END) /, ""),
      };
    },
    async end(callback) {
      await post(`/gateways/${callback.gateway}/${KEY}/ussd/events`, endBody(callback));
    },
    async sms() {
      await house.looking.late.drain();
      await house.sender.drain();
      return sent.splice(0);
    },
    async receipts() {
      const rows = await house.store.read(receiptsOf, {});
      return rows.map(({ receipt }) => receipt);
    },
    publish,
    async restart(moved) {
      await house.looking.close();
      await house.store.close();
      if (moved !== undefined) place = await moved(place);
      house = await build();
    },
    store: () => house.store,
    releases: () => house.releases,
    async close() {
      await house.store.close();
      await giveUp();
    },
  };
}

export function hopBody({ gateway, session, phone, network, code, text }: Callback): string {
  return gateway === "africastalking"
    ? at.hopBody({
        sessionId: session,
        phoneNumber: phone,
        serviceCode: code,
        text,
        // How this gateway says that it does not know the network.
        networkCode: network ?? "99999",
      })
    : sandbox.hopBody({ session, phone, network: network ?? undefined, code, text });
}

function endBody({ gateway, session, phone }: Callback): string {
  return gateway === "africastalking"
    ? at.endBody({ sessionId: session, phoneNumber: phone, status: "Incomplete" })
    : sandbox.endBody({ session, phone, status: "abandoned" });
}
