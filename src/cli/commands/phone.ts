/** `njia dial`, `fake-at`, `fake-registry`: trying a channel without a phone and without an account. */
import type { Command } from "commander";
import type { DialOptions } from "../dial.ts";
import { print } from "./run.ts";

export function phoneCommands(program: Command): void {
  program
    .command("dial")
    .description("a phone in the terminal, against the running server")
    .argument("[star]", "what to dial first, such as *384*99#")
    .option("--url <url>", "where the server is")
    .option("--key <key>", "its gateway key")
    .option("--phone <number>", "the number that calls")
    .option("--network <network>", "safaricom, airtel, telkom, none, or a network code")
    .option("--record <file>", "write what happens to a journey file")
    .option("--sms <url>", "the fake Africa's Talking whose SMS it gets")
    .option("--menus <folder>", "rehearse menus that are not released; reads them again when saved")
    .option("--officer", "in a rehearsal: the phone is an officer's, who may help others")
    .action(async (star: string | undefined, options: DialOptions) => {
      const { runDial } = await import("../dial.ts");
      process.exitCode = await runDial({ ...options, ...(star === undefined ? {} : { star }) });
    });

  program
    .command("fake-registry")
    .description("a fake registry of businesses and farmers, for connectors to look up in")
    .option("--port <port>", "where it listens; 4012 without it")
    .action(async (options: Record<string, string>) => {
      const { runFakeRegistry } = await import("../fake-registry/command.ts");
      process.exitCode = await runFakeRegistry(options, fakeIo());
    });

  program
    .command("fake-at")
    .description("a fake Africa's Talking for SMS, to try Njia without an account")
    .option("--port <port>", "where it listens; 4011 without it")
    .option("--callbacks <url>", "where receipts and incoming SMS go; the server of this folder")
    .action(async (options: Record<string, string>) => {
      const { runFakeAt } = await import("../fake-at/command.ts");
      process.exitCode = await runFakeAt(options, fakeIo());
    });
}

/** A fake prints to the terminal until it is stopped there. */
function fakeIo() {
  const stop = new Promise((resolve) => {
    process.once("SIGINT", resolve).once("SIGTERM", resolve);
  });
  return { print, colour: process.stdout.isTTY && process.stdout.hasColors(), stop };
}
