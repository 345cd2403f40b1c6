/** Between a PostgreSQL database and a file that is nobody's yet: a backup, and a restore. */
import { connect } from "../connection.ts";
import { endLog } from "../end-log.ts";
import { upgrade } from "../migrate.ts";
import type { ServerPlace } from "../place.ts";
import { rowsOf } from "./file.ts";
import { fill, fillPlace, type MoveEvents } from "./move.ts";
import { snapshotServer } from "./server.ts";

/** All that is committed by now, read back and compared. @throws CopyFault, StoreFault */
export async function copyServer(from: ServerPlace, file: string): Promise<void> {
  const source = await snapshotServer(from);
  try {
    const db = connect(file);
    try {
      upgrade(db);
      await fill(source, rowsOf(db), {});
      endLog(db);
    } finally {
      db.close();
    }
  } finally {
    await source.close();
  }
}

/** @throws CopyFault, StoreFault */
export async function fillServer(
  file: string,
  {
    from,
    to,
    again,
    at,
    id,
  }: { from: string; to: ServerPlace; again: boolean; at: number; id: string },
  events: MoveEvents,
): Promise<void> {
  const db = connect(file);
  try {
    const mark = { what: "half", move: id, where: from, at } as const;
    await fillPlace(rowsOf(db), { to, again, mark }, events);
  } finally {
    db.close();
  }
}
