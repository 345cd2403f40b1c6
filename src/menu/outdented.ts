/**
 * Languages that stand beside the text they belong to, instead of below it: one slip, which shape finds as an empty
 * text and as keys that nobody knows.
 *
 * Called by `shape`.
 */
import type { Path } from "./source.ts";
import type { ShapeFault } from "./shape.ts";

/** As files name languages; those of our own keys that are as short are known where they stand. */
const LANGUAGE = /^[a-z]{2}$/;

/** The same faults, with one for each such text. */
export function withOutdented<Fault extends ShapeFault>(
  faults: readonly Fault[],
  valueAt: (path: Path) => unknown,
): (Fault | ShapeFault)[] {
  const gone = new Set<ShapeFault>();
  const told: ShapeFault[] = [];
  for (const empty of faults) {
    if (empty.rule !== "wrong-value" || valueAt(empty.path) !== null) continue;
    const above = empty.path.slice(0, -1);
    const beside = faults.filter(
      ({ rule, path }) =>
        rule === "unknown-key" &&
        path.length === empty.path.length &&
        JSON.stringify(path.slice(0, -1)) === JSON.stringify(above) &&
        LANGUAGE.test(String(path.at(-1))) &&
        typeof valueAt(path) === "string",
    );
    const [first, ...others] = beside;
    if (first === undefined || beside.some((one) => gone.has(one))) continue;
    for (const one of [empty, ...beside]) gone.add(one);
    told.push(belongs(String(empty.path.at(-1)), first, others, valueAt));
  }
  return [...faults.filter((one) => !gone.has(one)), ...told];
}

function belongs(
  key: string,
  first: ShapeFault,
  others: readonly ShapeFault[],
  valueAt: (path: Path) => unknown,
): ShapeFault {
  const all = [first, ...others].map(({ path }) => [String(path.at(-1)), valueAt(path)] as const);
  const names = all.map(([language]) => `\`${language}\``).join(" and ");
  return {
    path: first.path,
    key: true,
    rule: "unknown-key",
    message: `${names} ${all.length === 1 ? "belongs" : "belong"} below \`${key}\`, and ${all.length === 1 ? "stands" : "stand"} beside it`,
    mend: `Put 2 more spaces in front of ${names}.`,
    instead: {
      key,
      value: Object.fromEntries(all),
      with: all.slice(1).map(([language]) => language),
    },
  };
}
