/** `njia report`, `rehash`, `backup`, `restore`, `work`: what is done with the server's database beside it. */
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
      write(out, await runReport(options, { place: loadDatabase(), warn }));
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
    .action(async (from: string, { asIs = false }: { asIs?: boolean }) => {
      const { loadConfig } = await import("../../config.ts");
      const { systemClock: clock } = await import("../../base/clock.ts");
      const { runRestore } = await import("../backup.ts");
      await runRestore({ from, asIs }, loadConfig(), { clock, print });
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
