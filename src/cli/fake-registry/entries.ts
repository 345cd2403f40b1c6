/** What the fake registry knows: made up, all of it, and nobody's. Instants are days of the calendar. */

/** A business and the permit it has, with what the next year costs in shillings. */
export interface BusinessEntry {
  business: { name: string; kind: string; ward: string };
  permit: { ends: string; office: string };
  quote: { year: number; permit: number; form: number; penalty: number; total: number };
}

/** A farmer, the land that is registered and who has vouched for it. */
export interface FarmerEntry {
  farmer: { name: string; acres: number; crop: string; ward: string };
  voucher: { bags: number; chief_ok: boolean; officer_ok: boolean };
}

const business = (
  name: string,
  kind: string,
  ward: string,
  ends: string,
  [permit, penalty]: [number, number],
): BusinessEntry => ({
  business: { name, kind, ward },
  permit: { ends, office: `${ward} ward office` },
  quote: { year: 2027, permit, form: 200, penalty, total: permit + 200 + penalty },
});

/** By business ID number: seven digits and a check digit. */
export const BUSINESSES: ReadonlyMap<string, BusinessEntry> = new Map([
  ["30027112", business("MFANO KIOSK", "retail", "Umoja", "2026-12-31", [3000, 0])],
  ["30027120", business("UMOJA CHEMIST", "chemist", "Umoja", "2026-12-31", [7500, 0])],
  ["30027136", business("NEEMA SALON", "salon", "Neema", "2025-12-31", [2500, 625])],
]);

const farmer = (
  name: string,
  acres: number,
  crop: string,
  ward: string,
  [chief_ok, officer_ok]: [boolean, boolean],
): FarmerEntry => ({
  farmer: { name, acres, crop, ward },
  // Two bags an acre, as the programme has it.
  voucher: { bags: Math.floor(acres * 2), chief_ok, officer_ok },
});

/** By national ID number. */
export const FARMERS: ReadonlyMap<string, FarmerEntry> = new Map([
  ["20000001", farmer("MKULIMA WA KWANZA", 1.5, "maize", "Umoja", [true, true])],
  ["20000002", farmer("MKULIMA WA PILI", 3, "beans", "Neema", [true, false])],
  ["20000003", farmer("MKULIMA WA TATU", 0.5, "potatoes", "Baraka", [false, false])],
]);
