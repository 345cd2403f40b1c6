/**
 * Turns the menus as written into a release.
 *
 * Total: what the checker will refuse (an unknown target, a bad expression) compiles to nothing
 * rather than throwing, so that every finding of every file is reported in one run. Called by
 * `release` only.
 */
import { channelOf, keysOf } from "./channel-compile.ts";
import { Conditions } from "./conditions.ts";
import { machineOf } from "./machine.ts";
import type { Release } from "./model.ts";
import { Onward } from "./onward.ts";
import { sayer } from "./say-compile.ts";
import { ScreenCompiler } from "./screen-compile.ts";
import { serviceOf } from "./service-compile.ts";
import type { MenuSource } from "./source.ts";
import { writtenScreens } from "./written.ts";

/** Compiles everything; `digest` names the result. Options that lead to a service of `absent` are left out. */
export function compile(
  source: MenuSource,
  digest: string,
  absent: ReadonlySet<string> = new Set(),
): Release {
  const written = writtenScreens(source);
  const conditions = new Conditions(source);
  const onward = new Onward(source, written, conditions);
  const say = sayer(source);
  const keys = keysOf(source.channel);
  const compiler = new ScreenCompiler({ source, say, keys, conditions, onward, absent });
  const screens = new Map([...written].map(([id, one]) => [id, compiler.screen(one)]));
  const chooser = [...written.values()].find(({ kind }) => kind === "language")?.id ?? null;
  const channel = channelOf(source.channel, { say, keys, chooser });
  const services = new Map(
    [...source.services].map(([name, file]) => [
      name,
      serviceOf(file, screens, { say, conditions }),
    ]),
  );
  return { digest, channel, services, screens, machine: machineOf(screens, channel) };
}
