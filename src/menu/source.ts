/** The menus as they were written: read and shaped, not yet proven. */
import type { ChannelFile, ServiceFile } from "./format.ts";
import type { Wording } from "./translate.ts";
import type { Origin } from "./used.ts";

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

/** The way to something in a file: `["screens", 2, "say", "en"]`. */
export type Path = readonly (string | number)[];

/** Both 1-based; columns in UTF-16 units as editors count. */
export interface Place {
  line: number;
  column: number;
}

/**
 * Where a path stands, or its nearest parent that is there: its value, the letter at an offset of
 * a text, or its key.
 */
export type Placer = (path: Path, within?: number | "key") => Place;

export interface MenuSource {
  channel: ChannelFile;
  /** By service name; the file's name is the service's. */
  services: ReadonlyMap<string, ServiceFile>;
  /** By path: `data/wards.csv`. */
  data: ReadonlyMap<string, DataTable>;
  /** By file. */
  places: ReadonlyMap<string, Placer>;
  /** Screens that are questions of the channel, by `placeKey`. */
  shared: ReadonlyMap<string, Origin>;
  /**
   * Names of services, lists and screens (`service/screen`) that are there but could not be read:
   * what points at them is not at fault.
   */
  unread: ReadonlySet<string>;
  /** Languages with a file of their own; their texts are in the files above already. */
  wording: Wording;
}
