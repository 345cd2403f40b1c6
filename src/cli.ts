/**
 * The `njia` command. What a command does is loaded when it is called, so that `check` needs no store.
 *
 * Owns the exit codes: 0 done, 1 found wrong or failed. The words of the command line are in
 * `cli/commands`.
 */
import { Command } from "commander";
import { menuCommands } from "./cli/commands/menus.ts";
import { phoneCommands } from "./cli/commands/phone.ts";
import { releaseCommands } from "./cli/commands/releases.ts";
import { serverCommands } from "./cli/commands/server.ts";
import { newCommand, testCommands } from "./cli/commands/tests.ts";
import { staffCommands } from "./cli/commands/staff.ts";
import { wordsCommands } from "./cli/commands/words.ts";
import { toldOf } from "./told.ts";

const program = new Command("njia").description(
  "Public services on any phone: menus as files, over USSD and SMS",
);
menuCommands(program);
wordsCommands(program);
releaseCommands(program);
phoneCommands(program);
testCommands(program);
newCommand(program);
staffCommands(program);
serverCommands(program);

// Whoever reads the output may have seen enough: `njia test | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  // A folder that is not there, settings that do not hold: the words say what to do.
  process.stderr.write(`${toldOf(error)}\n`);
  process.exitCode = 1;
}
