/** Phone numbers that an explored journey types: an officer must give one of the channel's own country. Pure. */
import { getExampleNumber } from "libphonenumber-js/mobile";
import type { CountryCode } from "libphonenumber-js/mobile";
import examples from "libphonenumber-js/mobile/examples";
import { isOfCountry, typedPhone, type Phone } from "../../../base/phone.ts";

/** Numbers of two countries, one of which is abroad. */
const SOMEWHERE = ["+254700000099", "+255754000001"] as const;
const KENYA = "+2547000000";
const DIGITS = 2;

/** The mobile number of a country that is this one of a hundred, from 0; null where none is known. */
export function numberIn(country: string, index: number): Phone | null {
  const known = getExampleNumber(country as CountryCode, examples); // another country has no example
  const example = known?.number.slice(0, -DIGITS);
  const ends = String(index).padStart(DIGITS, "0");
  for (const begins of [KENYA, ...(example === undefined ? [] : [example])]) {
    const phone = typedPhone(`${begins}${ends}`, country);
    if (phone !== null && isOfCountry(phone, country)) return phone;
  }
  return null;
}

export function numberAbroad(country: string): Phone | null {
  const numbers = SOMEWHERE.map((each) => typedPhone(each, country));
  return numbers.find((phone) => phone !== null && !isOfCountry(phone, country)) ?? null;
}
