/** A rule about how many options are read at once. */
import type { CompiledScreen } from "../model.ts";
import type { At, World } from "./world.ts";

/** Whoever reads slowly chooses well among five; nobody among more than nine. */
const OPTIONS_MAX = 5;
const OPTIONS_AT_ALL = 9;

/** Rows of a list are found by their letters too, so how many stand on a page matters less. */
export function checkMany(
  { report }: World,
  at: At,
  screen: CompiledScreen | null,
  pages: readonly { text: string }[],
  options: readonly string[],
): void {
  if (screen === null || !["choose", "menu"].includes(screen.kind) || screen.list !== null) return;
  const most = Math.max(
    ...pages.map(({ text }) => {
      const lines = new Set(text.split("\n"));
      return options.filter((option) => lines.has(option.split("\n", 1)[0] ?? "")).length;
    }),
  );
  if (most <= OPTIONS_MAX) return;
  const place = { ...at, path: [...at.path, "options"], within: "key" as const };
  const message = `${most} options stand on one screen`;
  const mend = "Let some of them stand behind another, or say under `accept` why not.";
  report(place, "many-options", message, mend, most > OPTIONS_AT_ALL ? "error" : "warning");
}
