/** Which answers an expression names, in itself or through computed values. */
import type { ServiceFile } from "../format.ts";
import type { ScreenSource } from "../screen-format.ts";
import { nameOf } from "../written.ts";

/** True where an expression has this name in it, outside of quotes. */
export function namedIn(expression: string, name: string): boolean {
  return new RegExp(`(?<![.\\w])${name}\\b`).test(unquoted(expression));
}

/** All names that an expression has in it, outside of quotes; of a field the one before its point. */
export function namesIn(expression: string): ReadonlySet<string> {
  return new Set(unquoted(expression).match(/(?<![.\w])\w+/g));
}

/** The expression with blanks for what stands in quotes, as long as it was. */
export function unquoted(expression: string): string {
  return expression.replace(/(["'])(?:\\.|(?!\1).)*\1/g, (text) => " ".repeat(text.length));
}

/** Names of a service's questions and look-ups. */
export function questionsOf(service: ServiceFile): string[] {
  return [...service.screens, ...(service.aside ?? [])].flatMap((screen) =>
    isAsking(screen) ? [nameOf(screen).name] : [],
  );
}

/** True for questions and look-ups: screens whose answer has their name. */
export function isAsking(screen: ScreenSource): boolean {
  return "choose" in screen || "ask" in screen || "book" in screen || "look_up" in screen;
}
