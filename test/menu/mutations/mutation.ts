/** What a mutation is: one thing wrong in one place of one file of the menus. */

export interface Mutation {
  /** What was done, and where: `bursary.yaml: drop an option at screens.3.options.2`. */
  name: string;
  kind: string;
  /** Path inside the menus folder. */
  file: string;
  /** The whole file with the mistake in it; made when it is asked for, as there are thousands. */
  text: () => string;
}
