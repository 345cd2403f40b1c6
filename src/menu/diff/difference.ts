/** One difference between two releases, as `njia diff` lists it and its JSON has it. */

export interface Difference {
  /** A service, `channel`, or a list such as `data/wards.csv`. */
  of: string;
  /** What it is about, from the outside in, in the words of the file: ["category", "label", "sw"]. */
  at: readonly string[];
  /** `moved`: a number or star that means something else now; `order`: a screen at another place. */
  kind: "came" | "went" | "renamed" | "order" | "changed" | "moved";
  /** As the file says it; null where there was, or is, nothing to say. */
  was: string | null;
  is: string | null;
}

/** Without whose it is: what the parts of a comparison find. */
export type Change = Omit<Difference, "of">;
