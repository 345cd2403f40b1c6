/** What `npm start` prints to dial by is what works, wherever it listens. */
import { expect, test } from "vitest";
import { greeting } from "../../src/terminal.ts";

const USUAL = "http://127.0.0.1:3000";
const FAKE = "http://127.0.0.1:4011";

test.each([
  [USUAL, FAKE, "npm run dial"],
  [USUAL, null, "npm run dial"],
  ["http://127.0.0.1:3777", FAKE, "npm run dial -- --url http://127.0.0.1:3777"],
  ["http://[::1]:3000", null, 'npm run dial -- --url "http://[::1]:3000"'],
  [USUAL, "http://127.0.0.1:40999", "npm run dial -- --sms http://127.0.0.1:40999"],
  [
    "http://127.0.0.1:3777",
    "http://127.0.0.1:40999",
    "npm run dial -- --url http://127.0.0.1:3777 --sms http://127.0.0.1:40999",
  ],
])("at %s, with SMS at %s", (url, fake, command) => {
  const lines = greeting({ url, fake, code: "*384*99#", menus: "menus", production: false });
  expect(lines.split("\n")).toContain(`  Dial *384*99# in another terminal:  ${command}`);
});
