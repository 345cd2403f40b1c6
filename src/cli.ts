/**
 * The `njia` command. Each command is loaded when it is called, so that `check` needs no store.
 *
 * Owns the words of the command line and the exit codes: 0 done, 1 found wrong or failed.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import type { ByOptions, OperatorNeeds } from "./cli/operator.ts";
import type { ReportOptions } from "./cli/report.ts";
import type * as StaffCommands from "./cli/staff.ts";
import type { Store } from "./store/store.ts";

const program = new Command("njia").description(
  "Public services on any phone: menus as files, over USSD and SMS",
);

program
  .command("check")
  .description("check the menu files: every fault of every file, with its place and its mend")
  .argument("[folder]", "the menus folder; MENUS, or menus, without it")
  .option("--json", "findings as JSON", false)
  .option(
    "--against <release>",
    "current, a digest or a folder: numbers that moved since are faults",
  )
  .action(async (folder: string | undefined, { json, against }: CheckOptions) => {
    const { loadMenus } = await import("./config.ts");
    const { runCheck } = await import("./cli/check.ts");
    const options = { folder: folder ?? loadMenus(), json };
    if (against === undefined) process.exitCode = await runCheck(options, print);
    else {
      await onOperator(async (needs) => {
        const { partsNamed } = await import("./cli/operator.ts");
        const { parts } = await partsNamed(needs.store, against);
        process.exitCode = await runCheck(options, print, parts);
      });
    }
  });

interface CheckOptions {
  json: boolean;
  against?: string;
}

const BY = ["--by <name>", "who decides this; you, as the system knows you, without it"] as const;
const NOTE = ["--note <text>", "why, for whoever reads the list later"] as const;

program
  .command("release")
  .description("check the menus, show what is different, and make them the current release")
  .argument("[folder]", "the menus folder; MENUS, or menus, without it")
  .option("--yes", "do not ask", false)
  .option(...BY)
  .option(...NOTE)
  .action((folder: string | undefined, options: ByOptions & { yes: boolean }) =>
    onOperator(async (needs) => {
      const { loadMenus } = await import("./config.ts");
      const { runRelease } = await import("./cli/releases.ts");
      await runRelease(needs, { ...options, folder: folder ?? loadMenus() });
    }),
  );

program
  .command("releases")
  .description("what was decided, by whom and when, newest first; * is the current release")
  .action(() =>
    onOperator(async (needs) => (await import("./cli/releases.ts")).runReleases(needs)),
  );

program
  .command("diff")
  .description("what is different: services, screens, options, numbers, texts, limits, lists")
  .argument("<from>", "current, a digest or its first digits, or a folder")
  .argument("[to]", "likewise; MENUS, or menus, without it")
  .option("--json", "one JSON document", false)
  .action((from: string, to: string | undefined, { json }: { json: boolean }) =>
    onOperator(async (needs) => {
      const { loadMenus } = await import("./config.ts");
      const { runDiff } = await import("./cli/releases.ts");
      await runDiff(needs, { from, to: to ?? loadMenus(), json });
    }),
  );

program
  .command("rollback")
  .description("make an older release current again: the one before, without a digest")
  .argument("[digest]", "its digest, or the first digits of it")
  .option(...BY)
  .option(...NOTE)
  .action((to: string | undefined, options: ByOptions) =>
    onOperator(async (needs) => {
      const { runRollback } = await import("./cli/releases.ts");
      await runRollback(needs, { ...options, to: to ?? null });
    }),
  );

program
  .command("suspend")
  .description("let nobody use a service for now, at once and without a release")
  .argument("<service>", "its name")
  .option("--message-<language> <text>", "what citizens are told, such as --message-sw")
  .option(...BY)
  .option(...NOTE)
  .allowUnknownOption()
  .allowExcessArguments()
  .action((service: string, options: ByOptions, command: Command) =>
    onOperator(async (needs) => {
      const { messagesIn, runSuspend } = await import("./cli/suspend.ts");
      const { message, unknown } = messagesIn(command.args.slice(1));
      if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(" ")}`);
      await runSuspend(needs, { ...options, service, message });
    }),
  );

program
  .command("resume")
  .description("let a suspended service be used again")
  .argument("<service>", "its name")
  .option(...BY)
  .option(...NOTE)
  .action((service: string, options: ByOptions) =>
    onOperator(async (needs) =>
      (await import("./cli/suspend.ts")).runResume(needs, { ...options, service }),
    ),
  );

/** Runs an operator's command on the server's database, beside the server if it runs. */
async function onOperator(run: (needs: OperatorNeeds) => Promise<void>): Promise<void> {
  const { systemClock: clock } = await import("./base/clock.ts");
  const { askAtTerminal: ask } = await import("./cli/operator.ts");
  await onStore((store) => run({ store, clock, print, ask }));
}

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
  .action(async (star: string | undefined, options: Record<string, string>) => {
    const { runDial } = await import("./cli/dial.ts");
    process.exitCode = await runDial({ ...options, ...(star === undefined ? {} : { star }) });
  });

program
  .command("fake-at")
  .description("a fake Africa's Talking for SMS, to try Njia without an account")
  .option("--port <port>", "where it listens; 4011 without it")
  .option("--callbacks <url>", "where receipts and incoming SMS go; the server of this folder")
  .action(async (options: Record<string, string>) => {
    const { runFakeAt } = await import("./cli/fake-at/command.ts");
    const stop = new Promise((resolve) => {
      process.once("SIGINT", resolve).once("SIGTERM", resolve);
    });
    const colour = process.stdout.isTTY && process.stdout.hasColors();
    process.exitCode = await runFakeAt(options, { print, colour, stop });
  });

