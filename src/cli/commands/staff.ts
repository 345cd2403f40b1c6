/** `njia staff …`: who works here, their tokens and their telephones. */
import type { Command } from "commander";
import type * as StaffCommands from "../staff.ts";
import { onStore, print } from "./run.ts";

export function staffCommands(program: Command): void {
  const staff = program
    .command("staff")
    .description("who works here, and the tokens they use the API with");

  staff
    .command("add")
    .description("add somebody; prints their token once")
    .argument("<name>", "as colleagues know them")
    .requiredOption("--role <role>", "officer, operator, administrator or auditor")
    .action((name: string, { role }: { role: string }) =>
      onStaff(({ runAdd }, needs) => runAdd(needs, { name, role })),
    );

  staff
    .command("list")
    .description("everybody with their tokens, those that have ended too")
    .action(() => onStaff(({ runList }, needs) => runList(needs)));

  staff
    .command("token")
    .description("make another token for somebody; prints it once")
    .argument("<who>", "a name or an id")
    .action((who: string) => onStaff(({ runToken }, needs) => runToken(needs, who)));

  staff
    .command("phone")
    .description("let an officer dial for others from a telephone, in place of the one before")
    .argument("<who>", "a name or an id")
    .argument("<number>", "such as +254700000001")
    .action((who: string, number: string) =>
      onStaff(({ runPhone }, needs) => runPhone(needs, who, number), { keys: true }),
    );

  staff
    .command("end-phone")
    .description("let nobody be helped from their telephone any more")
    .argument("<who>", "a name or an id")
    .action((who: string) => onStaff(({ runEndPhone }, needs) => runEndPhone(needs, who)));

  staff
    .command("end")
    .description("let somebody in no more")
    .argument("<id>", "as the list has it")
    .action((id: string) => onStaff(({ runEnd }, needs) => runEnd(needs, id)));

  staff
    .command("end-token")
    .description("let one token in no more")
    .argument("<digits>", "its first digits, as the list has them")
    .action((digits: string) => onStaff(({ runEndToken }, needs) => runEndToken(needs, digits)));
}

/** Runs a staff command on the server's database, beside the server if it runs; `keys` = it must have its keys. */
async function onStaff(
  run: (commands: typeof StaffCommands, needs: StaffCommands.StaffNeeds) => Promise<void>,
  { keys = false }: { keys?: boolean } = {},
): Promise<void> {
  const commands = await import("../staff.ts");
  const { openVault } = await import("../../base/vault.ts");
  const { systemClock: clock } = await import("../../base/clock.ts");
  const { checkKeys } = await import("../../keys.ts");
  await onStore(async (store, config) => {
    if (keys) await checkKeys(store, config, clock);
    await run(commands, { store, vault: openVault(config), print });
  });
}
