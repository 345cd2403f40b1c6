/**
 * A language as Intl is asked for it. By itself Intl takes the server's language for one that it lacks, so
 * that two nodes could print one screen differently; here it is English on every one. Digits are those of keys.
 */
export function localesOf(language: string): string[] {
  return [`${language}-u-nu-latn`, "en"];
}
