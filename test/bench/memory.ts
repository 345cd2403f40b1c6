/** Resident memory of a fresh server while sessions come and go. */
import { Expected } from "./expect.ts";
import { Load } from "./load.ts";
import { startServer } from "./servers.ts";
import { USSD_PATH } from "./settings.ts";

/** One session in so many runs to its reference; the others end where they begin, at the dial. */
const FINISHED_EVERY = 50;
const HOPS_LEFT_AFTER = 1;

export interface Resident {
  sessions: number;
  mb: number;
}

export interface MemoryRun {
  resident: Resident[];
  finished: number;
}

/** @throws WrongReply */
export async function memory(
  folder: string,
  { sessions, samples, connections }: { sessions: number; samples: number; connections: number },
): Promise<MemoryRun> {
  const server = await startServer("njia", folder);
  const expected = new Expected();
  const load = new Load({
    port: server.port,
    path: USSD_PATH,
    connections,
    check: (...reply) => expected.check(...reply),
    leave: (session) =>
      Math.floor(session / 2) % FINISHED_EVERY === 0 ? Infinity : HOPS_LEFT_AFTER,
  });
  const resident: Resident[] = [{ sessions: 0, mb: (await server.sample()).residentMb }];
  await load.open();
  for (let sample = 1; sample <= samples; sample++) {
    const upTo = Math.round((sessions * sample) / samples);
    await load.until(upTo);
    resident.push({ sessions: upTo, mb: (await server.sample()).residentMb });
  }
  load.close();
  await server.stop();
  return { resident, finished: expected.finished };
}
