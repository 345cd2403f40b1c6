/**
 * Questions that several services share: `questions` of channel.yaml, asked by `use`.
 *
 * Owns what a service may say otherwise, and where a fault of a shared question stands. Called by
 * `read`, which puts the question in place of its `use`, and by `check`.
 */
import { nameOf } from "./written.ts";
import type { ScreenSource, Use } from "./screen-format.ts";
import type { MenuSource, Path } from "./source.ts";
import { wordingKey } from "./translate.ts";

/** A question as a service asks it: the channel's, but for what the service says itself. */
export function askedBy(question: ScreenSource, use: Use): ScreenSource {
  const { use: _, ...own } = use;
  return { ...question, ...own } as ScreenSource; // what is read from a file is never `undefined`
}

/** Where a screen that stands at a place of a file comes from. */
export interface Origin {
  /** Which of the channel's questions it is. */
  index: number;
  /** Keys that the service wrote itself. */
  own: ReadonlySet<string>;
}

/** Names a screen of a file, for the map of origins. */
export function placeKey(file: string, [section, index]: Path): string {
  return `${file} ${section} ${index}`;
}

/** Where what is said at a path was written: here, with the channel's question, or in a language's file. */
export function writtenAt(
  { shared, wording }: Pick<MenuSource, "shared" | "wording">,
  at: { file: string; path: Path },
): { file: string; path: Path } {
  const said = askedAt(shared, at);
  if (wording.written.size === 0) return said;
  // Of words in a list, the text that has them all.
  const ways = [said.path, said.path.slice(0, -1)].map((path) => wordingKey(said.file, path));
  return ways.map((way) => wording.written.get(way)).find((one) => one !== undefined) ?? said;
}

function askedAt(
  shared: MenuSource["shared"],
  { file, path }: { file: string; path: Path },
): { file: string; path: Path } {
  const origin = shared.get(placeKey(file, path));
  const [, , key, ...below] = path;
  if (origin === undefined || key === undefined || origin.own.has(String(key))) {
    return { file, path };
  }
  return { file: "channel.yaml", path: ["questions", origin.index, key, ...below] };
}

/** The channel's questions by their name, each with its number in the list; of two the first. */
export function byName(
  questions: readonly ScreenSource[],
): ReadonlyMap<string, { question: ScreenSource; index: number }> {
  const named = questions.map(
    (question, index) => [nameOf(question).name, { question, index }] as const,
  );
  return new Map(named.reverse());
}
