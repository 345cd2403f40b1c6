/**
 * Some months of an office, played through the real routes and moves on a clock of its own: what
 * reports are compared with was worked out by hand from these lines.
 */
import { moveByReference } from "../../src/session/citizen-moves.ts";
import { openReleasesOnce } from "../once.ts";
import { deadlinesOf, officerMoves, requestOf } from "../life/office.ts";
import { testVault } from "../store/vault.ts";
import { Call, referenceIn } from "../session/call.ts";
import type { World } from "../world.ts";

const vault = testVault();
let phones = 0;

/** An instant in Nairobi, which is three hours before UTC all year: `2026-08-31 23:59`. */
export function nairobi(local: string): number {
  return Date.parse(`${local.replace(" ", "T")}:00+03:00`);
}

/** What people do in a world, each at a time. */
export function peopleOf(world: World) {
  const at = (local: string) => {
    world.time.now = nairobi(local);
  };
  return {
    /** Somebody new reports a water leak; its reference. */
    reports: async (local: string): Promise<string> => {
      at(local);
      const phone = `+2547110001${String(++phones % 100).padStart(2, "0")}`;
      const call = await new Call(world, { phone }).dial();
      return referenceIn(
        await call.type("2", "3", "2", "1", "1", "1", "Near the gate", "2", "1", "1"),
      );
    },
    officer: async (local: string, ref: string, to: string, reason: string | null = null) => {
      at(local);
      const refused = await officerMoves(world, ref, to, reason);
      if (refused !== null) throw new Error(refused);
    },
    citizen: async (local: string, ref: string, to: string) => {
      at(local);
      const store = world.store();
      const { person } = await requestOf(world, ref);
      const releases = await openReleasesOnce(store, () => world.time.now);
      const citizen = {
        person,
        phone: "+254711000111" as never,
        language: "en",
        at: world.time.now,
      };
      const by = { ref: ref.replaceAll(" ", ""), to };
      const moved = await moveByReference({ store, vault, releases }, citizen, by);
      if (moved === null || moved.decision.refused !== null) throw new Error("not moved");
      const committed = await store.commit(moved.writes);
      if (!committed.done) throw new Error(committed.why);
    },
    /** The clock acts on what is late; how many. */
    clock: async (local: string): Promise<number> => {
      at(local);
      return deadlinesOf(world);
    },
  };
}

/** August and September 2026; all of it is decided by the end. */
export async function playAutumn(world: World): Promise<void> {
  const { reports, officer, citizen, clock } = peopleOf(world);

  // The last minute of a month, in which it is still 20:59 in UTC. Nobody answers: the clock closes it.
  const silent = await reports("2026-08-31 23:59");
  // The first minute of the next.
  const disputed = await reports("2026-09-01 00:00");
  await officer("2026-09-01 10:00", silent, "assigned");
  await officer("2026-09-01 10:00", disputed, "assigned");
  await officer("2026-09-01 15:00", disputed, "resolved");
  await officer("2026-09-02 00:01", silent, "resolved");
  await citizen("2026-09-03 09:00", disputed, "reopened");
  await officer("2026-09-03 10:00", disputed, "in_progress");
  // Three working days are over on the 8th at 16:00; the week of the other one on the 9th.
  await clock("2026-09-09 09:00");
  await clock("2026-09-10 09:00");
  await officer("2026-09-11 09:00", disputed, "resolved");
  await citizen("2026-09-12 09:00", disputed, "closed");

  const taken = await reports("2026-09-14 10:00");
  await citizen("2026-09-14 11:00", taken, "cancelled");
  const refused = await reports("2026-09-15 10:00");
  await officer("2026-09-15 12:00", refused, "out_of_scope", "not_county");
  const twice = await reports("2026-09-16 10:00");
  await officer("2026-09-16 12:00", twice, "duplicate");
  for (const [opened, resolved] of [
    ["2026-09-17 08:00", "2026-09-17 17:00"],
    ["2026-09-17 08:00", "2026-09-18 08:00"],
  ] as const) {
    const quick = await reports(opened);
    await officer("2026-09-17 09:00", quick, "assigned");
    await officer(resolved, quick, "resolved");
  }
}
