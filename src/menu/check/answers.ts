/** What a question can be answered with, where that is a set that the files name. */
import type { ServiceFile } from "../format.ts";
import type { World } from "./world.ts";

/** What a question that is chosen from can be answered with; null of all else, or where that is unknown. */
export function answersOf(
  { source }: Pick<World, "source">,
  service: ServiceFile | null,
  name: string,
): string[] | null {
  const screens = [...(service?.screens ?? []), ...(service?.aside ?? [])];
  const screen = screens.find((one) => "choose" in one && one.choose === name);
  if (screen === undefined || !("choose" in screen)) return null;
  const rows = source.data.get(screen.from ?? "")?.rows ?? [];
  if (screen.from !== undefined && rows.length === 0) return null;
  return [
    ...(screen.options ?? []).map(({ is }) => is),
    ...rows.map(({ id }) => id),
    ...(screen.other === undefined ? [] : [screen.other.is]),
  ];
}
