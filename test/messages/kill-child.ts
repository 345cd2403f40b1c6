/** A sender that is killed at a step of its own: `kill-child.ts FILE URL STEP`. */
import { systemClock } from "../../src/base/clock.ts";
import { openAfricasTalkingSms } from "../../src/gateway/africastalking/sms.ts";
import { openSender } from "../../src/messages/sender.ts";
import { openFile } from "../store/file.ts";
import { testVault } from "../store/vault.ts";
import { RULES } from "./post.ts";

const [, , file = "", url = "", killedAt = ""] = process.argv;
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

const store = openFile({ file, serve: false });
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
