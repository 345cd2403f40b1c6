/** `njia words export` and `words import`: for translators. */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { print, write } from "./run.ts";

interface WordsOptions {
  menus?: string;
  out?: string;
}

export function wordsCommands(program: Command): void {
  const words = program.command("words").description("texts to translators and back");

  words
    .command("export")
    .description(
      "every text of a language as gettext PO; of a new language, with nothing translated",
    )
    .argument("<language>", "its code, such as fr")
    .option("--menus <folder>", "the menus folder; MENUS, or menus, without it")
    .option("--out <file>", "where to write it; else it is printed")
    .action(async (language: string, { menus, out }: WordsOptions) => {
      const { loadMenus } = await import("../../config.ts");
      const { exportWords } = await import("../words.ts");
      write(out, await exportWords(menus ?? loadMenus(), language));
    });

  words
    .command("import")
    .description("take what translators wrote into the menu files; a broken file is refused whole")
    .argument("<file>", "gettext PO")
    .option("--menus <folder>", "the menus folder; MENUS, or menus, without it")
    .action(async (file: string, { menus }: WordsOptions) => {
      const { loadMenus } = await import("../../config.ts");
      const { importWords } = await import("../words.ts");
      const po = { name: file, content: readFileSync(file, "utf8") };
      await importWords(menus ?? loadMenus(), po, print);
    });
}
