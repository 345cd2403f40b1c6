/** What a drawing is made of: boxes, and the ways between them. Drawn by `svg` and `mermaid`. */
import type { ScreenKind } from "../../menu/screen-format.ts";

export type Shape = ScreenKind | "start" | "end" | "elsewhere" | "status";

export interface Box {
  id: string;
  shape: Shape;
  /** As the file names it; empty where it names nothing. */
  name: string;
  /** What stands in the box, a line each: the text, and the options. */
  lines: readonly string[];
  /** When it is passed over, or how long one stays: set apart. */
  note: string;
}

export interface Way {
  from: string;
  to: string;
  /** A line each; empty = simply onward. */
  lines: readonly string[];
  /** Dashed: past a screen whose condition does not hold, or by the clock. */
  aside: boolean;
  /** True where `0` leads the other way. */
  back: boolean;
}

export interface Graph {
  title: string;
  language: string;
  boxes: readonly Box[];
  ways: readonly Way[];
  /** Short lines, for paper. */
  narrow?: boolean;
}

/** `channel` in the place of a service: the shared screens. */
export const CHANNEL = "channel";
