/** What a gateway posts until it is answered: receipts, and the SMS of citizens. Called by `provider` and `texting`. */
import { faultOnly, type Node } from "./house.ts";
import type { Schedule } from "./schedule.ts";

export interface PostNeeds {
  schedule: Schedule;
  /** Those that take it now. */
  nodes: () => readonly Node[];
}

/** Milliseconds between two tries. */
const AGAIN_MS = 10_000;

/** To any node, and again where none is there, where it fails, and where it died over it. */
export function post(needs: PostNeeds, take: (node: Node) => Promise<void>): void {
  const { schedule, nodes } = needs;
  const again = () => schedule.after(AGAIN_MS, () => post(needs, take));
  const up = nodes();
  if (up.length === 0) return again();
  let answered = false;
  take(schedule.pick(up)).then(
    () => {
      answered = true;
    },
    (error: unknown) => {
      answered = true;
      faultOnly(schedule, error);
      again();
    },
  );
  // A process that died answered nothing.
  schedule.after(AGAIN_MS, () => {
    if (!answered) again();
  });
}
