/** A deliverer that works until it is killed: `kill-child.ts PLACE`. */
import { systemClock } from "../../src/base/clock.ts";
import { systemRandom } from "../../src/base/ids.ts";
import { openConnector } from "../../src/connector/connector.ts";
import { openDeliverer } from "../../src/events/deliverer.ts";
import { openBeside } from "../store/open.ts";
import type { Place } from "../../src/store/place.ts";
import { testVault } from "../store/vault.ts";
import { LOOPBACK } from "./loopback.ts";

const [, , place = ""] = process.argv;
const deliverer = openDeliverer({
  store: await openBeside(JSON.parse(place) as Place), // given by the test
  vault: testVault(),
  connector: openConnector({ allowed: LOOPBACK }),
  clock: systemClock,
  random: systemRandom,
});
await deliverer.drain();
