import { describe, expect, test } from "vitest";
import { parseAllowed, readAddress, type Allowed } from "../../src/base/address.ts";
import { UNWANTED_URLS } from "./urls.ts";

const NOTHING: Allowed = { hosts: [], networks: [] };
const refusal = (text: string, allowed = NOTHING) => {
  const read = readAddress(text, allowed);
  return "refused" in read ? read.refused : read.url.href;
};

test("none of several hundred ways to write an address that is not public is taken", () => {
  expect(UNWANTED_URLS.length).toBeGreaterThan(400);
  expect(UNWANTED_URLS.filter((url) => "url" in readAddress(url, NOTHING))).toEqual([]);
});

test.each([
  ["https://agency.example/hook?key=1", "https://agency.example/hook?key=1"],
  ["https://agency.example:443/", "https://agency.example/"],
  ["https://93.184.215.14/", "https://93.184.215.14/"],
  [
    "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
    "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
  ],
  ["http://agency.example/", "not_https"],
  ["https://agency.example:8443/", "odd_port"],
  ["https://a:b@agency.example/", "userinfo"],
  ["https://10.1.2.3/", "private_address"],
  ["https://0x7f.1/", "private_address"],
  ["agency.example", "not_a_url"],
  [`https://agency.example/${"x".repeat(2_000)}`, "too_long"],
])("%s comes to %s", (url, said) => {
  expect(refusal(url)).toBe(said);
});

describe("exceptions", () => {
  const allowed = parseAllowed(
    "10.20.0.0/16, erp.example:8443, plain.example, [fd00::7]:8080, 10.9.9.9",
  );
  if (allowed === null) throw new Error("not read");
  test.each([
    ["https://10.20.3.4/", "https://10.20.3.4/"],
    ["https://10.21.3.4/", "private_address"],
    ["http://10.20.3.4/", "not_https"],
    ["https://10.20.3.4:8443/", "odd_port"],
    ["https://erp.example:8443/", "https://erp.example:8443/"],
    ["http://erp.example:8443/", "http://erp.example:8443/"],
    ["https://erp.example:8444/", "odd_port"],
    ["http://plain.example:81/", "http://plain.example:81/"],
    ["http://sub.plain.example/", "not_https"],
    ["http://[fd00::7]:8080/", "http://[fd00::7]:8080/"],
    ["https://[fd00::8]/", "private_address"],
    ["http://10.9.9.9:90/", "http://10.9.9.9:90/"],
  ])("%s comes to %s", (url, said) => {
    expect(refusal(url, allowed)).toBe(said);
  });

  test("no exception opens what clouds keep their keys at, or this network", () => {
    const wide = parseAllowed("169.254.0.0/16, 0.0.0.0/8, fe80::/10, 169.254.169.254");
    if (wide === null) throw new Error("not read");
    for (const host of ["169.254.169.254", "0.0.0.0", "[fe80::1]", "[::ffff:169.254.169.254]"]) {
      expect(refusal(`https://${host}/`, wide)).toBe("private_address");
    }
  });

  test("a network that carries IPv4 opens of it what is public, and what is opened by itself", () => {
    const through = parseAllowed("64:ff9b::/96, 10.20.0.0/16");
    if (through === null) throw new Error("not read");
    const host = (tail: string) => refusal(`https://[64:ff9b::${tail}]/`, through);
    for (const tail of ["93.184.215.14", "5db8:d70e", "10.20.3.4"]) {
      expect(host(tail)).toMatch(/^https:/);
    }
    for (const tail of [
      "169.254.169.254",
      "127.0.0.1",
      "10.21.3.4",
      "c0a8:1",
      "1",
      "",
      "a9fe:a9fe",
    ]) {
      expect(host(tail)).toBe("private_address");
    }
    // Nor without being opened.
    expect(refusal("https://[64:ff9b::5db8:d70e]/")).toBe("private_address");
  });

  test.each([
    "10.0.0.0/33",
    "0.0.0.0/0",
    "::/0",
    "nobody@x",
    "x:0",
    "x:70000",
    "[x]",
    "",
    "a,,b",
    "::1",
    "[10.0.0.1]",
  ])("%j is no list of exceptions", (text) => {
    expect(parseAllowed(text)).toBeNull();
  });
});
