/** What every part of a storyboard is made from: texts in their languages, and phones. Pure. */
import type { Answers } from "../../menu/contract.ts";
import type { Release } from "../../menu/model.ts";
import type { MenuSource } from "../../menu/source.ts";
import { say, type Sayings } from "../../menu/text.ts";
import { smsSize, type Shown } from "./shown.ts";
import type { Graph } from "./boxes.ts";
import { mapOf } from "./map.ts";
import { canPlace } from "./layout.ts";
import { escaped, svgOf } from "./svg.ts";

export interface Board {
  source: MenuSource;
  release: Release;
  /** A service, or `channel`. */
  service: string;
  languages: readonly { is: string; say: string }[];
  /** By language, then by screen: the answers of whoever comes there. */
  answers: ReadonlyMap<string, ReadonlyMap<string, Answers>>;
}

/** A text in a language of the channel, said so to whatever reads the page aloud. */
export function inLanguage(language: string, text: string, tag = "span"): string {
  return `<${tag} lang="${escaped(language)}">${escaped(text)}</${tag}>`;
}

/** Every language's text, one below the other. */
export function sayings(board: Board, text: Sayings): string {
  const all = board.languages.map(({ is }) =>
    inLanguage(
      is,
      say(text, is, () => ""),
      "span",
    ),
  );
  return [...new Set(all)].join("<br>");
}

/** The pages of a screen in one language, each in a phone, and what stands beside them. */
export function phones(
  shown: readonly Shown[],
  language: string,
  name: string,
  beside = "",
): string {
  const frames = shown.flatMap(({ caption, pages, cut, most }) =>
    pages.map(({ text, size }, index) => {
      const page = pages.length > 1 ? `page ${index + 1}` : "";
      const about = [caption, page].filter(Boolean).join(", ");
      const last = index === pages.length - 1;
      const more = last ? `; ${most}${cut ? "; more pages follow" : ""}` : "";
      return (
        `<figure class="phone">${inLanguage(language, text, "pre")}` +
        `<figcaption>${about === "" ? "" : `<b>${escaped(about)}</b> `}${escaped(size + more)}</figcaption></figure>`
      );
    }),
  );
  return `<div class="language"><h4>${escaped(name)}</h4><div class="frames">${frames.join("")}${beside}</div></div>`;
}

/** Of A4 between its margins; a wider drawing has a page of its own, across. */
const PAGE_PIXELS = 718;

/** The drawing of a graph, or that there is none; `name` as `svgOf` takes it. */
export function drawing(graph: Graph, name: string): string {
  if (!canPlace(graph)) return '<p class="hint">There are too many ways for a drawing.</p>';
  const svg = svgOf(mapOf(graph), name);
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  const wide = Number(width) > PAGE_PIXELS && Number(width) > Number(height) * 1.1;
  return `<div class="drawing${wide ? " wide" : ""}">${svg}</div>`;
}

/** An SMS as it arrives, with what it takes and can take. */
export function smsBubble(
  name: string,
  language: string,
  { text, longest }: { text: string; longest: string | null },
): string {
  const size = longest === null ? "" : `; at its longest ${smsSize(longest)}`;
  const caption = `<b>${name}</b> ${escaped(smsSize(text) + size)}`;
  return `<figure class="sms">${inLanguage(language, text, "pre")}<figcaption>${caption}</figcaption></figure>`;
}
