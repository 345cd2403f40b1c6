/**
 * Paths into JSON as other programs write them: `$.permits[0].ends`, `permits/0/ends`.
 *
 * Owns what they are here. Called by `connectors` and `slips`. Pure.
 */

/** The path in our form; null where it is in that already. A slash alone may be in a name. */
export function ourPath(written: string): string | null {
  if (!/^\$[.[]|\[[^\]]+\]|\//.test(written)) return null;
  return written
    .replace(/^\$/, "")
    .replace(/\[\s*(["']?)([^\]"']+)\1\s*\]/g, ".$2")
    .replaceAll("/", ".")
    .replace(/\.+/g, ".")
    .replace(/^\.|\.$/g, "");
}
