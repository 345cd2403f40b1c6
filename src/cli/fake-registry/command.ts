/** `npm run fake-registry`: the fake registry in a process of its own. Called by `cli`. */
import { colourPaint, plainPaint, visible, type Paint } from "../screen-box.ts";
import type { FakeAtIo } from "../fake-at/command.ts";
import { BUSINESSES, FARMERS } from "./entries.ts";
import { FAKE_REGISTRY_PORT } from "./port.ts";
import { FAULTS, openFakeRegistry, type FakeRegistry } from "./registry.ts";

/** Until it is stopped. @returns the exit code: 1 when it could not begin. */
export async function runFakeRegistry(options: { port?: string }, io: FakeAtIo): Promise<number> {
  const { print } = io;
  const paint = io.colour ? colourPaint : plainPaint;
  const registry = await begin(options.port ?? String(FAKE_REGISTRY_PORT), (line) => print(line));
  if (typeof registry === "string") {
    print(paint("red", registry));
    return 1;
  }
  for (const line of greeting(registry, paint)) print(line);
  await io.stop;
  await registry.close();
  return 0;
}

/** The registry, or why there is none. */
async function begin(port: string, print: (line: string) => void): Promise<FakeRegistry | string> {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return `${port} is no port; such as 4012`;
  try {
    return await openFakeRegistry({
      port: Number(port),
      onAsked: ({ path, fault, status }) => print(`${visible(path)} → ${fault ?? status}`),
    });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code !== "EADDRINUSE") throw error;
    return `Port ${port} is taken, perhaps by the fake that a server opens itself. Choose another: --port 4013`;
  }
}

function greeting({ origin }: FakeRegistry, paint: Paint): string[] {
  const faults = `curl ${origin}/fake/faults -d '{"faults":["late","500"]}'`;
  return [
    paint("bold", "A fake registry of businesses and farmers, all made up"),
    `  ${paint("dim", "Point Njia at it:")} CONNECTOR_REGISTRY=${origin} npm start`,
    `  ${paint("dim", `Business IDs: ${[...BUSINESSES.keys()].join(", ")}`)}`,
    `  ${paint("dim", `National IDs: ${[...FARMERS.keys()].join(", ")}`)}`,
    `  ${paint("dim", `Let the next calls fail: ${faults}`)}`,
    `  ${paint("dim", `Faults: ${FAULTS.join(", ")}`)}`,
    `  ${paint("dim", "Ctrl-C ends it.")}`,
    "",
  ];
}
