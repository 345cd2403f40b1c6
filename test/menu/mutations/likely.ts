/**
 * Which journeys would show a mutation: those in which words stand that it takes away or changes.
 *
 * Only the order in which they are played comes of it, so that a mistake is mostly seen by the first.
 */
import type { JourneyFile } from "../../../src/cli/journeys/files.ts";

/** The likely ones first, and within both the order they had. */
export function likelyFirst(
  journeys: readonly JourneyFile[],
  before: string,
  after: string,
): JourneyFile[] {
  const kept = new Set(after.split("\n").map(plain));
  const gone = before.split("\n").filter((line) => !kept.has(plain(line)));
  const words = gone.flatMap(wordsOf);
  const shows = ({ text }: JourneyFile) => words.some((one) => text.includes(one));
  return [...journeys.filter(shows), ...journeys.filter((one) => !shows(one))];
}

/** The YAML that is written anew has other quotes and spaces. */
const plain = (line: string) => line.replace(/#.*/, "").replace(/[\s"']/g, "");

/** What is printed as it stands: between quotes, and between placeholders. */
function wordsOf(line: string): string[] {
  const quoted = [...line.matchAll(/"([^"]+)"/g)].map(([, text = ""]) => text);
  return quoted.flatMap((text) => text.split(/[{}]/)).filter((part) => part.trim().length > 3);
}
