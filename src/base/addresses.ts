/**
 * Which addresses of the Internet protocol may be called: what an agency gives us as an address must
 * not reach into our own machine or network.
 *
 * Owns the ranges that no public server has. Names and URLs are read in `address`.
 */
import { BlockList, isIP } from "node:net";

type Range = readonly [address: string, prefix: number];

/** A network that an administrator opens. Plain data: it crosses threads. */
export interface Network {
  address: string;
  prefix: number;
  family: "ipv4" | "ipv6";
}

/** Never, whatever is opened: no agency is behind these, and clouds tell their keys at some of them. */
const NEVER: readonly Range[] = [
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["100.100.100.200", 32],
  ["168.63.129.16", 32],
  ["192.0.0.192", 32],
  ["224.0.0.0", 4],
  ["255.255.255.255", 32],
  ["::", 128],
  ["fe80::", 10],
  ["ff00::", 8],
  ["fd00:ec2::254", 128],
  ["fd20:ce::254", 128],
];

/** IANA's special-purpose registries; of IPv6 what is special within 2000::/3. */
const RESERVED: readonly Range[] = [
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["240.0.0.0", 4],
  // Teredo and its neighbours.
  ["2001::", 23],
  ["2001:db8::", 32],
  // 6to4, which carries an IPv4 address.
  ["2002::", 16],
  ["2620:4f:8000::", 48],
  ["3fff::", 20],
];

/**
 * All that is global in IPv6. IPv4 inside IPv6 (mapped, compatible, NAT64), unique local and loopback
 * addresses lie outside.
 */
const GLOBAL: readonly Range[] = [["2000::", 3]];

const familyOf = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");

function listOf(ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, familyOf(address));
  return list;
}

const never = listOf(NEVER);
const reserved = listOf(RESERVED);
const global = listOf(GLOBAL);

/** IPv4 inside IPv6 that a network of our own may carry on to it. */
const nat64 = listOf([["64:ff9b::", 96]]);

/** The address that NAT64 leads to, as four numbers; null of any other one. */
function carried(address: string): string | null {
  if (isIP(address) !== 6 || !nat64.check(address, "ipv6")) return null;
  // As URLs write it: the last two groups in hexadecimal, and left out where they are nothing.
  const host = URL.parse(`http://[${address}]`)?.hostname.slice(1, -1) ?? "";
  const groups = host.slice(host.indexOf("::") + 2).split(":");
  const [low = 0, high = 0] = groups.map((group) => Number.parseInt(group || "0", 16)).toReversed();
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** Whether an address that is written as a system writes it may be called. */
export function mayCall(address: string, opened: readonly Network[]): boolean {
  // A zone names one of our own interfaces.
  if (isIP(address) === 0 || address.includes("%")) return false;
  const family = familyOf(address);
  if (never.check(address, family)) return false;
  const behind = carried(address);
  if (behind !== null && !mayCall(behind, opened)) return false;
  if (opened.length > 0) {
    const open = listOf(opened.map((network) => [network.address, network.prefix]));
    if (open.check(address, family)) return true;
  }
  if (family === "ipv6" && !global.check(address, family)) return false;
  return !reserved.check(address, family);
}
