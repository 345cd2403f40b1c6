/** `njia check`, `schema`, `graph`, `storyboard`: the menu files, as those who write them see them. */
import { join } from "node:path";
import { Option, type Command } from "commander";
import { CHECK_FORMS, type CheckForm } from "../check-forms.ts";
import { unlessDrawn, unlessSchema } from "../out-file.ts";
import { MENUS, menusOf, namedMenus, print, write } from "./run.ts";

interface CheckOptions {
  as: CheckForm;
  json: boolean;
  against?: string;
  menus?: string;
}

interface SeeOptions extends Record<string, unknown> {
  menus?: string;
  out?: string;
}

export function menuCommands(program: Command): void {
  program
    .command("check")
    .description("check the menu files: every fault of every file, with its place and its mend")
    .argument("[folder]", "the same as --menus")
    .option(...MENUS)
    .addOption(new Option("--as <form>", "how").choices(CHECK_FORMS).default("text"))
    .option("--json", "the same as --as json", false)
    .option(
      "--against <release>",
      "current, a digest or a folder: numbers that moved since are faults",
    )
    .action(async (folder: string | undefined, { as, json, against, menus }: CheckOptions) => {
      const { runCheck } = await import("../check.ts");
      const form = json ? "json" : as;
      const options = { folder: await menusOf(menus, folder), form };
      const [before] = against === undefined ? [] : await namedMenus([against]);
      process.exitCode = await runCheck(options, print, before?.parts);
    });

  program
    .command("schema")
    .description("write the JSON Schemas of the menu files, for editors")
    .argument("[folder]", "where to", "docs/schema")
    .action(async (folder: string) => {
      const { schemas } = await import("../../menu/schema.ts");
      for (const [name, schema] of Object.entries(schemas())) {
        write(join(folder, name), `${JSON.stringify(schema, null, 2)}\n`, unlessSchema);
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
    .option(...MENUS)
    .option("--out <file>", "where to write it; else it is printed")
    .action(async (service: string, { out, menus, ...options }: SeeOptions) => {
      const { runGraph } = await import("../see/commands.ts");
      const drawn = await runGraph({ folder: await menusOf(menus), service, ...options });
      write(out, drawn, unlessDrawn);
    });

  program
    .command("storyboard")
    .description("a page to print: every screen of a service, in every language, and its SMS")
    .argument("<service>", "its name, or `channel`")
    .option("--language <language>", "only in this one")
    .option(...MENUS)
    .option("--out <file>", "where to write it; else it is printed")
    .action(async (service: string, { out, menus, ...options }: SeeOptions) => {
      const { runStoryboard } = await import("../see/commands.ts");
      const drawn = await runStoryboard({ folder: await menusOf(menus), service, ...options });
      write(out, drawn, unlessDrawn);
    });
}
