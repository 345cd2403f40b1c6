/** A start with and without what the connectors of the menus name. */
import { expect, test } from "vitest";
import { ConfigFault } from "../../src/config.ts";
import { dial, edit, openTrial, trialFolder, TRIAL_NAME, TRIAL_VARIABLES } from "./trial.ts";

const MISSING = "CONNECTOR_REGISTRY is missing; the connector businesses of channel.yaml names it";

test("in production a start is refused while a variable that connectors name is missing, and leaves nothing open", async () => {
  const folder = trialFolder();
  edit(folder, "channel.yaml", "{CONNECTOR_REGISTRY}/farmers", "{CONNECTOR_FARMS}/farmers");
  const start = (connectorVariables: Record<string, string>) =>
    openTrial({ folder, production: true, connectorVariables });
  const fault = await start({}).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(ConfigFault);
  expect(String(fault)).toContain(MISSING);
  expect(String(fault)).toContain("CONNECTOR_FARMS is missing; the connector farmers");

  // One of two is not enough; and no value stands in the words.
  const half = await start(TRIAL_VARIABLES).catch((error: unknown) => error);
  expect(String(half)).toContain("CONNECTOR_FARMS");
  expect(String(half)).not.toMatch(/CONNECTOR_REGISTRY|registry\.example/);

  const both = await start({ ...TRIAL_VARIABLES, CONNECTOR_FARMS: "https://farms.example" });
  await dial(both.port, "s1");
  expect((await dial(both.port, "s1", "1")).body).toContain(TRIAL_NAME);
});

test("so is one over a release that was made while it was there", async () => {
  const first = await openTrial({ production: true });
  await first.stop();
  const { folder } = first;
  await expect(openTrial({ folder, production: true, connectorVariables: {} })).rejects.toThrow(
    MISSING,
  );
});

test("outside production it is only told", async () => {
  const trial = await openTrial({ connectorVariables: {} });
  expect(trial.told).toContain(MISSING);
  await dial(trial.port, "s1");
  expect((await dial(trial.port, "s1", "1")).body).toContain(TRIAL_NAME);
});
