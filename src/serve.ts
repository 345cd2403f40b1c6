/**
 * Puts a whole server together: store, vault, releases, menus, sessions, routes.
 *
 * Owns the order in which parts open, and closes them in the opposite one: the last answer leaves
 * before the store closes. Leaves signals, exit codes and the terminal to `main`. Called by `main`,
 * and by tests on a port of their own.
 */
import { openApp } from "./app.ts";
import { monotonic, systemClock, type Clock } from "./base/clock.ts";
import { openDoubt } from "./base/doubt.ts";
import { newId, systemRandom, type Random } from "./base/ids.ts";
import { openVault } from "./base/vault.ts";
import { ConfigFault, hostOf, type Config } from "./config.ts";
import { missingVariables } from "./connector-variables.ts";
import { openApi } from "./console/api/api.ts";
import { servedGateways } from "./gateway/index.ts";
import type { Log } from "./insight/log.ts";
import { openMetrics } from "./insight/metrics.ts";
import { checkKeys } from "./keys.ts";
import { watchKeys } from "./keys-watch.ts";
import { listen } from "./listen.ts";
import { everyMinute } from "./minutes.ts";
import { rulesOf } from "./messages/rules.ts";
import { followDecisions, publishMenus } from "./publish.ts";
import { countTaken } from "./requests/taken.ts";
import type { Sessions } from "./session/contract.ts";
import { startSender } from "./sender-beside.ts";
import { actOnDeadlines } from "./session/deadlines.ts";
import { openConnector } from "./connector/connector.ts";
import { openAgency } from "./session/agency.ts";
import { openInbox } from "./session/inbox.ts";
import type { LateFact } from "./session/late.ts";
import type { LookUpFact } from "./session/look-ups.ts";
import { CALL_MS } from "./session/look-up-rows.ts";
import { openLookingUp } from "./session/looking-up.ts";
import { openReleases } from "./session/releases.ts";
import { actOnReminders } from "./session/reminders.ts";
import { openSessions } from "./session/sessions.ts";
import type { StoreFault } from "./store/fault.ts";
import { openStore } from "./store/open.ts";
import { openRoster } from "./store/roster.ts";

export interface ServeNeeds {
  log: Log;
  /** Says something to whoever sits at the terminal. */
  tell: (text: string) => void;
  /** The storage can no longer be trusted: stop the server and end the process. */
  onFatal: (fault: StoreFault) => void;
  clock?: Clock;
  random?: Random;
}

export interface RunningServer {
  url: string;
  /** The first code of the channel. */
  code: string;
  /**
   * Answers what was asked and closes everything, in that order; `/health/ready` says 503 from the
   * first moment. After a fatal fault the database is left as it is: closing it would write.
   */
  stop(): Promise<void>;
}

/**
 * Opens a server that answers.
 * @throws StoreFault, ConfigFault, MenuFault, ListenFault; what was opened until then is closed
 */
export async function openServer(config: Config, needs: ServeNeeds): Promise<RunningServer> {
  const parts = new AsyncDisposableStack();
  try {
    return await open(config, needs, parts);
  } catch (error) {
    await parts.disposeAsync();
    throw error;
  }
}

