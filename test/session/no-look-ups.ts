/** Sessions of menus that look nothing up. */
import type { LookUps } from "../../src/session/look-ups.ts";

export const NO_LOOK_UPS: LookUps = {
  ask: () => Promise.reject(new Error("nothing is looked up here")),
  writesOf: () => [],
  committed: () => {},
  idle: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
