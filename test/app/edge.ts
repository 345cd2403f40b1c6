/** The edge of Njia on a store and a log that the test can see; the menus are the small channel. */
import { NO_LOOK_UPS } from "../session/no-look-ups.ts";
import { onTestFinished } from "vitest";
import { openApp } from "../../src/app.ts";
import { seededRandom } from "../../src/base/ids.ts";
import type { Vault } from "../../src/base/vault.ts";
import type { Gateway } from "../../src/gateway/contract.ts";
import { gateways } from "../../src/gateway/index.ts";
import { openLog } from "../../src/insight/log.ts";
import { openMetrics } from "../../src/insight/metrics.ts";
import type { Sink } from "../../src/insight/sink.ts";
import { listen } from "../../src/listen.ts";
import type { Release } from "../../src/menu/model.ts";
import type { OftenLimits } from "../../src/often.ts";
import { readText, type CompiledText } from "../../src/menu/text.ts";
import type { Sessions } from "../../src/session/contract.ts";
import type { Releases } from "../../src/session/releases.ts";
import { openInbox } from "../../src/session/inbox.ts";
import { openSessions } from "../../src/session/sessions.ts";
import type { Store } from "../../src/store/store.ts";
import { hopBody } from "../gateway/africastalking.bodies.ts";
import { AT, releaseOf } from "../menu/fixture.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

export const KEY = "k".repeat(32);
export const SECOND_KEY = "r".repeat(32);
export const USSD = `/gateways/africastalking/${KEY}/ussd`;
export const EVENTS = `${USSD}/events`;
/** The code of the small channel. */
export const CODE = "*1#";

/** A log line as it was written, with whatever keys it has. */
export type Line = Readonly<Record<string, unknown>>;

/** Log lines in memory, and what they came to. */
export function openLines() {
  const text: string[] = [];
  const waiting: { event: string; resolve: (line: Line) => void }[] = [];
  const sink: Sink = {
    write: (written) => {
      text.push(written);
      const line = JSON.parse(written) as Line;
      for (const [place, { event, resolve }] of waiting.entries()) {
        if (event !== line["event"]) continue;
        waiting.splice(place, 1);
        resolve(line);
        break;
      }
    },
  };
  const all = () => text.map((line) => JSON.parse(line) as Line);
  return {
    sink,
    text: () => text.join(""),
    all,
    of: (event: string) => all().filter((line) => line["event"] === event),
    /** The next line of this event, from now on. */
    next: (event: string) => new Promise<Line>((resolve) => waiting.push({ event, resolve })),
  };
}

/** The small channel with an apology that tells its code, as a real one has. */
function apologising(release = releaseOf()): Release {
  const apology = new Map<string, CompiledText>();
  for (const language of ["sw", "en"]) {
    const text = readText("Sorry {code}", language);
    if ("fault" in text) throw new Error(text.fault);
    apology.set(language, text);
  }
  const texts = { ...release.channel.texts, apology };
  return { ...release, channel: { ...release.channel, texts } };
}

export interface EdgeOptions {
  served?: readonly Gateway[];
  store?: Store;
  vault?: Vault;
  /** Instead of the small channel's own. */
  release?: Release;
  /** Of its ids: two nodes draw their own. */
  seed?: number;
  /** Epoch milliseconds; stands still unless given. */
  clock?: () => number;
  /** Of each phone in a minute; any number unless given. */
  perPhone?: OftenLimits;
  /** Changes what the sessions do, for faults that no callback provokes. */
  sessions?: (sessions: Sessions) => Sessions;
}

export function openEdge(options: EdgeOptions = {}) {
  const { served = gateways, store = openTestStore().store, vault = testVault() } = options;
  const { seed = 1, clock = () => AT } = options;
  const release = apologising(options.release);
  const known = (digest: string) => (digest === release.digest ? release : null);
  const releases: Releases = {
    current: () => release,
    unreadable: () => null,
    known,
    get: async (digest) => known(digest),
    publish: async () => ({ release, source: null, findings: [] }),
    suspended: () => new Map(),
    refresh: async () => ({ decisions: [], unreadable: null }),
  };
  const random = seededRandom(seed);
  const lines = openLines();
  const metrics = openMetrics();
  const state = { ready: true };
  const sessions = openSessions({
    store,
    vault,
    releases,
    lookUps: NO_LOOK_UPS,
    clock,
    random,
    prefixSeptets: () => 4,
    requestsOpened: () => 0,
  });
  const log = openLog("info", lines.sink);
  const app = openApp({
    inbox: openInbox({ store, vault, clock, random, releases }),
    sessions: options.sessions?.(sessions) ?? sessions,
    metrics,
    log,
    random,
    gateways: served,
    gatewayKeys: [KEY, SECOND_KEY],
    ...(options.perPhone !== undefined && { perPhone: options.perPhone }),
    ready: () => state.ready,
  });
  const post = async (path: string, body: string | Uint8Array<ArrayBuffer>, headers = {}) =>
    app.request(path, { method: "POST", body, headers });
  return {
    app,
    store,
    lines,
    metrics,
    state,
    post,
    /** The sums of those who were sent away since the last time. */
    away() {
      const before = lines.of("turned_away").length;
      log.flush();
      return lines.of("turned_away").slice(before);
    },
    /** One hop of a phone's session; the whole text so far. */
    hop: async (text: string, fields: Parameters<typeof hopBody>[0] = {}) =>
      (await post(USSD, hopBody({ serviceCode: CODE, text, ...fields }))).text(),
  };
}

/** The same edge behind a port of its own. */
export async function openLoopback(options: EdgeOptions = {}) {
  const edge = openEdge(options);
  const listening = await listen((request, come) => edge.app.fetch(request, come), {
    host: "127.0.0.1",
    port: 0,
  });
  onTestFinished(() => listening.close());
  return { ...edge, port: listening.port };
}
