/** What a simulation is told on its command line. */
export interface Arguments {
  /** The first seed. */
  seed: number;
  /** How many, one after the other. */
  worlds: number;
  /** All that happens is printed. */
  trace: boolean;
  /** The name of a bug; null = none. */
  plant: string | null;
}

/** @throws Error naming what is no number */
export function argumentsOf(argv: readonly string[]): Arguments {
  return {
    seed: numberOf(argv, "--seed", 1),
    worlds: numberOf(argv, "--worlds", 1),
    trace: argv.includes("--trace"),
    plant: valueOf(argv, "--plant"),
  };
}

function valueOf(argv: readonly string[], name: string): string | null {
  const at = argv.indexOf(name);
  return at < 0 ? null : (argv[at + 1] ?? "");
}

function numberOf(argv: readonly string[], name: string, otherwise: number): number {
  const value = valueOf(argv, name);
  if (value === null) return otherwise;
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new Error(`${name} needs a whole number from 1 on`);
  return Number(value);
}
