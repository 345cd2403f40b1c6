/** What officers give with moves, as storyboards show it. */
import type { Answers } from "../../menu/contract.ts";
import type { Given } from "../../menu/given.ts";
import type { Release } from "../../menu/model.ts";
import { say } from "../../menu/text.ts";

const DAY = "2027-03-20";
const NUMBERS = { money: 5_000, number: 12 } as const;
const CODE = "00417";

/** A plain example of each value there is, within its limits; of a text its label. */
export function exampleGiven(release: Release, service: string, language: string): Answers {
  const gives = [...(release.services.get(service)?.life?.gives.values() ?? [])];
  return Object.fromEntries(gives.map((one) => [one.name, exampleOf(one, language)]));
}

function exampleOf({ as, min, max, label }: Given, language: string): string | number {
  if (as === "date") return DAY;
  if (as === "money" || as === "number") {
    const most = typeof max === "number" ? max : Number.MAX_SAFE_INTEGER;
    return Math.min(most, Math.max(typeof min === "number" ? min : 0, NUMBERS[as]));
  }
  const words = as === "code" ? CODE : say(label, language, () => "");
  return typeof max === "number" ? words.slice(0, max) : words;
}
