/**
 * What a value can be, for all answers that citizens can give: some of a few, any whole number between
 * two, or any text of a form. It may say more than there is, and never less.
 *
 * Owns what two such values compare and come to. Called by `outcomes` and `answers`.
 */
export type Value = string | number | boolean;

export type Possible =
  | { of: "some"; values: readonly Value[] }
  | { of: "whole"; least: number; most: number }
  | { of: "text"; least: string; below: string | null; form: Form | null }
  | { of: "any" };

/** How a typed text is kept: `takes` it whole, or `begins` so; of so many letters. */
export interface Form {
  takes: (text: string) => boolean;
  begins: (text: string) => boolean;
  letters: readonly [least: number, most: number];
}

export const ANY: Possible = { of: "any" };
/** What was not answered, or cannot be computed. */
export const NONE: Possible = { of: "some", values: [] };
export const some = (...values: readonly Value[]): Possible => ({ of: "some", values });
/** A truth, of which so much is known. */
export const truth = (holds: boolean, fails: boolean): Possible =>
  some(...(holds ? [true] : []), ...(fails ? [false] : []));
export const text = (form: Form | null): Possible => {
  return { of: "text", least: "", below: null, form };
};

export function mayBe(possible: Possible, value: Value): boolean {
  switch (possible.of) {
    case "some":
      return possible.values.includes(value);
    case "whole":
      return typeof value === "number" && possible.least <= value && value <= possible.most;
    case "text": {
      const { least, below, form } = possible;
      if (typeof value !== "string" || value < least) return false;
      return (below === null || value < below) && (form?.takes(value) ?? true);
    }
    case "any":
      return true;
  }
}

/** Values tried against each other, of two lists. */
const PAIRS = 10_000;

/** `==`, `<`, `<=` of two values; the other signs are these, turned. */
export function compared(sign: "==" | "<" | "<=", a: Possible, b: Possible): Possible {
  if (isNothing(a) || isNothing(b)) return NONE;
  if (a.of === "some" && b.of === "some" && a.values.length * b.values.length <= PAIRS) {
    const all = a.values.flatMap((one) => b.values.map((two) => COMPARE[sign](one, two)));
    return truth(all.includes(true), all.includes(false));
  }
  if (sign === "==") {
    if (b.of === "some")
      return truth(
        b.values.some((one) => mayBe(a, one)),
        !isOne(a, b),
      );
    if (a.of === "some") return compared(sign, b, a);
  }
  const [x, y] = [bounds(a), bounds(b)];
  if (x !== null && y !== null) {
    const [[least, most], [from, to]] = [x, y];
    if (sign === "==") return truth(least <= to && from <= most, !isOne(a, b));
    return sign === "<" ? truth(least < to, most >= from) : truth(least <= to, most > from);
  }
  if (a.of === "text") return ordered(sign, a, b);
  if (b.of !== "text") return truth(true, true);
  // `one < text` fails where `text <= one` holds.
  const turned = ordered(sign === "<" ? "<=" : "<", b, a);
  return truth(mayBe(turned, false), mayBe(turned, true));
}

function ordered(sign: "==" | "<" | "<=", a: Extract<Possible, { of: "text" }>, b: Possible) {
  const [one] = b.of === "some" && b.values.length === 1 ? b.values : [];
  if (typeof one !== "string" || sign === "==") return truth(true, true);
  const cut = sign === "<" ? one : behind(one);
  return truth(a.least < cut, a.below === null || cut < a.below);
}

/** The next text in the order of texts. */
export function behind(one: string): string {
  return `${one}\u0000`;
}

const COMPARE = {
  "==": (one: Value, two: Value) => one === two,
  "<": (one: Value, two: Value) => one < two,
  "<=": (one: Value, two: Value) => one <= two,
} as const;

export function isNothing(possible: Possible): boolean {
  return possible.of === "some" && possible.values.length === 0;
}

/** True where both are one and the same value. */
function isOne(a: Possible, b: Possible): boolean {
  const [x, y] = [bounds(a), bounds(b)];
  return x !== null && y !== null && x[0] === x[1] && y[0] === y[1] && x[0] === y[0];
}

