/**
 * Rule: the currency has its code of ISO 4217, under which bills and banks name it, and not a short form of it.
 * A warning: a system knows the codes of its own day.
 */
import type { World } from "./world.ts";

const KNOWN: readonly string[] = Intl.supportedValuesOf("currency");

export function checkCurrency({ source, report }: World): void {
  const { currency, country } = source.channel;
  if (KNOWN.includes(currency)) return;
  // They begin with the code of the country.
  const own = KNOWN.filter((code) => code.startsWith(country));
  const message = `\`${currency}\` is no currency of ISO 4217`;
  const mend = own.length > 0 ? `Write ${own.join(" or ")}.` : "Write one such as KES.";
  report({ file: "channel.yaml", path: ["currency"] }, "wrong-value", message, mend, "warning");
}
