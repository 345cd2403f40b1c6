/**
 * Every table of Njia, for either engine; the only place where columns are named; each room has its file.
 *
 * Column keys are the SQL names. `bytes` columns hold one vault seal per row: no phone, answer or
 * screen is ever in a text column, and a phone is found by its keyed hash. Ids are made in code.
 */
import type { Kit } from "./dialect.ts";
import { channelTables } from "./tables/channel.ts";
import { eventTables } from "./tables/events.ts";
import { lookUpTables } from "./tables/look-ups.ts";
import { messageTables } from "./tables/messages.ts";
import { peopleTables } from "./tables/people.ts";
import { rosterTables } from "./tables/roster.ts";
import { staffTables } from "./tables/staff.ts";

export type Tables = ReturnType<typeof defineTables>;

export function defineTables(kit: Kit) {
  const people = peopleTables(kit);
  return {
    ...channelTables(kit),
    ...rosterTables(kit),
    ...people,
    ...lookUpTables(kit),
    ...messageTables(kit),
    ...staffTables(kit),
    ...eventTables(kit, people),
  };
}
