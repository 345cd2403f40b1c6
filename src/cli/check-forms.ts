/** The forms in which `njia check` prints: in a file of its own, as the command line needs no checker. */
export const CHECK_FORMS = ["text", "json", "github", "gitlab", "sarif"] as const;
export type CheckForm = (typeof CHECK_FORMS)[number];
