/** Which answers an expression names, in itself or through computed values. */
import type { ServiceFile } from "../format.ts";
import { nameOf } from "../written.ts";

/** True where an expression has this name in it, outside of quotes. */
export function namedIn(expression: string, name: string): boolean {
  return new RegExp(`(?<![.\\w])${name}\\b`).test(unquoted(expression));
}

/** The expression with blanks for what stands in quotes, as long as it was. */
export function unquoted(expression: string): string {
  return expression.replace(/(["'])(?:\\.|(?!\1).)*\1/g, (text) => " ".repeat(text.length));
}

/** Names of a service's questions and look-ups. */
export function questionsOf(service: ServiceFile): string[] {
  return [...service.screens, ...(service.aside ?? [])].flatMap((screen) =>
    "choose" in screen || "ask" in screen || "book" in screen || "look_up" in screen
      ? [nameOf(screen).name]
      : [],
  );
}
