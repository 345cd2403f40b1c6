/** A deliverer that works until it is killed: `kill-child.ts FILE`. */
import { systemClock } from "../../src/base/clock.ts";
import { systemRandom } from "../../src/base/ids.ts";
import { openConnector } from "../../src/connector/connector.ts";
import { openDeliverer } from "../../src/events/deliverer.ts";
import { openFile } from "../store/file.ts";
import { testVault } from "../store/vault.ts";
import { LOOPBACK } from "./loopback.ts";

const [, , file = ""] = process.argv;
const deliverer = openDeliverer({
  store: openFile({ file, serve: false }),
  vault: testVault(),
  connector: openConnector({ allowed: LOOPBACK }),
  clock: systemClock,
  random: systemRandom,
});
await deliverer.drain();
