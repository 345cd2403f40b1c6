/** `njia release`, `releases`, `diff`, `rollback`, `suspend`, `resume`: what citizens see, and who decides. */
import type { Command } from "commander";
import type { ByOptions } from "../operator.ts";
import { MENUS, menusOf, namedMenus, onOperator, print } from "./run.ts";

const BY = ["--by <name>", "who decides this; you, as the system knows you, without it"] as const;
const NOTE = ["--note <text>", "why, for whoever reads the list later"] as const;

export function releaseCommands(program: Command): void {
  program
    .command("release")
    .description("check the menus, show what is different, and make them the current release")
    .argument("[folder]", "the same as --menus")
    .option(...MENUS)
    .option("--yes", "do not ask", false)
    .option(...BY)
    .option(...NOTE)
    .action((folder: string | undefined, options: ByOptions & { yes: boolean; menus?: string }) =>
      onOperator(async (needs) => {
        const { runRelease } = await import("../releases.ts");
        await runRelease(needs, { ...options, folder: await menusOf(options.menus, folder) });
      }),
    );

  program
    .command("releases")
    .description("what was decided, by whom and when, newest first; * is the current release")
    .action(() => onOperator(async (needs) => (await import("../releases.ts")).runReleases(needs)));

  program
    .command("diff")
    .description("what is different: services, screens, options, numbers, texts, limits, lists")
    .argument("<from>", "current, a digest or its first digits, or a folder")
    .argument("[to]", "likewise; the menus folder without it")
    .option(...MENUS)
    .option("--json", "one JSON document", false)
    .action(
      async (
        from: string,
        to: string | undefined,
        { json, menus }: { json: boolean; menus?: string },
      ) => {
        const { runDiff } = await import("../releases.ts");
        const [before, now] = await namedMenus([from, await menusOf(menus, to)]);
        if (before !== undefined && now !== undefined) runDiff({ before, now }, { print, json });
      },
    );

  program
    .command("rollback")
    .description("make an older release current again: the one before, without a digest")
    .argument("[digest]", "its digest, or the first digits of it")
    .option(...BY)
    .option(...NOTE)
    .action((to: string | undefined, options: ByOptions) =>
      onOperator(async (needs) => {
        const { runRollback } = await import("../releases.ts");
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
        const { messagesIn, runSuspend } = await import("../suspend.ts");
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
        (await import("../suspend.ts")).runResume(needs, { ...options, service }),
      ),
    );
}
