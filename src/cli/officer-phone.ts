/**
 * An officer with a telephone from which they may help others, where menus are tried that nobody real dials;
 * on a server `njia staff` makes them. Called by `rehearsal` and by `journeys/`.
 */
import type { Phone } from "../base/phone.ts";
import type { Vault } from "../base/vault.ts";
import { givePhone } from "../staff/phones.ts";
import { addStaff } from "../staff/staff.ts";
import type { Store } from "../store/store.ts";

export async function registerOfficer(
  { store, vault }: { store: Store; vault: Vault },
  { id, name, phone, at }: { id: string; name: string; phone: Phone; at: number },
): Promise<void> {
  const added = addStaff({ id, name, role: "officer", at });
  await store.commit([added, givePhone(vault, { staff: id, phone, at })]);
}
