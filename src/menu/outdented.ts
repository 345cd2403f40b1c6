/**
 * Languages that stand beside the text they belong to, instead of below it: one slip, which shape finds as an empty
 * text, or as one that is missing, and as keys that nobody knows.
 *
 * Called by `shape`.
 */
import type { Path } from "./source.ts";
import type { ShapeFault } from "./shape.ts";

/** As files name languages; those of our own keys that are as short are known where they stand. */
const LANGUAGE = /^[a-z]{2}$/;

/** The same faults, with one for each such text. */
export function withOutdented<Fault extends ShapeFault & { missing?: string }>(
  faults: readonly Fault[],
  valueAt: (path: Path) => unknown,
): (Fault | ShapeFault)[] {
  const gone = new Set<ShapeFault>();
  const told: ShapeFault[] = [];
  for (const empty of faults) {
    const unsaid = empty.missing === "say";
    if (!unsaid && (empty.rule !== "wrong-value" || valueAt(empty.path) !== null)) continue;
    const above = unsaid ? empty.path : empty.path.slice(0, -1);
    const beside = faults.filter(
      ({ rule, path }) =>
        rule === "unknown-key" &&
        path.length === above.length + 1 &&
        JSON.stringify(path.slice(0, -1)) === JSON.stringify(above) &&
        LANGUAGE.test(String(path.at(-1))) &&
        typeof valueAt(path) === "string",
    );
    const [first, ...others] = beside;
    if (first === undefined || beside.some((one) => gone.has(one))) continue;
    for (const one of [empty, ...beside]) gone.add(one);
    const key = unsaid ? "say" : String(empty.path.at(-1));
    told.push(belongs(key, { first, others, unsaid }, valueAt));
  }
  return [...faults.filter((one) => !gone.has(one)), ...told];
}

interface Beside {
  first: ShapeFault;
  others: readonly ShapeFault[];
  /** The key of the text is missing. */
  unsaid: boolean;
}

function belongs(
  key: string,
  { first, others, unsaid }: Beside,
  valueAt: (path: Path) => unknown,
): ShapeFault {
  const all = [first, ...others].map(({ path }) => [String(path.at(-1)), valueAt(path)] as const);
  const names = all.map(([language]) => `\`${language}\``).join(" and ");
  const [belong, stand] = all.length === 1 ? ["belongs", "stands"] : ["belong", "stand"];
  const shown = all.map(([language]) => `${language}: …`).join(", ");
  return {
    path: first.path,
    key: true,
    rule: "unknown-key",
    message: `${names} ${belong} below \`${key}\`, ${unsaid ? "which is missing" : `and ${stand} beside it`}`,
    mend: unsaid ? `Write \`${key}: { ${shown} }\`.` : `Put 2 more spaces in front of ${names}.`,
    instead: {
      key,
      value: Object.fromEntries(all),
      with: all.slice(1).map(([language]) => language),
    },
  };
}
