/**
 * What is different between two releases, for the operator who is about to let one loose.
 *
 * Owns the order: numbers that moved first, since people know them by heart; then the channel, each
 * service and each list. Reads what is written, and of what it comes to only the numbers. Pure.
 */
import type { ChannelFile, ServiceFile } from "../format.ts";
import { movedNumbers } from "../numbers.ts";
import type { Parts } from "../parts.ts";
import type { DataTable } from "../source.ts";
import { writtenScreens } from "../written.ts";
import type { Change, Difference } from "./difference.ts";
import { screenChanges, type Screens } from "./screens.ts";
import { printed, valueChanges, type Comparing } from "./values.ts";

/** Every difference from `before` to `now`. */
export function diff(before: Parts, now: Parts): Difference[] {
  const languages = [before, now].flatMap(({ source }) => source.channel.languages);
  const comparing = { languages: new Set(languages.map(({ is }) => is)) };
  const moved = movedNumbers(before, now).map(
    ({ service, screen, number, was, is }): Difference => ({
      of: service ?? "channel",
      at: screen === null ? ["star", number] : [screen, number],
      kind: "moved",
      was,
      is,
    }),
  );
  return [
    ...moved,
    ...of("channel", channelChanges(comparing, before, now)),
    ...serviceDifferences(comparing, before, now),
    ...dataDifferences(before, now),
  ];
}

function of(name: string, changes: readonly Change[]): Difference[] {
  return changes.map((change) => ({ of: name, ...change }));
}

function channelChanges(comparing: Comparing, before: Parts, now: Parts): Change[] {
  return [
    ...screenChanges(comparing, screensIn(before, null), screensIn(now, null)),
    ...valueChanges(comparing, headOf(before.source.channel), headOf(now.source.channel), []),
  ];
}

/**
 * A file without its screens, and without what it says of moved numbers: those are told apart. A question
 * of the channel is told in each service that asks it.
 */
function headOf(file: ChannelFile | ServiceFile): object {
  return { ...file, screens: undefined, aside: undefined, questions: undefined, moved: undefined };
}

function serviceDifferences(comparing: Comparing, before: Parts, now: Parts): Difference[] {
  const names = new Set([...before.source.services.keys(), ...now.source.services.keys()]);
  return [...names].flatMap((name) => {
    const was = before.source.services.get(name);
    const is = now.source.services.get(name);
    const title = (file: typeof was) => {
      if (file === undefined) return null;
      const unseen = file.released === false ? ", not offered to citizens (released: false)" : "";
      return `${printed(file.title)}${unseen}`;
    };
    if (was === undefined || is === undefined) {
      const kind = was === undefined ? "came" : "went";
      return of(name, [{ at: [], kind, was: title(was), is: title(is) }]);
    }
    return of(name, [
      ...screenChanges(comparing, screensIn(before, name), screensIn(now, name)),
      ...valueChanges(comparing, headOf(was), headOf(is), []),
    ]);
  });
}

function screensIn(parts: Parts, service: string | null): Screens {
  const screens = [...writtenScreens(parts.source).values()].filter(
    (screen) => screen.service === service,
  );
  return { parts, screens };
}

/** Rows that are listed of each sort; the others are counted. */
const ROWS_SHOWN = 3;

function dataDifferences(before: Parts, now: Parts): Difference[] {
  const files = new Set([...before.source.data.keys(), ...now.source.data.keys()]);
  return [...files].flatMap((file) => {
    const was = before.source.data.get(file);
    const is = now.source.data.get(file);
    if (was === undefined || is === undefined) {
      const kind = was === undefined ? "came" : "went";
      return of(file, [{ at: [], kind, was: counted(was), is: counted(is) }]);
    }
    return of(file, rowChanges(was, is));
  });
}

const counted = (table: DataTable | undefined) =>
  table === undefined ? null : `${table.rows.length} rows`;

function rowChanges(before: DataTable, now: DataTable): Change[] {
  const rows = (table: DataTable) => new Map(table.rows.map((row) => [row.id, row.columns]));
  const [was, is] = [rows(before), rows(now)];
  const sorts = {
    went: [...was.keys()].filter((id) => !is.has(id)),
    came: [...is.keys()].filter((id) => !was.has(id)),
    changed: [...is.keys()].filter(
      (id) => was.has(id) && printed(was.get(id)) !== printed(is.get(id)),
    ),
  };
  const headings: Change[] =
    printed(before.headings) === printed(now.headings)
      ? []
      : [
          {
            at: ["headings"],
            kind: "changed",
            was: printed(before.headings),
            is: printed(now.headings),
          },
        ];
  return [
    ...headings,
    ...Object.entries(sorts).flatMap(([sort, ids]): Change[] => {
      const kind = sort as keyof typeof sorts; // Object.entries forgets the keys
      const shown = ids.slice(0, ROWS_SHOWN).map((id): Change => ({
        at: [id],
        kind,
        was: printed(was.get(id)),
        is: printed(is.get(id)),
      }));
      if (ids.length <= ROWS_SHOWN) return shown;
      const more = `${ids.length - ROWS_SHOWN} more of ${ids.length}`;
      return [...shown, { at: ["..."], kind, was: null, is: more }];
    }),
  ];
}
