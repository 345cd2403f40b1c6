/**
 * An agency's register that goes wrong in any order under a whole server with citizens: late, never, in pieces, with
 * junk, too much or a lie about itself; and the server is killed meanwhile.
 *
 * What must hold is seen from outside: whoever is shown a size is shown that of their plot, whoever was promised an
 * SMS gets one, once, or is owed it still, and each request that was told is there once.
 */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import Database from "better-sqlite3";
import { monotonic } from "../../src/base/clock.ts";
import { openFakeAt } from "../../src/cli/fake-at/fake-at.ts";
import {
  FAULTS,
  openFakeRegistry,
  type RegistryFault,
} from "../../src/cli/fake-registry/registry.ts";
import { startNode, type Node } from "./node.ts";
import { openPlotCitizens, sizeOf, type PlotHistory } from "./plot-citizens.ts";
import { dice } from "./random.ts";

export interface RegisterRun {
  history: PlotHistory;
  /** Calls that the register was asked, and how many of them went wrong. */
  asked: number;
  faulty: number;
  /** SMS about what was promised. */
  told: number;
  /** Promises that are in the store still. */
  owed: number;
  requests: number;
  /** What a citizen had and the store does not, in words. */
  lost: string[];
  /** What came twice, in words. */
  twice: string[];
}

export interface RegisterOptions {
  seed: number;
  /** Citizens who go all the way. */
  citizens: number;
  /** What can go wrong; everything without it. */
  faults?: readonly RegistryFault[];
  /** Times the server is killed and started again. */
  kills: number;
  /** Milliseconds that a citizen waits for an SMS, and at the end all that is promised is waited for. */
  patienceMs: number;
  /** Of Node's own, and variables, for a server that is broken on purpose. */
  flags?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

const MENUS = join(import.meta.dirname, "../simulation/menus");
/** Nobody is woken, so the night is elsewhere than the hour in which this runs. */
const NIGHT = /quiet: \{.*\}/;
/** One call in three goes wrong. */
const FAULTY_OF = 3;
/** Between two looks, in milliseconds. */
const LOOK_EVERY_MS = 20;

export async function askThrough(
  folder: string,
  { seed, citizens, faults = FAULTS, kills, patienceMs, ...broken }: RegisterOptions,
): Promise<RegisterRun> {
  const random = dice(seed);
  let well = false;
  const registry = await openFakeRegistry({
    entryOf: (_, id) => ({ size: sizeOf(Number(id)) }),
    faultOf: () =>
      well ? null : (faults[random.between(0, FAULTY_OF * faults.length - 1)] ?? null),
  });
  const provider = await openFakeAt();
  const file = join(folder, "njia.db");
  const env = {
    MENUS: menusIn(folder),
    CONNECTOR_REGISTRY: registry.origin,
    CONNECTORS_ALLOW: new URL(registry.origin).hostname,
    ...broken.env,
  };
  let up = Promise.withResolvers<number>();
  const start = async (): Promise<Node> => {
    const options = { databaseUrl: `file:${file}`, smsUrl: provider.url, flags: broken.flags };
    const node = await startNode({ ...options, env });
    up.resolve(node.port);
    return node;
  };
  let node = await start();
  try {
    const people = openPlotCitizens(
      { many: citizens, seed, patienceMs },
      () => up.promise,
      provider,
    );
    for (let kill = 1; kill <= kills; kill++) {
      await people.done(Math.floor((citizens * kill) / (kills + 1)));
      up = Promise.withResolvers();
      await node.kill();
      node = await start();
    }
    await people.done(citizens);
    well = true;
    const { history } = people;
    const since = monotonic();
    const settled = () => told(history, provider.accepted).size >= history.promised.size;
    while (!settled() && monotonic() - since < patienceMs) await after(LOOK_EVERY_MS);
    await node.stop();
    await provider.settled();
    const { accepted } = provider;
    const faulty = registry.asked.filter(({ fault }) => fault !== null).length;
    return { history, asked: registry.asked.length, faulty, ...judged(file, history, accepted) };
  } finally {
    await node.kill();
    await Promise.all([registry.close(), provider.close()]);
  }
}

/** The menus of the simulation, by day. */
function menusIn(folder: string): string {
  const to = join(folder, "menus");
  cpSync(MENUS, to, { recursive: true });
  const channel = join(to, "channel.yaml");
  const hour = (more: number) => String((new Date().getUTCHours() + more) % 24).padStart(2, "0");
  // Nairobi is three hours ahead of UTC: eleven to twelve hours from now.
  const night = `quiet: { from: "${hour(14)}:00", to: "${hour(15)}:00" }`;
  writeFileSync(channel, readFileSync(channel, "utf8").replace(NIGHT, night));
  const plot = join(to, "plot.yaml");
  // A plot for each citizen: what was found is remembered.
  writeFileSync(plot, readFileSync(plot, "utf8").replace("max: 40", "max: 100000"));
  return to;
}

type Sms = readonly { to: string; text: string }[];

/** SMS about a plot, by phone. */
function told({ promised }: PlotHistory, sms: Sms): Map<string, number> {
  const many = new Map<string, number>();
  for (const { to, text } of sms) {
    if (promised.has(to) && /PLOT(SMS|NO)-/.test(text)) many.set(to, (many.get(to) ?? 0) + 1);
  }
  return many;
}

function judged(file: string, history: PlotHistory, sms: Sms) {
  const db = new Database(file, { readonly: true });
  try {
    const count = (sql: string) => db.prepare<[], { many: number }>(sql).get()?.many ?? 0;
    const refs = db.prepare<[], { ref: string }>("select ref from requests").all();
    const known = new Set(refs.map(({ ref }) => ref));
    const owed = count("select count(*) as many from look_ups where state = 'owed'");
    // A provider that was called and not heard: staff are shown it.
    const unsent = count("select count(*) as many from messages where state != 'accepted'");
    const heard = told(history, sms);
    const silent = [...history.promised].filter((phone) => !heard.has(phone));
    return {
      told: [...heard.values()].reduce((sum, each) => sum + each, 0),
      owed,
      requests: refs.length,
      lost: [
        ...history.wrong,
        ...[...history.references.values()]
          .filter((ref) => !known.has(ref))
          .map((ref) => `${ref} was told, and no request has it`),
        ...(silent.length > owed + unsent
          ? [`${silent.length} promises were not kept, and ${owed} are owed`]
          : []),
      ],
      twice: [
        ...[...heard].filter(([, many]) => many > 1).map(([phone]) => `${phone} was told twice`),
        ...(refs.length > history.references.size
          ? [`${refs.length} requests of ${history.references.size} who sent one`]
          : []),
      ],
    };
  } finally {
    db.close();
  }
}
