/** The agencies' systems that subscribed to what becomes of requests. Called by `menus` and `systems`. */
import { addSubscription } from "../../src/events/subscriptions.ts";
import type { ServiceName } from "./services.ts";

export interface System {
  id: string;
  url: string;
  /** Told of the requests of one service, or of all. */
  service: ServiceName | null;
  key: string;
}

export const SYSTEMS: readonly System[] = [
  { id: "all", url: "https://all.example/", service: null, key: "all".padEnd(32, "-") },
  { id: "fixers", url: "https://fixers.example/", service: "fix", key: "fix".padEnd(32, "-") },
];

/** As the database of a world begins. */
export function subscribing(at: number) {
  return SYSTEMS.map(({ id, url, service, key }) =>
    addSubscription({ id, name: id, service, url, secret: secretOf(key), at }),
  );
}

const secretOf = (key: string) => `whsec_${Buffer.from(key).toString("base64")}`;
