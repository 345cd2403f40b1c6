/** Where a database is: a file of SQLite, or a PostgreSQL server. */

export interface FilePlace {
  /** Path of the SQLite database. */
  readonly file: string;
}

export interface ServerPlace {
  /** `postgres://…`, with its password. */
  readonly url: string;
  /** True where a commit counts only once a second server has it: one that names no such server is refused. */
  readonly standby: boolean;
}

export type Place = FilePlace | ServerPlace;

/** What people are told of where it is: a path, or an address without its password. */
export function nameOf(place: Place): string {
  if ("file" in place) return place.file;
  const { username, host, pathname } = new URL(place.url);
  const user = username === "" ? "" : `${username}@`;
  return `postgres://${user}${host}${pathname}`;
}
