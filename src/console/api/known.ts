/**
 * What the filters of a list may name: what is in the current menus or borne by a request, and who works or
 * worked here.
 *
 * Looked at only where a list came out empty: a slip in a filter would read as if there were no work.
 * Called by `reads`.
 */
import type { Release } from "../../menu/model.ts";
import { pageOfRequests, type Filters } from "../../requests/page.ts";
import { listStaff } from "../../staff/staff.ts";
import type { ApiNeeds } from "./route.ts";

/** Names of the filters that name nothing there is, in the order of the document. */
export async function unknownIn(need: ApiNeeds, filters: Filters): Promise<string[]> {
  const release = need.releases.current();
  const { service, status, ward, assigned } = filters;
  const borne = async (only: Filters) => {
    const page = { filters: only, after: null, limit: 1 };
    return (await pageOfRequests(need.store, need.vault, page)).requests.length > 0;
  };
  const unknown: string[] = [];
  if (service !== undefined && release?.services.has(service) !== true) {
    if (!(await borne({ service }))) unknown.push("service");
  }
  if (status !== undefined && !hasStatus(release, status)) {
    if (!(await borne({ status }))) unknown.push("status");
  }
  if (ward !== undefined && !hasWard(release, ward)) {
    if (!(await borne({ ward }))) unknown.push("ward");
  }
  if (assigned !== undefined && assigned !== null) {
    const staff = await listStaff(need.store);
    if (!staff.some(({ id }) => id === assigned)) unknown.push("assigned");
  }
  return unknown;
}

function hasStatus(release: Release | null, status: string): boolean {
  const services = [...(release?.services.values() ?? [])];
  return services.some(({ life }) => life?.statuses.has(status) === true);
}

/** A ward is an answer of that name, wherever it is asked. */
function hasWard(release: Release | null, ward: string): boolean {
  const screens = [...(release?.screens.values() ?? [])];
  return screens.some(
    ({ name, list, choices }) =>
      name === "ward" && (list?.row(ward) !== undefined || choices.some(({ is }) => is === ward)),
  );
}
