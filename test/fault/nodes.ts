/**
 * Nodes on one PostgreSQL server behind a distributor that sends every callback anywhere, while nodes, the
 * server and the ways between them are broken.
 *
 * A break falls at an instant of the seed's choosing. Citizens go on as if nothing had happened, and what they
 * were told is held against the database and the provider's own witness in the end.
 */
import { setTimeout as after } from "node:timers/promises";
import { monotonic } from "../../src/base/clock.ts";
import { openFakeAt } from "../../src/cli/fake-at/fake-at.ts";
import { openPostgresServer, type PostgresServer } from "../store/postgres-server.ts";
import { standbyOf, withServer, type Standby } from "../store/standby.ts";
import { openCitizens, type Citizens, type History } from "./citizens.ts";
import { foundOn, holdAgainst, type Found, type Verdict } from "./held.ts";
import { startNode, type Node } from "./node.ts";
import { dice, type Dice } from "./random.ts";
import { openWay, type Way } from "./way.ts";

/** Replies between two breaks, and milliseconds behind the last of them: breaks fall anywhere in a batch. */
const REPLIES = { from: 1, to: 150 };
const BEHIND_MS = { from: 0, to: 12 };
/** Milliseconds for which a way is silent: a hop has five seconds. */
const SILENT_MS = { from: 500, to: 7_000 };
/** Milliseconds for which a standby hears nothing before its primary is lost. */
const UNHEARD_MS = 500;
/** The same, longer than any commit waits; and for which the primary is there again, alone. */
const LONG_UNHEARD_MS = 6_000;
const ALONE_MS = 3_000;
/** Times a node is started before that is given up. */
const STARTS_MAX = 5;
/** Between two looks whether everything is as it should be again, and until that is given up, in milliseconds. */
const LOOK_EVERY_MS = 20;
const RECOVERED_MS = 60_000;

/** A node's place: its way stays, whatever becomes of the node. */
interface Place {
  way: Way;
  node: Node;
  up: boolean;
}

export interface World {
  /** Of now; another one after a failover. */
  server: PostgresServer;
  standby: Standby | null;
  places: readonly Place[];
  random: Dice;
  start(place: Place): Promise<void>;
}

/** What is done to a world; resolves when it is mended, but for what nodes have to do by themselves. */
export type Break = (world: World) => Promise<void>;

async function withNode(world: World, end: (node: Node) => Promise<void>): Promise<void> {
  const place = anyOf(world);
  place.up = false;
  await end(place.node);
  await world.start(place);
}

/** Chosen by lot, among those that are up. */
function anyOf({ places, random }: World): Place {
  const up = places.filter((place) => place.up);
  const place = up[random.between(0, up.length - 1)];
  if (place === undefined) throw new Error("no node is up");
  return place;
}

export const BREAKS = {
  nothing: async () => {},
  "a node killed": (world) => withNode(world, (node) => node.kill()),
  "a node stopped": (world) => withNode(world, (node) => node.stop()),
  // Nothing tells the server that nobody is at the other end, in the midst of a transaction perhaps.
  "a machine lost": async (world) => {
    const place = anyOf(world);
    place.up = false;
    place.way.silence();
    await place.node.kill();
    place.way.mend();
    await world.start(place);
  },
  "one killed, one stopped": (world) =>
    Promise.all([
      withNode(world, (node) => node.kill()),
      withNode(world, (node) => node.stop()),
    ]).then(() => {}),
  "PostgreSQL killed": async ({ server }) => {
    await server.kill();
    await server.start();
  },
  "PostgreSQL stopped at once": async ({ server }) => {
    await server.quit();
    await server.start();
  },
  // All others go as well: the server begins anew by itself.
  "one of its processes killed": ({ server, random }) =>
    withServer(server.url("postgres"), async (client) => {
      const named = "select pid from pg_stat_activity where application_name = 'njia'";
      const { rows } = await client.query<{ pid: number }>(named);
      const one = rows[random.between(0, rows.length - 1)];
      if (one !== undefined) process.kill(one.pid, "SIGKILL");
    }),
  "a way reset": async (world) => anyOf(world).way.reset(),
  "a way silent": async (world) => {
    const { way } = anyOf(world);
    way.silence();
    await after(world.random.between(SILENT_MS.from, SILENT_MS.to));
    way.mend();
  },
} as const satisfies Record<string, Break>;

function standbyOfWorld({ standby }: World): Standby {
  if (standby === null) throw new Error("there is no standby");
  return standby;
}

async function promote(world: World): Promise<void> {
  await world.server.kill();
  world.server = standbyOfWorld(world).server;
  await withServer(world.server.url("postgres"), (client) => client.query("select pg_promote()"));
  for (const { way } of world.places) way.lead(world.server.port);
}

export const FAILOVERS = {
  // The machine of the server is lost for good, after what it said last has not reached its standby.
  "lost at once": async (world) => {
    standbyOfWorld(world).between.silence();
    await after(UNHEARD_MS);
    await promote(world);
  },
  // Before that it shows, anew, what was apologised for and no standby has.
  "started anew before": async (world) => {
    standbyOfWorld(world).between.silence();
    await after(LONG_UNHEARD_MS);
    await world.server.kill();
    await world.server.start();
    await after(ALONE_MS);
    await promote(world);
  },
} as const satisfies Record<string, Break>;