program
  .command("schema")
  .description("write the JSON Schemas of the menu files, for editors")
  .argument("[folder]", "where to", "docs/schema")
  .action(async (folder: string) => {
    const { schemas } = await import("./menu/schema.ts");
    for (const [name, schema] of Object.entries(schemas())) {
      writeFileSync(join(folder, name), `${JSON.stringify(schema, null, 2)}\n`);
      print(join(folder, name));
    }
  });

program
  .command("graph")
  .description("draw a service, or the shared screens of `channel`: SVG, or Mermaid")
  .argument("<service>", "its name")
  .option("--life", "the life of its requests instead of its screens", false)
  .option("--mermaid", "Mermaid text instead of SVG", false)
  .option("--back", "also where 0 leads", false)
  .option("--language <language>", "of the texts; the channel's first without it")
  .option("--menus <folder>", "the menus folder; MENUS, or menus, without it")
  .option("--out <file>", "where to write it; else it is printed")
  .action(async (service: string, { out, menus, ...options }: SeeOptions) => {
    const { loadMenus } = await import("./config.ts");
    const { runGraph } = await import("./cli/see/commands.ts");
    write(out, await runGraph({ folder: menus ?? loadMenus(), service, ...options }));
  });

program
  .command("storyboard")
  .description("a page to print: every screen of a service, in every language, and its SMS")
  .argument("<service>", "its name, or `channel`")
  .option("--language <language>", "only in this one")
  .option("--menus <folder>", "the menus folder; MENUS, or menus, without it")
  .option("--out <file>", "where to write it; else it is printed")
  .action(async (service: string, { out, menus, ...options }: SeeOptions) => {
    const { loadMenus } = await import("./config.ts");
    const { runStoryboard } = await import("./cli/see/commands.ts");
    write(out, await runStoryboard({ folder: menus ?? loadMenus(), service, ...options }));
  });

interface SeeOptions extends Record<string, unknown> {
  menus?: string;
  out?: string;
}

/** To a file, which is named then, or to the terminal. */
function write(file: string | undefined, text: string): void {
  if (file === undefined) return void process.stdout.write(text);
  writeFileSync(file, text);
  print(file);
}

const staff = program
  .command("staff")
  .description("who works here, and the tokens they use the API with");

staff
  .command("add")
  .description("add somebody; prints their token once")
  .argument("<name>", "as colleagues know them")
  .requiredOption("--role <role>", "officer, operator, administrator or auditor")
  .action((name: string, { role }: { role: string }) =>
    onStaff(({ runAdd }, needs) => runAdd(needs, { name, role })),
  );

staff
  .command("list")
  .description("everybody with their tokens, those that have ended too")
  .action(() => onStaff(({ runList }, needs) => runList(needs)));

staff
  .command("token")
  .description("make another token for somebody; prints it once")
  .argument("<who>", "a name or an id")
  .action((who: string) => onStaff(({ runToken }, needs) => runToken(needs, who)));

staff
  .command("end")
  .description("let somebody in no more")
  .argument("<id>", "as the list has it")
  .action((id: string) => onStaff(({ runEnd }, needs) => runEnd(needs, id)));

staff
  .command("end-token")
  .description("let one token in no more")
  .argument("<digits>", "its first digits, as the list has them")
  .action((digits: string) => onStaff(({ runEndToken }, needs) => runEndToken(needs, digits)));

/** Runs a staff command on the server's database, beside the server if it runs. */
async function onStaff(
  run: (commands: typeof StaffCommands, needs: StaffCommands.StaffNeeds) => Promise<void>,
): Promise<void> {
  const commands = await import("./cli/staff.ts");
  await onStore((store) => run(commands, { store, print }));
}

/** Opens the server's database for a command. */
async function onStore(run: (store: Store) => Promise<void>): Promise<void> {
  const { loadConfig } = await import("./config.ts");
  const { openSqlite } = await import("./store/sqlite.ts");
  const { databaseFile: file, vaultKeys } = loadConfig();
  const store = openSqlite({ file, serve: false, vaultKeys });
  try {
    await run(store);
  } finally {
    await store.close();
  }
}

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

program
  .command("report")
  .description("requests by service and month: how many, how many resolved, how soon")
  .option("--from <month>", "the first month, such as 2026-01; a year ago without it")
  .option("--to <month>", "the last month; this one without it")
  .option("--service <name>", "of this service alone")
  .addOption(
    new Option("--format <format>", "how it is written")
      .choices(["table", "csv", "json"])
      .default("table"),
  )
  .option("--out <file>", "where to write it; else it is printed")
  .addHelpText("after", REPORT_HELP)
  .action(async ({ out, ...options }: ReportOptions & { out?: string }) => {
    const { loadDatabase } = await import("./config.ts");
    const { runReport } = await import("./cli/report.ts");
    const warn = (line: string) => void process.stderr.write(`${line}\n`);
    write(out, await runReport(options, { file: loadDatabase(), warn }));
  });

program
  .command("rehash")
  .description("put everything under the first of LOOKUP_KEYS, before another one is dropped")
  .action(async () => {
    const { loadConfig } = await import("./config.ts");
    const { runRehash } = await import("./cli/rehash.ts");
    process.exitCode = await runRehash(loadConfig(), print);
  });

program
  .command("work")
  .description("send SMS in a process of its own, beside the server")
  .action(async () => {
    const { loadConfig } = await import("./config.ts");
    const { openLog } = await import("./insight/log.ts");
    const { startWork } = await import("./cli/work.ts");
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

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  await program.parseAsync();
} catch (error) {
  // A folder that is not there, settings that do not hold: the words say what to do.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
