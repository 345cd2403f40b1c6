/** Plays a journey in a world: the operators' player, over a file on disk and through either gateway. */
import type { Journey } from "../../src/cli/journey.ts";
import { play as playOn, type Caller, type Stage } from "../../src/cli/journeys/play.ts";
import type { Callback as Sent } from "../../src/cli/handset.ts";
import { resume, suspend } from "../../src/session/operate.ts";
import { testVault } from "../store/vault.ts";
import { CODE, KEY, MORNING, openWorld, type GatewayName, type World } from "../world.ts";

const BY = { who: "operator", note: null };

export interface Playing {
  gateway: GatewayName;
  /** Another process for every turn: nothing may live in memory only. */
  restarts: boolean;
  /** What happens behind each turn. */
  between?: (world: World) => Promise<void>;
}

/** The journey with what was really shown. */
export async function play(journey: Journey, playing: Playing): Promise<Journey> {
  const start = journey.at === null ? MORNING : Date.parse(journey.at);
  const world = await openWorld({ start });
  try {
    const played = await playOn(journey, stageOf(world, playing));
    if (played.stopped !== null) throw new Error(JSON.stringify(played.stopped));
    return played.journey;
  } finally {
    await world.close();
  }
}

function stageOf(world: World, { gateway, restarts, between }: Playing): Stage {
  let written = 0;
  const callbackOf = (sent: Sent, caller: Caller) => ({ gateway, ...sent, ...caller });
  const operating = () => ({ store: world.store(), clock: () => world.time.now });
  return {
    time: world.time,
    codes: [CODE],
    async send(sent, caller) {
      const { text, end, status } = await world.hop(callbackOf(sent, caller));
      if (status !== 200) throw new Error(`status ${status}`);
      if (restarts) await world.restart();
      await between?.(world);
      return { text, end };
    },
    hungUp: (sent, caller) => world.end(callbackOf(sent, caller)),
    async write(phone, text) {
      const fields = { from: phone, to: "20880", text, id: `journey-${++written}`, date: "" };
      const body = new URLSearchParams(fields).toString();
      await world.post(`/gateways/${gateway}/${KEY}/sms/inbound`, body);
    },
    arrived: () => world.sms(),
    restart: () => world.restart(),
    async suspend(service, message) {
      await suspend(operating(), { service, message }, BY);
      await world.releases().refresh();
    },
    async resume(service) {
      await resume(operating(), service, BY);
      await world.releases().refresh();
    },
    rooms: () => ({ store: world.store(), vault: testVault(), releases: world.releases() }),
  };
}
