/** `njia report`, `rehash`, `backup`, `restore`, `move`, `work`: what is done with the server's database beside it. */
import { Option, type Command } from "commander";
import type { ReportOptions } from "../report.ts";
import { print, write } from "./run.ts";

/** Only what keeps the figures from being misread; docs/reports.md has the rest. */
const REPORT_HELP = `
Requests are counted in the month in which they were opened, as they stand now.
  resolved   in a status that asks whether it is done, in an end an officer
             chose, or where the menu file says \`resolved: true\`
  share      resolved of all; days_half, days_nine_in_ten: half of them, nine
             in ten took at most so many days of the calendar
  overdue    a deadline passed while it was open
  reopened   it was resolved, and then not
  otherwise  refused, withdrawn by the citizen, or closed without an answer
Requests that were deleted are not counted. See docs/reports.md.`;

const MOVE_HELP = `
Stop the server, njia work and every command first: while one of them is on
either place, nothing is moved. The keys stay the same. A password that is left
out of an address is taken from PGPASSWORD. See docs/operating.md, Moving.`;

interface RestoreFlags {
  asIs?: boolean;
  again?: boolean;
}

interface MoveFlags extends RestoreFlags {
  from?: string;
  to?: string;
  reopen?: string;
}

export function serverCommands(program: Command): void {
  program
    .command("report")
    .description("requests by service and month: how many, how many resolved, how soon")
    .option("--from <month>", "the first month, such as 2026-01; a year ago without it")
    .option("--to <month>", "the last month; this one without it")
    .option("--service <name>", "of this service alone")
    .option("--answers", "what was answered to services that only count, instead of requests")
    .addOption(
      new Option("--format <format>", "how it is written")
        .choices(["table", "csv", "json"])
        .default("table"),
    )
    .option("--out <file>", "where to write it; else it is printed")
    .addHelpText("after", REPORT_HELP)
    .action(async ({ out, ...options }: ReportOptions & { out?: string }) => {
      const { loadDatabase } = await import("../../config.ts");
      const { runReport } = await import("../report.ts");
      const warn = (line: string) => void process.stderr.write(`${line}\n`);
      const report = await runReport(options, { place: loadDatabase(), warn });
      // One file that is written anew each month is what reports are for.
      write(out, report, () => null);
    });

  program
    .command("rehash")
    .description("put everything under the first of LOOKUP_KEYS, before another one is dropped")
    .action(async () => {
      const { loadConfig } = await import("../../config.ts");
      const { runRehash } = await import("../rehash.ts");
      process.exitCode = await runRehash(loadConfig(), print);
    });

  program
    .command("backup")
    .description("copy the database while the server runs, and check the copy")
    .argument("<file>", "where to; in a folder it is named by the instant")
    .action(async (to: string) => {
      const { loadDatabase } = await import("../../config.ts");
      const { systemClock: clock } = await import("../../base/clock.ts");
      const { runBackup } = await import("../backup.ts");
      await runBackup({ place: loadDatabase(), to }, { clock, print });
    });

  program
    .command("restore")
    .description(
      "put a backup in the place of the database, once it was found sound; the server is stopped",
    )
    .argument("<file>", "what njia backup wrote")
    .option("--as-is", "the server has not run since: what waited to be sent may be sent")
    .option("--again", "what an earlier try left in a PostgreSQL database goes")
    .action(async (from: string, { asIs = false, again = false }: RestoreFlags) => {
      const { loadConfig } = await import("../../config.ts");
      const { systemClock: clock } = await import("../../base/clock.ts");
      const { runRestore } = await import("../backup.ts");
      await runRestore({ from, asIs, again }, loadConfig(), { clock, print });
    });

  program
    .command("move")
    .description("move all data to another database, compare what arrived, and close the old one")
    .option("--from <place>", "where it is, such as file:data/njia.db; DATABASE_URL without it")
    .option("--to <place>", "an empty one, such as postgres://njia@db.example/njia")
    .option("--again", "what an earlier move left in the new place goes")
    .option(
      "--reopen <place>",
      "instead: let one that was moved be served again, as the new one is lost",
    )
    .option("--as-is", "with --reopen: the new one never served, so what waited may be sent")
    .addHelpText("after", MOVE_HELP)
    .action(async (flags: MoveFlags) => {
      const { loadConfig, loadDatabase, placeNamed } = await import("../../config.ts");
      const { systemClock: clock } = await import("../../base/clock.ts");
      const { runMove, runReopen } = await import("../move.ts");
      const { from, to, reopen, again = false, asIs = false } = flags;
      if ((to === undefined) === (reopen === undefined)) {
        throw new Error("--to says where it goes; or --reopen which one is served again");
      }
      if (asIs && reopen === undefined) {
        throw new Error("--as-is goes with --reopen: a move leaves what waits as it is");
      }
      if (reopen !== undefined) {
        return runReopen({ place: placeNamed("--reopen", reopen), asIs }, { print });
      }
      const old = from === undefined ? loadDatabase() : placeNamed("--from", from);
      const places = { from: old, to: placeNamed("--to", to ?? ""), again };
      await runMove(places, loadConfig(), { clock, print });
    });

  program
    .command("work")
    .description("send SMS in a process of its own, beside the server")
    .action(async () => {
      const { loadConfig } = await import("../../config.ts");
      const { openLog } = await import("../../insight/log.ts");
      const { startWork } = await import("../work.ts");
      const config = loadConfig();
      const log = openLog(config.logLevel);
      const working = await startWork(config, log, () => {
        log.flush();
        process.exit(1);
      });
      const stop = () => {
        void working.close().then(() => {
          log.flush();
          process.exit(0);
        });
      };
      process.once("SIGINT", stop);
      process.once("SIGTERM", stop);
    });
}
