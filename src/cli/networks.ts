/** The networks a terminal phone can be on, and what each shows. Pure. */

export interface Network {
  name: string;
  /** MCC and MNC; null = the gateway does not say. */
  code: string | null;
  /** Septets of a screen, the gateway's prefix included. */
  septets: number;
}

/** What every network shows; a channel gives an unknown one the same. */
const SEPTETS_SAFE = 160;
const UNKNOWN: Network = { name: "no network", code: null, septets: SEPTETS_SAFE };

export const NETWORKS: readonly Network[] = [
  { name: "Safaricom", code: "63902", septets: 160 },
  { name: "Airtel", code: "63903", septets: 184 },
  { name: "Telkom", code: "63907", septets: SEPTETS_SAFE },
];

/** A network by its name, its code or `none`; any other code is a foreign one. Null = no network. */
export function networkOf(word: string): Network | null {
  const wanted = word.trim().toLowerCase();
  if (wanted === "none") return UNKNOWN;
  const known = NETWORKS.find(({ name, code }) => name.toLowerCase() === wanted || code === wanted);
  if (known !== undefined) return known;
  if (!/^\d{5,6}$/.test(wanted)) return null;
  return { name: `network ${wanted}`, code: wanted, septets: SEPTETS_SAFE };
}
