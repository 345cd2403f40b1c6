/** The address of a look-up: whatever is typed is one segment or one parameter of it, and nothing else. */
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readFolder } from "../../src/menu/folder.ts";
import { callOf, connectorOf, type Inputs } from "../../src/menu/connector.ts";
import { buildRelease } from "../../src/menu/release.ts";

const VARIABLE = "https://agency.example:8443/gov/";
const ENVIRONMENT = { CONNECTOR_X: VARIABLE };
const FIELDS = { f: { at: "f", as: "text", max: 9 } } as const;

/** Wherever an input could stand, sensibly or not. */
const BASES = [
  "https://agency.example",
  "https://agency.example:8443/v1",
  "http://agency.example/a%20b",
  "{CONNECTOR_X}",
  "{CONNECTOR_X}/v2",
  "https://{a}.example",
  "https://agency.example:{a}",
  "https://agency.example{a}",
  "{CONNECTOR_X}{a}",
  "HTTPS://{a}",
  "https:{a}",
  "//{a}",
  "{a}://agency.example",
];
const PATHS = [
  "",
  "/{a}",
  "/{a}/{b}",
  "/{a}/permits/{b}",
  "/{a}{b}",
  "/.{a}",
  "/%2e{a}",
  "/x.{a}.json",
  "/../{a}",
  "/{a}/..",
  "//{a}",
];
const QUERIES = ["", "?id={a}", "?id={a}&key={b}", "?{a}=1", "?id=x-{a}", "#{a}"];
const TEMPLATES = BASES.flatMap((base) =>
  PATHS.flatMap((path) => QUERIES.map((query) => base + path + query)),
);

/** Those that the checker finds nothing wrong with, of a channel that has them all. */
async function passed(): Promise<string[]> {
  const files = new Map(await readFolder("test/menu/good"));
  const channel = readFileSync("test/menu/good/channel.yaml", "utf8");
  const [before = "", after = ""] = channel.split("connectors:\n");
  const written = TEMPLATES.map(
    (url, index) =>
      // Two lines each.
      `  t${index}: { url: ${JSON.stringify(url)},\n    fields: { f: { at: f, as: text, max: 9 } } }\n`,
  );
  files.set("channel.yaml", `${before}connectors:\n${written.join("")}${after}`);
  const first = before.split("\n").length + 1;
  const { findings } = buildRelease(files);
  const wrong = new Set(
    findings
      .filter(({ file, severity }) => file === "channel.yaml" && severity === "error")
      .map(({ line }) => Math.floor((line - first) / 2)),
  );
  return TEMPLATES.filter((_, index) => !wrong.has(index));
}

const good = await passed();

test("the checker passes what leads to one place, and refuses what an input could lead elsewhere", () => {
  expect(good).toContain("{CONNECTOR_X}/v2/{a}/permits/{b}?id=x-{a}");
  expect(good).toContain("https://agency.example/x.{a}.json");
  expect(good.filter((url) => /^[^/?]*\{[ab]\}|^[a-z]*:?\/\/[^/?]*\{/i.test(url))).toEqual([]);
});

/** What people type, and what they might to get somewhere. */
const NASTY = ["..", ".", "%2e%2e", "%2E", "/", "\\", "?", "#", "&", "=", "@", ":", ";", "+", " "];
const input = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc
    .array(fc.constantFrom(...NASTY, "e", "2e", "\n", "\t", "\0", "é", "😀", "1"), { maxLength: 6 })
    .map((parts) => parts.join("")),
  fc.nat(),
  fc.boolean(),
);

test.each(["../admin", "..\\admin", "1/../../admin", "./1", ".."])(
  "%s is asked of nobody, since an encoded slash is one to some systems",
  (id) => {
    const connector = connectorOf("x", { url: "https://agency.example/b/{id}", fields: FIELDS });
    expect(callOf(connector, { id }, {})).toEqual({ no: "input" });
  },
);

test("nobody is called while a variable is missing", () => {
  for (const variable of ["CONNECTOR_X", "CONNECTOR_Y"]) {
    const url = "{CONNECTOR_X}/b/{id}";
    const headers = { authorization: "{CONNECTOR_Y}" };
    const connector = connectorOf("x", { url, headers, fields: FIELDS });
    const environment = Object.fromEntries(
      ["CONNECTOR_X", "CONNECTOR_Y"]
        .filter((each) => each !== variable)
        .map((each) => [each, "https://h.example"]),
    );
    expect(callOf(connector, { id: "1" }, environment)).toEqual({ no: "variable", variable });
  }
});

