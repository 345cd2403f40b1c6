/**
 * Phone numbers: what a gateway reports, and what a citizen types.
 */
import { parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js/mobile";

/** E.164 with its `+`: the only form in which a phone number goes further in. */
export type Phone = string & { readonly phone: unique symbol };

const E164 = /^\+[1-9][0-9]{6,14}$/;
/** No number has more letters: a citizen may type that of a country far away. */
export const LONGEST_PHONE = "+123456789012345";

/**
 * A gateway's number, or null. No library: it runs on every hop. A `+` that was sent unencoded in a
 * form arrives as one leading space (a known fault); exactly that shape is repaired, nothing else.
 */
export function gatewayPhone(raw: string): Phone | null {
  const number = /^ [0-9]+$/.test(raw) ? `+${raw.slice(1)}` : raw;
  return E164.test(number) ? (number as Phone) : null; // the pattern is what the brand stands for
}

/** Its last digits, by which whoever knows a number knows it again. */
export function endOf(phone: string): string {
  return phone.slice(-3);
}

/** Whether a number, as `typedPhone` reads it, is of a country (ISO 3166). */
export function isOfCountry(phone: Phone, country: string): boolean {
  return parsePhoneNumberFromString(phone)?.country === country;
}

/**
 * A mobile number as people write it (0711…, 254711…, +254 711 …) in a country (ISO 3166), or null.
 * Digits of other scripts and extensions, which the library would take, are refused.
 */
export function typedPhone(raw: string, country: string): Phone | null {
  const typed = raw.trim();
  if (!/^\+?[0-9 ()./-]{7,24}$/.test(typed)) return null;
  const of = country as CountryCode; // a country the library does not know parses nothing
  const bare = typed.replace(/[^0-9+]/g, "");
  for (const form of bare.startsWith("+") ? [bare] : [bare, `+${bare}`]) {
    const number = parsePhoneNumberFromString(form, of);
    if (number?.isValid() === true) return gatewayPhone(number.number);
  }
  return null;
}
