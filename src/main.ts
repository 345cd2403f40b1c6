/**
 * `npm start`: one server from its first line to its exit code. Nothing imports it.
 *
 * Owns the process: signals, exit codes, and what a start that fails says. Exits with 0 after a
 * clean stop, and with 1 otherwise.
 */
import type { Development } from "./development.ts";
import { ConfigFault, loadConfig, startedByNpm, type Config } from "./config.ts";
import { openLog, type Log } from "./insight/log.ts";
import { ListenFault } from "./listen.ts";
import { MenuFault } from "./publish.ts";
import { openServer, type RunningServer } from "./serve.ts";
import { StoreFault } from "./store/fault.ts";
import { nameOf } from "./store/place.ts";
import { greeting } from "./terminal.ts";

/** Milliseconds a stop may take: twice a hop's deadline, and supervisors wait 10 s or more. */
const STOP_MS = 10_000;

/** How often a server that npm started looks whether npm's shell is still there. */
const PARENT_EVERY_MS = 250;
const PARENT = process.ppid;

const tell = (text: string) => void process.stderr.write(`${text}\n`);

/** What a start that failed says; null for a bug, which the log tells. */
function wordsOf(error: unknown, config: Config | null): string | null {
  if (error instanceof StoreFault) {
    return `${config === null ? "the database" : nameOf(config.database)}: ${error.message}`;
  }
  const known = [ConfigFault, MenuFault, ListenFault].some((kind) => error instanceof kind);
  return known && error instanceof Error ? error.message : null;
}

function fail(error: unknown, config: Config | null, log: Log): void {
  const words = wordsOf(error, config);
  if (words === null) log.fatal("start", error);
  else tell(words);
  exit(log, 1);
}

function exit(log: Log, code: number): void {
  log.flush();
  process.exit(code);
}

/** Stops at most once; the worst code that was asked for is the one the process ends with. */
function stopper(log: Log, server: () => RunningServer | null) {
  let worst = 0;
  let stopping = false;
  return (code: 0 | 1) => {
    worst = Math.max(worst, code);
    const running = server();
    // During the start there is nobody to answer, and the fault itself ends the start.
    if (stopping || running === null) return;
    stopping = true;
    setTimeout(() => {
      log.stopped({ clean: false });
      exit(log, 1);
    }, STOP_MS);
    running.stop().then(
      () => {
        log.stopped({ clean: worst === 0 });
        exit(log, worst);
      },
      (error: unknown) => {
        log.fatal("stop", error);
        exit(log, 1);
      },
    );
  };
}

/**
 * npm hands SIGTERM to the shell it started us from, and the shell dies without handing it on: the
 * server would be left behind, holding its port and its database.
 */
function onShellGone(gone: () => void): void {
  const timer = setInterval(() => {
    if (process.ppid === PARENT) return;
    clearInterval(timer);
    gone();
  }, PARENT_EVERY_MS);
}

async function main(): Promise<void> {
  // Words for a person whose terminal is gone, or whose file is full, are no reason to stop serving.
  process.stderr.on("error", () => {});
  let config: Config;
  try {
    config = loadConfig();
  } catch (error) {
    return fail(error, null, openLog("info"));
  }
  const log = openLog(config.logLevel);
  // Node would print the message and the stack, and a message may hold what a citizen typed.
  process.on("uncaughtException", (error) => {
    log.fatal("process", error);
    exit(log, 1);
  });
  let server: RunningServer | null = null;
  let fatal = false;
  const stop = stopper(log, () => server);
  const onFatal = () => {
    fatal = true;
    stop(1);
  };
  let development: Development | null = null;
  try {
    if (!config.production) {
      // Not in production, where nothing of it is loaded.
      const { openDevelopment } = await import("./development.ts");
      development = await openDevelopment(config);
      config = development.config;
    }
    server = await openServer(config, { log, tell, onFatal });
    development?.connect(server.url);
    if (fatal) stop(1);
  } catch (error) {
    return fail(error, config, log);
  }
  const end = (signal: string) => {
    log.stopping({ signal });
    stop(0);
  };
  // A terminal and npm both pass Ctrl-C on, so it may arrive twice.
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  if (startedByNpm()) onShellGone(() => end("npm is gone"));
  tell(greeting({ ...config, ...server, fake: development?.origin ?? null }));
}

await main();
