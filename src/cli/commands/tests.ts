/** `njia test`: the journeys that lie beside the services. */
import type { Command } from "commander";
import type { BeginFlags } from "../begin/ask.ts";
import { MENUS, menusOf, print } from "./run.ts";

interface TestFlags {
  menus?: string;
  full: boolean;
  update: boolean;
  json: boolean;
  explore: boolean;
}

export function testCommands(program: Command): void {
  program
    .command("test")
    .description("play the journeys beside the services, and say what none of them visits")
    .argument("[services...]", "their names, `channel` for the shared screens; all without one")
    .option(...MENUS)
    .option("--full", "fail where something is not visited", false)
    .option("--update", "write down what came as what is expected", false)
    .option("--explore", "write journeys that visit what the others leave out", false)
    .option("--json", "one JSON document", false)
    .action(async (services: string[], { menus, ...flags }: TestFlags) => {
      const { runTest } = await import("../journeys/run.ts");
      const { colourPaint, plainPaint } = await import("../screen-box.ts");
      const paint = process.stdout.isTTY && process.stdout.hasColors() ? colourPaint : plainPaint;
      const options = { folder: await menusOf(menus), services, ...flags };
      process.exitCode = await runTest(options, { print, paint });
    });
}

interface NewFlags extends BeginFlags {
  menus?: string;
}

export function newCommand(program: Command): void {
  program
    .command("new")
    .description("begin a service: a few questions, and it can be dialled; flags answer them too")
    .argument("<service>", "its name: small letters, digits and _")
    .option(...MENUS)
    .option("--title <words...>", 'at most 20 letters, in each language: "sw=Maktaba" "en=Library"')
    .option("--star <number>", "the number behind the code")
    .option("--request", "citizens send a request that officers work on")
    .option("--no-request", "it only tells something")
    .option("--text <words...>", "what it tells, in each language")
    .option("--purpose <words...>", "what the answers are used for, in each language")
    .option("--keep <period>", "how long requests are kept, such as 1y")
    .option(
      "--question <screen...>",
      'a question, as in a service file: "{ ask: size, as: number, … }"',
    )
    .action(async (name: string, { menus, ...flags }: NewFlags, command: Command) => {
      const { runNew } = await import("../begin/begin.ts");
      const { openAsker } = await import("../begin/lines.ts");
      // Commander says true where neither was given.
      if (command.getOptionValueSource("request") !== "cli") delete flags.request;
      const asker = openAsker(process.stdin, process.stdout);
      try {
        await runNew({ folder: await menusOf(menus), name, ...flags }, asker);
      } finally {
        asker.close();
      }
    });
}
