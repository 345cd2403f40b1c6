/**
 * How much a screen holds: septets, or UTF-16 units for one declared UCS-2.
 *
 * Called by `session` for each hop, and by the checker for the smallest there is.
 */
import type { Facts } from "./contract.ts";
import type { CompiledChannel } from "./model.ts";

/** UTF-16 units a UCS-2 USSD screen holds: 160 octets. */
const UCS2_UNITS = 80;
/** What every network seen shows: the smallest budget, where a channel names none. */
const SEPTETS_SAFE = 160;
/** Septets of `CON `: no gateway says whether they count, so they do. */
export const PREFIX_SEPTETS = 4;

/**
 * What a screen may hold on this network. An unknown one (null) gets the smallest budget there is.
 * The prefix's septets are taken off: a screen is never cut.
 */
export function budgetOf(
  { budgets }: CompiledChannel,
  network: string | null,
  prefixSeptets: number,
): Facts["budget"] {
  const known = network === null || network === "ucs2" ? undefined : budgets[network];
  const ucs2 = budgets["ucs2"] ?? UCS2_UNITS;
  return { gsm7: (known ?? leastOf(budgets)) - prefixSeptets, ucs2: ucs2 - prefixSeptets };
}

function leastOf(budgets: CompiledChannel["budgets"]): number {
  const septets = Object.entries(budgets).filter(([network]) => network !== "ucs2");
  return Math.min(SEPTETS_SAFE, ...septets.map(([, budget]) => budget));
}