/** The least and the greatest, where all are numbers. */
export function bounds(possible: Possible): readonly [least: number, most: number] | null {
  if (possible.of === "whole") return [possible.least, possible.most];
  if (possible.of !== "some" || possible.values.length === 0) return null;
  let [least, most] = [Infinity, -Infinity];
  for (const value of possible.values) {
    if (typeof value !== "number") return null;
    [least, most] = [Math.min(least, value), Math.max(most, value)];
  }
  return [least, most];
}

/** Sums of numbers; a division by 0 comes to nothing. */
export function sum(sign: "+" | "-" | "*" | "/" | "%", a: Possible, b: Possible): Possible {
  if (isNothing(a) || isNothing(b)) return NONE;
  const [x, y] = [bounds(a), bounds(b)];
  if (x === null || y === null) return ANY;
  const zero = y[0] === 0 && y[1] === 0;
  if (sign === "/" || sign === "%") {
    if (zero) return NONE;
    if (sign === "%" || (y[0] <= 0 && y[1] >= 0)) return ANY;
  }
  const corners = x.flatMap((one) => y.map((two) => SUM[sign](one, two)));
  // 0 times what has no limit.
  if (corners.some((one) => Number.isNaN(one))) return ANY;
  return { of: "whole", least: Math.min(...corners), most: Math.max(...corners) };
}

const SUM = {
  "+": (one: number, two: number) => one + two,
  "-": (one: number, two: number) => one - two,
  "*": (one: number, two: number) => one * two,
  "/": (one: number, two: number) => Math.trunc(one / two),
  "%": (one: number, two: number) => one % two,
} as const;

/** Values of a list that are told apart one by one. */
const FEW = 50;
/** Values that are kept when several are put together. */
const KEPT = 1000;

/** All that either can be. */
export function either(a: Possible, b: Possible): Possible {
  if (isNothing(a)) return b;
  if (isNothing(b)) return a;
  if (a.of === "some" && b.of === "some" && a.values.length + b.values.length <= KEPT) {
    return some(...new Set([...a.values, ...b.values]));
  }
  const [x, y] = [bounds(a), bounds(b)];
  if (x === null || y === null) return ANY;
  return { of: "whole", least: Math.min(x[0], y[0]), most: Math.max(x[1], y[1]) };
}

/** The same in parts, such that each compares in one way with each of these values. */
export function parted(possible: Possible, by: readonly Value[]): Possible[] {
  if (possible.of === "some") {
    const { values } = possible;
    const apart = values.length <= FEW ? values : values.filter((one) => by.includes(one));
    const rest = values.length <= FEW ? [] : values.filter((one) => !by.includes(one));
    return [...apart.map((one) => some(one)), ...(rest.length === 0 ? [] : [some(...rest)])];
  }
  if (possible.of === "whole") {
    const { least, most } = possible;
    const numbers = by
      .filter((one) => typeof one === "number")
      .filter((one) => mayBe(possible, one));
    const cuts = [...new Set(numbers)].sort((a, b) => a - b);
    const between = [least - 1, ...cuts].map((from, index): Possible => {
      return { of: "whole", least: from + 1, most: (cuts[index] ?? most + 1) - 1 };
    });
    const ranges = between.filter((one) => one.of === "whole" && one.least <= one.most);
    return [...cuts.map((one) => some(one)), ...ranges];
  }
  if (possible.of === "text") {
    const { least, below } = possible;
    const texts = by.filter((one) => typeof one === "string");
    const inside = texts.filter((one) => least <= one && (below === null || one < below));
    const cuts = [...new Set(inside)].sort();
    const between = [least, ...cuts.map(behind)].map((from, index) => {
      return { ...possible, least: from, below: cuts[index] ?? below };
    });
    return [
      ...cuts.filter((one) => mayBe(possible, one)).map((one) => some(one)),
      ...between.filter((one) => one.below === null || one.least < one.below),
    ];
  }
  return [possible];
}
