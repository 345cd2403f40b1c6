/** Calls to this machine, as a trial allows them. */
export const LOOPBACK = {
  hosts: [
    { host: "127.0.0.1", port: null },
    { host: "localhost", port: null },
    { host: "agency.example", port: null },
  ],
  networks: [{ address: "127.0.0.0", prefix: 8, family: "ipv4" }],
} as const;
