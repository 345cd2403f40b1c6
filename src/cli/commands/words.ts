/** `njia words export` and `words import`: for translators. */
import type { Command } from "commander";
import { MENUS, menusOf, print, write } from "./run.ts";

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
    .option(...MENUS)
    .option("--out <file>", "where to write it; else it is printed")
    .action(async (language: string, { menus, out }: WordsOptions) => {
      const { exportWords, unlessTaken } = await import("../words.ts");
      const po = await exportWords(await menusOf(menus), language);
      write(out, po, unlessTaken(po));
    });

  words
    .command("import")
    .description("take what translators wrote into the menu files; a broken file is refused whole")
    .argument("<file>", "gettext PO")
    .option(...MENUS)
    .action(async (file: string, { menus }: WordsOptions) => {
      const { importWords, readPo } = await import("../words.ts");
      await importWords(await menusOf(menus), readPo(file), print);
    });
}
