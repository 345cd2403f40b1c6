/**
 * Agencies that give the made-up answers of channel.yaml: for rehearsals and journeys, where no call
 * leaves this machine. A test holds that nothing a server is made of imports it.
 */
import { cannedAnswer } from "../menu/canned.ts";
import type { Agency } from "./agency.ts";

export const cannedAgency: Agency = {
  ask: (connector, inputs, { owed }) => Promise.resolve(cannedAnswer(connector, inputs, owed)),
};
