/**
 * Flights: the one message that is under way to a phone.
 *
 * Refuses a second one until the first is settled or `FLIGHT_MS` are over. Called by `claim`, `settle`
 * and `receipts`.
 */
import { and, eq, sql } from "drizzle-orm";
import { CLOCKS_APART_MS } from "../base/clock.ts";
import { purgeStatement, purging } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Write } from "../store/store.ts";
import { FLIGHT_MS } from "./message.ts";

/** Milliseconds from now in which every flight ends that was not begun by a clock that was wrong. */
export const FLIGHT_MOST_MS = FLIGHT_MS + CLOCKS_APART_MS;

const take = statement(
  "flights.take",
  (q, t, given: Given<{ phone_hash: string; message: string; until: number; at: number }>) =>
    q
      .insert(t.flights)
      .values({ phone_hash: given.phone_hash, message: given.message, until: given.until })
      .onConflictDoUpdate({
        target: t.flights.phone_hash,
        set: { message: given.message, until: given.until },
        setWhere: sql`${t.flights.until} <= ${given.at}
          or ${t.flights.until} - ${sql.raw(String(FLIGHT_MOST_MS))} > ${given.at}`,
      }),
);

const hold = statement(
  "flights.hold",
  (q, t, given: Given<{ phone_hash: string; message: string; until: number }>) =>
    q
      .update(t.flights)
      .set({ until: given.until })
      .where(and(eq(t.flights.phone_hash, given.phone_hash), eq(t.flights.message, given.message))),
);

const end = statement("flights.end", (q, t, given: Given<{ message: string }>) =>
  q.delete(t.flights).where(eq(t.flights.message, given.message)),
);

const endReceived = statement("flights.received", (q, t, given: Given<{ provider_id: string }>) =>
  q
    .delete(t.flights)
    .where(
      sql`${t.flights.message} in (select id from messages where provider_id = ${given.provider_id})`,
    ),
);

const deleteOver = purgeStatement("flights.purge", ({ flights }) => ({
  table: flights,
  key: [flights.phone_hash],
  end: flights.until,
}));

/** A phone's flight and its message. */
interface Flight {
  phone_hash: string;
  message: string;
  /** Epoch milliseconds. */
  until: number;
}

/** Takes the phone from `at` on; a conflict while it has another flight. */
export function takeFlight(flight: Flight & { at: number }): Write {
  return write(take, flight, "conflict");
}

/** Keeps the phone for longer; a conflict where another message has it. */
export function holdFlight(flight: Flight): Write {
  return write(hold, flight, "conflict");
}

/** Frees the phone of a message. */
export function endFlight(message: string): Write {
  return write(end, { message }, "fine");
}

/** Frees the phone of the message that the provider knows by an id. */
export function endFlightOf(provider_id: string): Write {
  return write(endReceived, { provider_id }, "fine");
}

/** Deletes up to 500 that are over at `at`: phones whose last message nobody heard of again. */
export function purgeFlights(at: number): Write {
  return purging(deleteOver, at);
}
