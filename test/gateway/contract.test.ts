/** What every gateway keeps, walked along the list of those that exist. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gateways, servedGateways } from "../../src/gateway/index.ts";
import type { SmsReaders } from "../../src/gateway/sms.ts";
import { fixtures } from "./fixtures.ts";
import type { Forms, smsForms } from "./sms.bodies.ts";

type SmsForms = typeof smsForms;

describe.each(gateways)("the gateway $name", (gateway) => {
  const { name } = gateway;
  const given = fixtures[name];
  if (given === undefined) throw new Error(`the gateway ${name} has no fixtures`);

  test.each(given.hops)("reads a hop: $what", ({ body, hop }) => {
    expect(gateway.readHop(body)).toEqual({ gateway: name, ...hop });
  });

  test.each(given.noHops)("takes for no hop: $what", ({ body, code }) => {
    expect(gateway.readHop(body)).toEqual({ unreadable: code });
  });

  test.each(given.ends)("reads an end: $what", ({ body, end }) => {
    expect(gateway.readEnd(body)).toEqual({ gateway: name, ...end });
  });

  test.each(given.noEnds)("takes for no end: $what", ({ body, code }) => {
    expect(gateway.readEnd(body)).toEqual({ unreadable: code });
  });

  test("takes any body without throwing, and echoes nothing but a short code", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (body) => {
        const read = [gateway.readHop(body), gateway.readEnd(body)];
        for (const result of read) {
          if ("unreadable" in result) expect(result.unreadable).toMatch(/^[a-z_]{1,20}$/);
        }
      }),
    );
  });

  test("takes any change of a good body without throwing", () => {
    const bodies = [...given.hops, ...given.ends].map(({ body }) => body);
    const change = fc.tuple(fc.constantFrom(...bodies), fc.nat(200), fc.nat(40), fc.string());
    fc.assert(
      fc.property(change, ([body, at, length, put]) => {
        const changed = body.slice(0, at) + put + body.slice(at + length);
        expect(typeof gateway.readHop(changed)).toBe("object");
        expect(typeof gateway.readEnd(changed)).toBe("object");
      }),
    );
  });

  test("posts something about SMS just when it has readers for it", () => {
    expect(gateway.sms === undefined).toBe(given.sms === null);
  });

  if (gateway.sms !== undefined && given.sms !== null) readsSms(name, gateway.sms, given.sms);

  test("begins a reply with its prefix, which fits in the septets it claims", () => {
    const reply = { text: "1. Maji\n2. Barabara", label: "report/category" };
    expect(gateway.writeReply({ ...reply, end: false }).body).toBe(`CON ${reply.text}`);
    expect(gateway.writeReply({ ...reply, end: true }).body).toBe(`END ${reply.text}`);
    expect(gateway.prefixSeptets).toBe("CON ".length);
  });

  test("replies in plain text, with the label of the step in a header", () => {
    const { headers } = gateway.writeReply({ text: "x", end: false, label: "report/ward" });
    expect(headers).toEqual({
      "content-type": "text/plain; charset=utf-8",
      [given.labelHeader]: "report/ward",
    });
  });

  test("cuts any label down to what a header and the vendor take", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (label) => {
        const { headers } = gateway.writeReply({ text: "x", end: true, label });
        const sent = new Headers(headers).get(given.labelHeader) ?? "";
        expect(sent.length).toBeLessThanOrEqual(99);
        expect(sent).not.toContain("|");
      }),
    );
  });
});

/** Its receipts, messages and opt-outs. */
function readsSms(gateway: string, sms: SmsReaders, { receipts, inbounds, optOuts }: SmsForms) {
  const kinds: readonly [string, (body: string) => object, Forms<object>][] = [
    ["a receipt", (body) => sms.readReceipt(body), receipts],
    ["a message", (body) => sms.readInbound(body), inbounds],
    ["an opt-out", (body) => sms.readOptOut(body), optOuts],
  ];
  describe.each(kinds)("of SMS, %s", (_kind, read, forms) => {
    test.each(forms.read)("is read: $what", ({ body, value }) => {
      expect(read(body)).toEqual({ gateway, ...value });
    });

    test.each(forms.not)("is none: $what", ({ body, code }) => {
      expect(read(body)).toEqual({ unreadable: code });
    });

    test("is any body or none of it, without throwing, with a short code", () => {
      const bodies = forms.read.map(({ body }) => body);
      const change = fc.tuple(fc.constantFrom(...bodies), fc.nat(200), fc.nat(40), fc.string());
      const changed = change.map(
        ([body, at, length, put]) => body.slice(0, at) + put + body.slice(at + length),
      );
      fc.assert(
        fc.property(fc.oneof(fc.string({ unit: "binary" }), changed), (body) => {
          const result = read(body);
          if ("unreadable" in result) expect(result.unreadable).toMatch(/^[a-z_]{1,20}$/);
        }),
      );
    });
  });
}

test("no fixture is left of a gateway that is gone", () => {
  expect(Object.keys(fixtures)).toEqual(gateways.map(({ name }) => name));
});

test("a gateway's name can stand in a path", () => {
  for (const { name } of gateways) expect(name).toMatch(/^[a-z]+$/);
});

test("production serves no gateway that believes any phone", () => {
  expect(servedGateways(true).map(({ name }) => name)).toEqual(["africastalking"]);
  expect(servedGateways(false)).toEqual(gateways);
});
