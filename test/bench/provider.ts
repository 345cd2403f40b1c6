/**
 * The fake Africa's Talking in a process of its own, alive or dead in one of several ways. Started by
 * `servers`.
 *
 * Answers are as slow as they are asked to be: a real provider takes 100 to 500 ms, and the fake none.
 */
import { createServer, connect } from "node:net";
import { once } from "node:events";
import { openFakeAt, type FakeAt } from "../../src/cli/fake-at/fake-at.ts";

/** `refusing` has nobody at its port, `stalling` takes a message and never answers, `failing` says 500. */
export type Way = "alive" | "refusing" | "stalling" | "failing";

export interface ProviderTold {
  /** Where messages are posted. */
  url: string;
}
export interface ProviderSample {
  /** Milliseconds of processor since the start. */
  cpuMs: number;
  /** Messages it took, and calls it got, answered or not. */
  accepted: number;
  calls: number;
}

/** More than are called while the sender takes the provider for ill, which is soon. */
const FAULTS = 20_000;

async function open(way: Way, delayMs: number): Promise<{ fake: FakeAt; url: string }> {
  const fake = await openFakeAt();
  const { url } = fake;
  if (way === "refusing") await fake.close();
  if (way === "stalling") fake.fault(...Array<"stall">(FAULTS).fill("stall"));
  if (way === "failing") fake.fault(...Array<"500">(FAULTS).fill("500"));
  return { fake, url: delayMs === 0 ? url : await delayed(url, delayMs) };
}

/** The same provider, whose every answer takes so long. */
async function delayed(url: string, delayMs: number): Promise<string> {
  const slow = new URL(url);
  const port = Number(slow.port);
  const server = createServer((caller) => {
    const fake = connect({ port, host: "127.0.0.1" });
    const end = () => {
      caller.destroy();
      fake.destroy();
    };
    caller.on("data", (bytes) => fake.write(bytes)).on("error", end);
    // Its end, and with it the connection's, comes behind the answer.
    fake.on("data", (bytes) => setTimeout(() => caller.end(bytes), delayMs)).on("error", end);
    caller.on("close", () => fake.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address === "object" && address !== null) slow.port = String(address.port);
  return slow.href;
}

const [way, delay] = process.argv.slice(2);
const { fake, url } = await open(way as Way, Number(delay)); // given by `servers`
process.on("message", (ask: "sample" | "stop") => {
  if (ask === "stop") process.exit(0);
  const { user, system } = process.cpuUsage();
  const { calls, accepted } = fake;
  const sample = { cpuMs: (user + system) / 1000, calls, accepted: accepted.length };
  process.send?.(sample satisfies ProviderSample);
});
// Whoever started it is gone: nobody is left to stop it.
process.on("disconnect", () => process.exit(1));
process.send?.({ url } satisfies ProviderTold);
