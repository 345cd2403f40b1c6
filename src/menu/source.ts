/** The menus as they were written: read and shaped, not yet proven. */
import type { ChannelFile, ServiceFile } from "./format.ts";

/** Files by their path inside the menus folder: `channel.yaml`, `bursary.yaml`, `data/wards.csv`. */
export type MenuFiles = ReadonlyMap<string, string>;

/** One row of a CSV list. */
export interface DataRow {
  id: string;
  /** Label per language; a list with one `name` column has the same for all. */
  say: Readonly<Record<string, string>>;
  /** Every column by its heading, `id` included, for `{ward.office}`. */
  columns: Readonly<Record<string, string>>;
}

export interface DataTable {
  file: string;
  headings: readonly string[];
  rows: readonly DataRow[];
}

/** Where something stands: `["screens", 2, "say", "en"]` in `bursary.yaml`. */
export interface Place {
  line: number;
  column: number;
}

export interface MenuSource {
  channel: ChannelFile;
  /** By service name; the file's name is the service's. */
  services: ReadonlyMap<string, ServiceFile>;
  /** By path: `data/wards.csv`. */
  data: ReadonlyMap<string, DataTable>;
  /** The position of a path in a file; that of the nearest parent when the path itself is absent. */
  place(file: string, path: readonly (string | number)[]): Place;
}
