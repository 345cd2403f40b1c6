/** What stands in the way of a backup, a restore or a move; the message says what to do. */
export class CopyFault extends Error {
  override readonly name = "CopyFault";
}
