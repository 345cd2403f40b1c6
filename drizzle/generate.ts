/** `npm run migrations`: the next migration of both engines, with the arguments of drizzle-kit. */
import { spawnSync } from "node:child_process";

for (const engine of ["sqlite", "postgres"]) {
  const config = ["--config", `drizzle/${engine}.config.ts`];
  const asked = ["drizzle-kit", "generate", ...config, ...process.argv.slice(2)];
  const { status } = spawnSync("npx", asked, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
