/** The pages of a screen, as citizens turn them. */
import { width } from "../../base/gsm7.ts";
import type { Facts, Snapshot } from "../contract.ts";
import { LINES_ON_A_PAGE } from "../layout.ts";
import type { CompiledScreen, Release } from "../model.ts";
import { pageOf } from "../screen.ts";
import type { View } from "../view.ts";
import { longest } from "./greatest.ts";
import type { PageFrom } from "./reasons.ts";

/** Lines of a long list that are measured, the longest: enough to be laid out as a list. */
const LINES_MEASURED = LINES_ON_A_PAGE + 1;

/** A long list as its longest lines: all 100,000 take as long to page as nobody waits. */
export function measured(view: View, screen: CompiledScreen | null, find: string | null): View {
  if (screen?.list === undefined || screen.list === null) return view;
  if (screen.lettersFirst > 0 && find === null) return view;
  const { rows } = screen.list;
  const key = "9".repeat(String(rows.length).length);
  const names = rows.map(
    ({ say: text }) => longest(Object.values(text), (name) => name.length) ?? "",
  );
  const name = longest(names, (one) => width(one, view.letters)) ?? "";
  const line = `${key}. ${name}`;
  const length = Math.min(rows.length, LINES_MEASURED);
  return { ...view, lines: { length, at: () => line } };
}

export function linesOf(view: View): string[] {
  return Array.from({ length: view.lines.length }, (_, index) => view.lines.at(index));
}

/** All pages of a view, or the first `most`. */
export function walk(
  { release }: { release: Release },
  snapshot: Snapshot,
  facts: Facts,
  view: View,
  most = Infinity,
): PageFrom[] {
  const pages: PageFrom[] = [];
  // A view makes its texts when they are read: here once, and not for every page.
  const [lead, head] = [view.lead(), view.head()];
  const made = { ...view, lead: () => lead, head: () => head };
  let from: number | null = 0;
  while (from !== null && pages.length < most) {
    const page = pageOf(release, { ...snapshot, pages: from === 0 ? [] : [from] }, facts, made);
    pages.push({ text: page.text, from });
    from = page.next;
  }
  return pages;
}