test("half a letter is sent as one that is missing", () => {
  const connector = connectorOf("x", { url: "https://agency.example/b/{id}", fields: FIELDS });
  expect(callOf(connector, { id: "a\ud800" }, {})).toMatchObject({
    url: "https://agency.example/b/a%EF%BF%BD",
  });
});

test("the called address has the origin and the folder of its template, and gives back what was typed", () => {
  fc.assert(
    fc.property(fc.constantFrom(...good), input, input, (url, a, b) => {
      const inputs: Inputs = { a, b };
      const call = callOf(connectorOf("x", { url, fields: FIELDS }), inputs, ENVIRONMENT);
      if ("no" in call) {
        // Only where a segment would be an order to leave its folder.
        expect(call.no).toBe("input");
        const [path = ""] = url.split("?");
        const segments = path
          .split("/")
          .map((each) => decodeURIComponent(filled(each, inputs, encodeURIComponent)))
          // As systems do that decode before they look for folders.
          .flatMap((each) => each.split(/[/\\]/));
        expect(segments.some((each) => each === "." || each === "..")).toBe(true);
        return;
      }
      const template = url.replace("{CONNECTOR_X}", VARIABLE.replace(/\/$/, ""));
      const [path = "", query = ""] = template.split("?");
      const called = new URL(call.url);
      expect(called.origin).toBe(new URL(template.replace(/\{[ab]\}/g, "x")).origin);
      expect(called.username + called.password + called.hash).toBe("");

      const wanted = path.split("/").slice(3);
      const segments = called.pathname.split("/").slice(1);
      const meant = wanted.map((each) => filled(decodeURIComponent(each), inputs, String));
      expect(segments.map(decodeURIComponent)).toEqual(meant.length === 0 ? [""] : meant);

      const pairs = query === "" ? [] : query.split("&");
      expect([...called.searchParams]).toEqual(
        pairs.map((pair) => pair.split("=").map((each) => filled(each, inputs, String))),
      );
    }),
    { numRuns: 3_000 },
  );
});

function filled(text: string, inputs: Inputs, write: (input: string) => string): string {
  return text.replace(/\{([ab])\}/g, (_, name: string) => write(String(inputs[name])));
}

describe("keys in the file", () => {
  const GOOD_URL = "https://register.example/businesses/{id}";
  const found = async (url: string, headers = "{ X-Road-Client: KE/GOV/1 }") => {
    const files = new Map(await readFolder("test/menu/good"));
    const channel = (files.get("channel.yaml") ?? "")
      .replace(GOOD_URL, () => url)
      .replace("{ X-Road-Client: KE/GOV/1 }", () => headers);
    return buildRelease(files.set("channel.yaml", channel)).findings.map(({ message }) => message);
  };

  test.each([
    "{CONNECTOR_REGISTRY}/businesses/{id}",
    "https://register.example/{id}?key=plot&order=asc",
    "https://register.example/find?token={id}",
    "https://register.example/{id}?sort_key=name",
    "https://register.example/{id}?key=businesses",
    "https://register.example/find?key={id}",
  ])("%s is fair", async (url) => {
    expect(await found(url)).toEqual([]);
  });

  test.each([
    ["https://register.example/{id}?key=abc123def456", "the `key` of this address"],
    ["https://register.example/{id}?sig=9f8e7d6c5b", "the `sig` of this address"],
    ["https://register.example/businesses/${id}", "the $ of this address"],
  ])("%s is told", async (url, message) => {
    expect((await found(url)).join()).toContain(message);
  });

  test.each([
    'Authorization: "Bearer {CONNECTOR_TOKEN}"',
    'X-Api-Key: "{CONNECTOR_KEY}"',
    'Authorization: "{CONNECTOR_ALL}"',
    "X-Partition-Key: county",
    "X-Road-UserId: EE1234",
  ])("%s is fair", async (header) => {
    expect(await found(GOOD_URL, `{ ${header} }`)).toEqual([]);
  });

  test("a variable hides what is before the path, not a key behind it", async () => {
    expect(await found("{CONNECTOR_R}/{id}?access_token=abc")).toEqual([
      expect.stringContaining("`access_token`"),
    ]);
  });
});
