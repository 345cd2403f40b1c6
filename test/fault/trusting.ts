/**
 * A server broken on purpose: it goes on after a sync that failed, since the next one goes well. Loaded before the
 * server (`--import`), to show that the check would notice.
 */
import { Trust } from "../../src/store/trust.ts";

Trust.prototype.end = () => {};
