/** Every way we know to write an address that is not public. */

/** IPv4 as four numbers, and all the other notations that some parser takes for it. */
function notations(address: string): string[] {
  const parts = address.split(".").map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  const whole = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const hex = (n: number) => `0x${n.toString(16)}`;
  const octal = (n: number) => `0${n.toString(8)}`;
  const last2 = (c << 8) | d;
  const last3 = (b << 16) | last2;
  const v6 = (high: number, low: number) => `${high.toString(16)}:${low.toString(16)}`;
  const tail = v6((a << 8) | b, last2);
  return [
    address,
    `${address}.`,
    String(whole),
    hex(whole),
    octal(whole),
    parts.map(hex).join("."),
    parts.map(octal).join("."),
    parts.map((n) => `000${octal(n)}`).join("."),
    `${a}.${last3}`,
    `${a}.${b}.${last2}`,
    `${hex(a)}.${last3}`,
    `${octal(a)}.${b}.${hex(last2)}`,
    address.replaceAll(".", "。"),
    address.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    `%${address.charCodeAt(0).toString(16)}${address.slice(1)}`,
    `[::ffff:${address}]`,
    `[::ffff:${tail}]`,
    `[0:0:0:0:0:ffff:${tail}]`,
    `[::${tail}]`,
    `[64:ff9b::${tail}]`,
    `[64:ff9b:1::${tail}]`,
    `[2002:${tail}::1]`,
    `[2001:0:${tail}::1]`,
  ];
}

const V4 = [
  "127.0.0.1",
  "127.1.2.3",
  "0.0.0.0",
  "10.0.0.5",
  "172.16.0.1",
  "172.31.255.254",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
  "198.18.0.1",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
];

const V6 = [
  "::",
  "::1",
  "0:0:0:0:0:0:0:1",
  "0000:0000:0000:0000:0000:0000:0000:0001",
  "fe80::1",
  "fe80::1%25lo",
  "febf::1",
  "fc00::1",
  "fd00:ec2::254",
  "fdff::1",
  "ff02::1",
  "fec0::1",
  "2001:db8::1",
  "2001:2::1",
  "3fff::1",
  "100::1",
  "5f00::1",
];

const OTHERS = [
  "http://example.com/",
  "ftp://example.com/",
  "file:///etc/passwd",
  "gopher://example.com/",
  "unix:///var/run/x",
  "data:text/plain,x",
  "javascript:1",
  "//example.com/",
  "example.com",
  "",
  "https://",
  "https:///",
  "https://user@example.com/",
  "https://user:word@example.com/",
  "https://example.com@127.0.0.1/",
  "https://127.0.0.1#@example.com/",
  "https://127.0.0.1\\@example.com/",
  "https:\\\\127.0.0.1\\",
  "https:127.0.0.1",
  "https:/127.0.0.1",
  "https://\t127.0.0.1/",
  "https://127.0.\n0.1/",
  "https://example.com:22/",
  "https://example.com:80/",
  "https://example.com:8443/",
  "https://example.com:65536/",
  "https://localhost/",
  "https://LOCALHOST/",
  "https://localhost./",
  "https://api.localhost/",
  "https://ⓛocalhost/",
  "https://①②⑦.⓪.⓪.①/",
  "https://[::1",
  "https://[127.0.0.1]/",
  "https://[fe80::1%lo]/",
  `https://example.com/${"x".repeat(2_000)}`,
];

export const UNWANTED_URLS = [
  ...V4.flatMap(notations).map((host) => `https://${host}/hook`),
  ...V6.map((host) => `https://[${host}]/hook`),
  ...OTHERS,
];
