/** Figures as people read them. Pure. */

/** Rows under their headings, the first column to the left, all others to the right. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const lines = all.map((row) =>
    widths
      .map((width, at) => {
        const cell = row[at] ?? "";
        return at === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
  const [first = "", ...rest] = lines;
  return [first, "-".repeat(first.length), ...rest].join("\n");
}

/** The value below which a share of the sorted ones lies. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** 12,345: no fraction. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

export function fixed(value: number, digits: number): string {
  return value.toFixed(digits);
}
