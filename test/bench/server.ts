/**
 * One server in a process of its own: Njia, the empty echo or the rival. Started by `servers`.
 *
 * Standard output is Njia's log, as in production; what the bench asks goes over the channel.
 */
import { createServer } from "node:http";
import { once } from "node:events";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { openLog } from "../../src/insight/log.ts";
import { openServer } from "../../src/serve.ts";
import { builderListener } from "./builder.ts";
import { configIn, USSD_PATH } from "./settings.ts";

export type Kind = "njia" | "echo" | "builder";
export type Ask = "sample" | "stop";
export type Told = { port: number } | Sample;
export interface Sample {
  /** Milliseconds of processor since the start, of all threads and of the server's own. */
  cpuMs: number;
  threadMs: number;
  /** Resident memory in MB of a million bytes. */
  residentMb: number;
}

interface Opened {
  port: number;
  stop: () => Promise<void>;
}

type Opener = (folder: string, smsUrl?: string, database?: string) => Promise<Opened>;

const openers: Record<Kind, Opener> = {
  async njia(folder, smsUrl, database) {
    const config = configIn(folder, smsUrl, database);
    const log = openLog(config.logLevel);
    const tell = (text: string) => void process.stderr.write(`${text}\n`);
    const onFatal = () => process.exit(1);
    const server = await openServer(config, { log, tell, onFatal });
    const stop = async () => {
      await server.stop();
      log.flush();
    };
    return { port: Number(new URL(server.url).port), stop };
  },
  /** Reads the body and gives it back, as Hono's own documentation starts a server: what HTTP costs before anything is done. */
  async echo() {
    const app = new Hono();
    app.post(USSD_PATH, async (c) => c.text(await c.req.text()));
    const { promise, resolve } = Promise.withResolvers<number>();
    const server = serve(
      {
        fetch: app.fetch,
        hostname: "127.0.0.1",
        port: 0,
        // Node's five seconds would end connections between two rounds.
        serverOptions: { keepAliveTimeout: 75_000 },
      },
      ({ port }) => resolve(port),
    );
    return { port: await promise, stop: async () => void server.close() };
  },
  async builder() {
    const server = createServer({ keepAliveTimeout: 75_000 }, builderListener());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return { port, stop: async () => void server.close() };
  },
};

function sample(): Sample {
  const [all, thread] = [process.cpuUsage(), process.threadCpuUsage()];
  return {
    cpuMs: (all.user + all.system) / 1000,
    threadMs: (thread.user + thread.system) / 1000,
    residentMb: process.memoryUsage.rss() / 1e6,
  };
}

const tellParent = (told: Told) => void process.send?.(told);

const [kind, folder = "", ...more] = process.argv.slice(2);
const [smsUrl, database] = more.map((each) => (each === "" ? undefined : each));
const opened = await openers[kind as Kind](folder, smsUrl, database); // given by `servers`
process.on("message", (ask: Ask) => {
  if (ask === "sample") return tellParent(sample());
  void opened.stop().then(() => process.exit(0));
});
// Whoever started it is gone: nobody is left to stop it.
process.on("disconnect", () => process.exit(1));
tellParent({ port: opened.port });
