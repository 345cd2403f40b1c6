/**
 * Addresses of agencies: which URLs may be called, by how they are written.
 *
 * Owns the rule for schemes, ports and hosts, and the list of exceptions an administrator may make. What
 * a name resolves to is looked at in `connector`, at each call. Called by `connector`, and by whoever is
 * given an address, to refuse it at once: the API, and the checker of menus. Pure.
 */
import { isIP } from "node:net";
import { mayCall, type Network } from "./addresses.ts";

/** Letters of an address, at most. */
export const URL_MAX = 2_000;

/** Exceptions. A name opens no address, and a network no port: both are listed. Plain data. */
export interface Allowed {
  /** May be called without TLS, and at this port; null = at any. */
  hosts: readonly { host: string; port: number | null }[];
  /** Are called although they are not public. */
  networks: readonly Network[];
}

/** Why an address is not called. */
export type AddressRefusal =
  | "not_a_url"
  | "not_https"
  | "userinfo"
  | "odd_port"
  | "private_address"
  | "too_long";

type ReadAddress = { url: URL; host: string } | { refused: AddressRefusal };

/**
 * The address as it will be called. The parser of URLs has written every notation of a number (decimal,
 * octal, hexadecimal, short) as four numbers by then.
 */
export function readAddress(text: string, { hosts, networks }: Allowed): ReadAddress {
  if (text.length > URL_MAX) return { refused: "too_long" };
  const url = URL.parse(text);
  if (url === null || url.hostname === "") return { refused: "not_a_url" };
  const secure = url.protocol === "https:";
  if (!secure && url.protocol !== "http:") return { refused: "not_https" };
  if (url.username !== "" || url.password !== "") return { refused: "userinfo" };
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? (secure ? 443 : 80) : Number(url.port);
  const listed = hosts.some((each) => each.host === host && (each.port ?? port) === port);
  if (!secure && !listed) return { refused: "not_https" };
  if (port !== 443 && !listed) return { refused: "odd_port" };
  if (isIP(host) > 0 && !mayCall(host, networks)) return { refused: "private_address" };
  if (!listed && /(^|\.)localhost\.?$/.test(host)) return { refused: "private_address" };
  return { url, host };
}

const NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,62})(\.[a-z0-9]([a-z0-9-]{0,62}))*$/;

/**
 * Reads `10.20.0.0/16, erp.example:8443, [fd00::7]:8080`: networks, and hosts with or without a port. An
 * address without a prefix is both. Null where an entry is none of these.
 */
export function parseAllowed(text: string): Allowed | null {
  const entries = text.split(",").map((entry) => entry.trim().toLowerCase());
  const read = entries.map((entry) => networkIn(entry) ?? hostIn(entry));
  if (read.some((each) => each === null)) return null;
  return {
    hosts: read.flatMap((each) => each?.hosts ?? []),
    networks: read.flatMap((each) => each?.networks ?? []),
  };
}

function networkIn(entry: string): Allowed | null {
  const [, address = "", digits = ""] = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(entry) ?? [];
  const prefix = Number(digits);
  const network = networkOf(address, prefix);
  // All of the Internet is no exception.
  return network === null || prefix < 8 ? null : { hosts: [], networks: [network] };
}

function hostIn(entry: string): Allowed | null {
  const [, literal, name, digits] =
    /^(?:\[([0-9a-f.:]+)\]|([a-z0-9.-]+))(?::(\d{1,5}))?$/.exec(entry) ?? [];
  const host = literal ?? name ?? "";
  const port = digits === undefined ? null : Number(digits);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  const family = isIP(host);
  if (
    family === 0
      ? literal !== undefined || !NAME.test(host)
      : (family === 6) !== (name === undefined)
  ) {
    return null;
  }
  const network = networkOf(host, family === 6 ? 128 : 32);
  // As URLs write it.
  const written =
    family === 6 ? (URL.parse(`http://[${host}]`)?.hostname.slice(1, -1) ?? host) : host;
  return { hosts: [{ host: written, port }], networks: network === null ? [] : [network] };
}

function networkOf(address: string, prefix: number): Network | null {
  const family = isIP(address);
  if (family === 0 || prefix > (family === 6 ? 128 : 32)) return null;
  return { address, prefix, family: family === 6 ? "ipv6" : "ipv4" };
}
