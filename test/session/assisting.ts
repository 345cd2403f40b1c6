/** An officer whose telephone is registered, and somebody whom they help. */
import type { Phone } from "../../src/base/phone.ts";
import { givePhone } from "../../src/staff/phones.ts";
import { addStaff, endStaff } from "../../src/staff/staff.ts";
import { testVault } from "../store/vault.ts";
import { MENUS, type World, type WorldOptions } from "../world.ts";
import { Call, testWorld } from "./call.ts";

export const OFFICER = "+254711000111" as Phone;
export const CITIZEN = "+254711000222" as Phone;
/** As officers type it. */
export const TYPED = "0711000222";
const vault = testVault();

export const OTHER = "+254711000112" as Phone;

/** `change` is made to each file of the menus. */
export async function officerWorld({
  change,
  ...options
}: WorldOptions & { change?: (text: string, file: string) => string } = {}): Promise<World> {
  const menus = new Map([...MENUS].map(([file, text]) => [file, change?.(text, file) ?? text]));
  const world = await testWorld(change === undefined ? options : { ...options, menus });
  await addOfficer(world, "s1", OFFICER);
  return world;
}

export async function addOfficer(world: World, id: string, phone: Phone): Promise<void> {
  const at = world.time.now;
  const added = addStaff({ id, name: `officer ${id}`, role: "officer", at });
  const committed = await world.store().commit([added, givePhone(vault, { staff: id, phone, at })]);
  if (!committed.done) throw new Error(committed.why);
}

export async function endOfficer(world: World, id = "s1"): Promise<void> {
  await world.store().commit(endStaff({ id, at: world.time.now }));
}

/** The officer's phone, in English, at the main menu of somebody they help; 2: whose SMS are in English. */
export async function helping(
  world: World,
  { typed = TYPED, language = "2" }: { typed?: string; language?: string } = {},
): Promise<Call> {
  const call = await officerAtMenu(world);
  await call.type("7", typed, language);
  return call;
}

/** The officer's phone at their own main menu, in English. */
export async function officerAtMenu(world: World, phone: string = OFFICER): Promise<Call> {
  const call = new Call(world, { phone });
  const first = await call.send();
  if (first.includes("Welcome")) await call.type("2");
  // A draft of the officer's own is offered first.
  else if (!first.includes("1. My requests")) await call.type("00");
  return call;
}
