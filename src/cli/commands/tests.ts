/** `njia test`: the journeys that lie beside the services. */
import type { Command } from "commander";
import { print } from "./run.ts";

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
    .option("--menus <folder>", "the menus folder; MENUS, or menus, without it")
    .option("--full", "fail where something is not visited", false)
    .option("--update", "write down what came as what is expected", false)
    .option("--explore", "write journeys that visit what the others leave out", false)
    .option("--json", "one JSON document", false)
    .action(async (services: string[], { menus, ...flags }: TestFlags) => {
      const { loadMenus } = await import("../../config.ts");
      const { runTest } = await import("../journeys/run.ts");
      const { colourPaint, plainPaint } = await import("../screen-box.ts");
      const paint = process.stdout.isTTY && process.stdout.hasColors() ? colourPaint : plainPaint;
      const options = { folder: menus ?? loadMenus(), services, ...flags };
      process.exitCode = await runTest(options, { print, paint });
    });
}
