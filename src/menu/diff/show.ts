/** Prints differences for a terminal of 80 columns. */
import type { Difference } from "./difference.ts";

const COLUMNS = 80;

/** Grouped by what they are of, in the order they come in; numbers that moved stand above all. */
export function showDifferences(differences: readonly Difference[]): string[] {
  const moved = differences.filter(({ kind }) => kind === "moved");
  const rest = differences.filter(({ kind }) => kind !== "moved");
  const groups = Map.groupBy(rest, (one) => one.of);
  return [
    ...(moved.length === 0 ? [] : ["!! Numbers that people know mean something else now:"]),
    ...moved.flatMap(movedLines),
    ...[...groups].flatMap(([of, group]) => [of, ...group.flatMap((one) => linesOf(one))]),
  ];
}

function movedLines({ of, at: [first = "", number = ""], was, is }: Difference): string[] {
  const what = first === "star" ? `star ${number}` : `${of}, ${first}, key ${number}`;
  return wrapped(`${what}: was ${was ?? "free"}, is ${is ?? "nothing"} now`, "!! ");
}

function linesOf(difference: Difference): string[] {
  const { at, kind, was, is } = difference;
  const words = wordsOf(difference);
  if (words !== null) return wrapped(words, "  ~ ");
  const where = at.join(", ");
  const named = where === "" ? "" : `${where}: `;
  switch (kind) {
    case "came":
      return wrapped(`${named}new${is === null ? "" : ` ${is}`}`, "  + ");
    case "went":
      return wrapped(`${named}gone${was === null ? "" : ` ${was}`}`, "  - ");
    case "renamed":
      return wrapped(`${was} is called ${is} now`, "  ~ ");
    case "order":
      return wrapped(`${named}${is}`, "  ~ ");
    default: {
      const whole = `${named}${was} → ${is}`;
      if (`  ~ ${whole}`.length <= COLUMNS) return [`  ~ ${whole}`];
      return [
        ...wrapped(where, "  ~ "),
        ...wrapped(was ?? "", "      - "),
        ...wrapped(is ?? "", "      + "),
      ];
    }
  }
}

/** A key whose values say nothing by themselves. */
function wordsOf({ at, kind }: Difference): string | null {
  if (at.length !== 1 || at[0] !== "released") return null;
  return kind === "came"
    ? "is not offered to citizens any more (released: false)"
    : "is offered to citizens now (released: false is gone)";
}

/** Lines of at most 80 letters, broken between words; a longer word is broken too. */
function wrapped(text: string, first: string): string[] {
  const room = COLUMNS - first.length;
  const lines: string[] = [];
  let line = "";
  for (const word of text.replaceAll("\\n", " \\n ").split(" ")) {
    let left = word;
    if (line !== "" && line.length + 1 + left.length > room) {
      lines.push(line);
      line = "";
    }
    for (; left.length > room; left = left.slice(room)) lines.push(left.slice(0, room));
    line = line === "" ? left : `${line} ${left}`;
  }
  return [...lines, line].map(
    (each, at) => `${at === 0 ? first : " ".repeat(first.length)}${each}`,
  );
}
