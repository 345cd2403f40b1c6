/** A sender that is killed at a step of its own: `kill-child.ts PLACE URL STEP`. */
import { systemClock } from "../../src/base/clock.ts";
import { openAfricasTalkingSms } from "../../src/gateway/africastalking/sms.ts";
import { openSender } from "../../src/messages/sender.ts";
import type { Place } from "../../src/store/place.ts";
import { openBeside } from "../store/open.ts";
import { testVault } from "../store/vault.ts";
import { RULES } from "./post.ts";

const [, , place = "", url = "", killedAt = ""] = process.argv;
let steps = 0;

function step(): void {
  if (steps++ === Number(killedAt)) process.kill(process.pid, "SIGKILL");
}

/** A step before what is done, and one after. */
async function between<T>(work: () => Promise<T>): Promise<T> {
  step();
  const done = await work();
  step();
  return done;
}

const store = await openBeside(JSON.parse(place) as Place); // given by the test
const provider = await openAfricasTalkingSms({ username: "mfano", apiKey: "key", from: null, url });
const sender = openSender({
  store: { ...store, commit: (writes) => between(() => store.commit(writes)) },
  vault: testVault(),
  provider: { ...provider, send: (sms) => between(() => provider.send(sms)) },
  clock: systemClock,
  rules: () => RULES,
});
await sender.drain();
process.exit(0);