async function open(
  config: Config,
  { log, tell, onFatal, clock = systemClock, random = systemRandom }: ServeNeeds,
  parts: AsyncDisposableStack,
): Promise<RunningServer> {
  const metrics = openMetrics();
  const gateways = servedGateways(config.production);
  let ready = false;
  let reached = true;
  /** None, or the one fault after which nothing is written. */
  const fatal: StoreFault[] = [];
  const distrust = (fault: StoreFault) => {
    fatal.push(fault);
    log.fatal("store", fault);
    onFatal(fault);
  };
  const store = await openStore({
    place: config.database,
    serve: true,
    vaultKeys: config.vaultKeys,
    onBatch: (size, ms) => metrics.batch(size, ms),
    onFatal: distrust,
    onServer: (settings) => log.database(settings),
    onReach: (there) => {
      reached = there;
      log.reach(there);
    },
  });
  parts.defer(async () => {
    if (fatal.length === 0) await store.close();
  });
  // A start over an unchanged database writes nothing: whether the writer is up shows only now.
  await store.commit([]);
  await checkKeys(store, config, clock);
  const keys = watchKeys(store, config, log);
  parts.defer(() => keys.close());
  const releases = await openReleases(store, clock);
  parts.defer(await publishMenus({ releases, log, tell }, config));
  parts.defer(followDecisions({ releases, log }));

  const vault = openVault(config);
  const prefixes = new Map(gateways.map(({ name, prefixSeptets }) => [name, prefixSeptets]));
  const { connectorsAllow: allowed, connectorVariables: variables } = config;
  const missing = missingVariables(releases.current(), variables);
  if (config.production && missing.length > 0) throw new ConfigFault(missing);
  for (const fault of missing) tell(fault);
  const connector = openConnector({ allowed, deadlineMs: CALL_MS });
  const agency = openAgency({ connector, variables });
  const on = {
    lookUp: (fact: LookUpFact) => {
      log.lookUp(fact);
      metrics.lookUp(fact);
    },
    late: (fact: LateFact) => {
      log.lateAnswer(fact);
      metrics.lateAnswer(fact);
    },
    fault: (error: unknown) => log.fault("late", error),
  };
  let onShared = () => {};
  const look = openDoubt({ clock, monotonic });
  const roster = openRoster({
    store,
    place: config.database,
    id: newId(clock(), random),
    // Whoever doubts their clock deletes nothing and acts on no deadline for a day; owed answers need only the keys.
    kinds: { server: () => keys.has() && look().is === "believed", owed: () => keys.has() },
    onChange: () => onShared(),
    onFault: (error) => log.fault("roster", error),
  });
  const share = () => roster.share("server");
  const looking = openLookingUp({
    store,
    vault,
    releases,
    clock,
    random,
    agency,
    share: () => roster.share("owed"),
    on,
  });
  parts.defer(() => looking.close());
  looking.late.start();
  let opened = await countTaken(store);
  const sessions = openSessions({
    store,
    vault,
    releases,
    lookUps: looking.lookUps,
    clock,
    random,
    prefixSeptets: (gateway) => prefixes.get(gateway) ?? 0,
    requestsOpened: () => opened,
    onUnreadable: (error) => log.fault("drafts", error),
  });
  const rules = () => {
    const current = releases.current();
    if (current === null) throw new Error("no menus are published");
    return rulesOf(current.channel);
  };
  const { database: place, vaultKeys, lookupKeys, sms, eventsAllow } = config;
  const sender = startSender(
    { place, vaultKeys, lookupKeys, sms, eventsAllow, rules: rules() },
    { log, metrics, onFatal: distrust },
  );
  parts.defer(() => sender.close());
  const minutely = () => {
    sessions.dropIdle();
    sender.setRules(rules());
    keys.look();
  };
  const due = (name: string) => ({
    store,
    vault,
    releases,
    share: share(),
    onFault: (error: unknown) => log.fault(name, error),
  });
  const onTime = async () => {
    await actOnDeadlines(due("deadlines"), clock());
    await actOnReminders(due("reminders"), clock());
  };
  const minutes = everyMinute(minutely, onTime, { store, clock, log, share });
  parts.defer(() => minutes.close());
  // What is to be done by whoever went is done now.
  onShared = minutes.start;
  roster.start();
  parts.defer(() => roster.close());
  const app = openApp({
    inbox: openInbox({ store, vault, clock, random, releases }),
    sessions: counted(sessions, () => opened++),
    api: openApi({ store, vault, releases, clock, random, log, eventsAllow }),
    metrics,
    log,
    random,
    gateways,
    gatewayKeys: config.gatewayKeys,
    perPhone: config.perPhone,
    ready: () => ready && reached && keys.has(),
  });
  const listening = await listen((request, come) => app.fetch(request, come), config);
  parts.defer(() => listening.close());

  // Nobody stops a server that is not open yet.
  for (const fault of fatal) throw fault;
  ready = true;
  const current = releases.current();
  const url = `http://${hostOf(config.host)}:${listening.port}`;
  log.started({
    url,
    release: current?.digest ?? "none",
    gateways: gateways.map(({ name }) => name),
  });
  const stop = () => {
    ready = false;
    return parts.disposeAsync();
  };
  return { url, code: current?.channel.codes[0]?.dial ?? "", stop };
}

/**
 * Counts each submit, for the length of the next reference. Only roughly, which is enough: one that
 * was open already counts again, and a restart counts anew what the purge has left.
 */
function counted(sessions: Sessions, onSubmit: () => void): Sessions {
  return {
    ...sessions,
    takeHop: (hop, coming) =>
      sessions.takeHop(hop, coming).then((result) => {
        if (result.outcome === "submit") onSubmit();
        return result;
      }),
  };
}
