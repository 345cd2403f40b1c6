import { expect, test } from "vitest";
import { faultFacts } from "../../src/insight/fault.ts";
import { StoreFault } from "../../src/store/fault.ts";

test("a fault is told by its name, its code and our own frames", () => {
  const error = Object.assign(new TypeError("no such column: Kibanda"), { code: "SQLITE_ERROR" });
  error.stack = [
    `TypeError: ${error.message}`,
    "    at takeHop (file:///srv/njia/src/session/hop.ts:10:5)",
    "    at pack (file:///srv/njia/src/base/gsm7.ts:20:7)",
    "    at run (file:///srv/njia/node_modules/some/src/index.js:1:1)",
    "    at async file:///srv/njia/src/callback.ts:62:12",
  ].join("\n");
  expect(faultFacts(error)).toEqual({
    name: "TypeError",
    errorCode: "SQLITE_ERROR",
    at: ["src/session/hop.ts:10:5", "src/base/gsm7.ts:20:7", "src/callback.ts:62:12"],
  });
});

test("a message that looks like a frame is not taken for one", () => {
  const error = new Error("x\n    at a (/src/secret/answer.ts:1:1)");
  error.stack = `Error: ${error.message}\n    at b (/srv/src/app.ts:2:2)`;
  expect(faultFacts(error).at).toEqual(["src/app.ts:2:2"]);
});

test.each([
  ["a name with data in it", Object.assign(new Error("a"), { name: "Error 0711000001" }), "Error"],
  ["no error at all", "0711000001", "NotAnError"],
])("%s is not repeated", (_, error, name) => {
  expect(faultFacts(error).name).toBe(name);
  expect(JSON.stringify(faultFacts(error))).not.toContain("0711");
});

test("a code with data in it is left out", () => {
  const error = Object.assign(new Error("a"), { code: "+254711000001" });
  expect(faultFacts(error)).not.toHaveProperty("errorCode");
});

test("a storage fault brings its mend and its cause", () => {
  const cause = Object.assign(new Error("disk full at /data"), { code: "SQLITE_FULL" });
  expect(faultFacts(new StoreFault("full", { cause }))).toMatchObject({
    name: "StoreFault",
    errorCode: "full",
    mend: expect.stringContaining("free some space"),
    cause: { name: "Error", errorCode: "SQLITE_FULL" },
  });
});
