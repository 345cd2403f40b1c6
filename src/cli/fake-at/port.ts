/** Where a fake is looked for when nobody says where: the terminal phone needs nothing else of it. */
export const FAKE_AT_PORT = 4011;