export interface NodesOptions {
  seed: number;
  nodes?: number;
  citizens?: number;
  /** Of Node's own, for nodes that are broken on purpose. */
  flags?: readonly string[];
  /** Whether the server has a standby, and its commits wait for it. */
  standby?: "none" | "waited for" | "not waited for";
  /** Called with each line of any node's log. */
  onLine?: (line: string) => void;
}

/** What came of breaks of one kind. */
export interface Came {
  replies: number;
  broken: number;
  apologies: number;
  /** Milliseconds of the reply or apology that took longest, since the world began. */
  slowestMs: number;
  /** Milliseconds from each mend until every node had answered somebody again. */
  againMs: number[];
}

export interface NodesRun {
  history: History;
  /** Breaks the world, so many times. */
  suffer(how: Break, times: number): Promise<Came>;
  /**
   * All dialogues end, and no message is in one of these states any more; what is found then. What a node that
   * died had claimed is taken over when its lease is over.
   */
  finish(until?: readonly string[]): Promise<{ verdict: Verdict; handedOver: number }>;
  /** After `finish`: citizens dial again. */
  begin(): void;
  close(): Promise<void>;
}

export async function openNodes(options: NodesOptions): Promise<NodesRun> {
  const parts = new AsyncDisposableStack();
  try {
    return await open(options, parts);
  } catch (error) {
    await parts.disposeAsync();
    throw error;
  }
}

async function open(
  { seed, nodes = 3, citizens: many = 16, flags, standby = "none", onLine }: NodesOptions,
  parts: AsyncDisposableStack,
): Promise<NodesRun> {
  const random = dice(seed);
  const provider = await openFakeAt();
  parts.defer(() => provider.close());
  const server = await openPostgresServer();
  parts.defer(() => server.close());
  const second = standby === "none" ? null : await standbyOf(server, standby === "waited for");
  parts.defer(() => second?.between.close());
  parts.defer(() => second?.server.close());
  const begin = async ({ port }: Pick<Way, "port">) => {
    const url = new URL(server.url("postgres"));
    url.port = String(port);
    const node = { databaseUrl: url.href, smsUrl: provider.url, flags, onLine };
    for (let tries = 1; ; tries++) {
      try {
        return await startNode(node);
      } catch (error) {
        // On a machine that is too busy to connect within two seconds; a supervisor starts it again, too.
        if (tries === STARTS_MAX) throw error;
      }
    }
  };
  // Side by side, so that they meet at the migrations.
  const places = await Promise.all(
    Array.from({ length: nodes }, async (): Promise<Place> => {
      const way = await openWay(server.port);
      parts.defer(() => way.close());
      const place = { way, node: await begin(way), up: true };
      parts.defer(() => place.node.kill());
      return place;
    }),
  );
  let change = Promise.withResolvers<void>();
  const world: World = {
    server,
    standby: second,
    places,
    random,
    async start(place) {
      place.node = await begin(place.way);
      place.up = true;
      change.resolve();
      change = Promise.withResolvers();
    },
  };
  const toAny = async (): Promise<number> => {
    while (!places.some(({ up }) => up)) await change.promise;
    return anyOf(world).node.port;
  };
  const citizens = openCitizens(many, toAny, random);
  const { history } = citizens;
  return {
    history,
    suffer: (how, times) => suffer(world, citizens, how, times),
    async finish(until = ["pending", "claimed", "sending"]) {
      await citizens.finish();
      const found = await foundWithout(until, world.server);
      const verdict = holdAgainst(found, history, provider.accepted);
      return { verdict, handedOver: provider.accepted.length };
    },
    begin: () => citizens.begin(),
    close: () => parts.disposeAsync(),
  };
}

async function suffer(world: World, citizens: Citizens, how: Break, times: number): Promise<Came> {
  const { history } = citizens;
  const { acknowledged, broken, apologies } = history;
  const againMs: number[] = [];
  history.slowestMs = 0;
  for (let time = 0; time < times; time++) {
    await citizens.replies(world.random.between(REPLIES.from, REPLIES.to));
    await after(world.random.between(BEHIND_MS.from, BEHIND_MS.to));
    await how(world);
    againMs.push(await untilAnswered(world, history));
  }
  return {
    replies: history.acknowledged - acknowledged,
    broken: history.broken - broken,
    apologies: history.apologies - apologies,
    slowestMs: history.slowestMs,
    againMs,
  };
}

async function untilAnswered({ places }: World, { answered }: History): Promise<number> {
  const since = monotonic();
  const isAgain = ({ node }: Place) => (answered.get(node.port) ?? 0) > since;
  while (!places.every(isAgain)) {
    if (monotonic() - since > RECOVERED_MS) throw new Error("a node answers nobody any more");
    await after(LOOK_EVERY_MS);
  }
  return monotonic() - since;
}

async function foundWithout(states: readonly string[], server: PostgresServer): Promise<Found> {
  const since = monotonic();
  for (;;) {
    const found = await withServer(server.url("postgres"), foundOn);
    const left = states.filter((state) => found.messages.has(state));
    if (left.length === 0) return found;
    if (monotonic() - since > RECOVERED_MS)
      throw new Error(`messages are still ${left.join(", ")}`);
    await after(LOOK_EVERY_MS * 10);
  }
}
