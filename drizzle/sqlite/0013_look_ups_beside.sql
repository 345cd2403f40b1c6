PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_look_ups` (
	`person` text NOT NULL,
	`service` text NOT NULL,
	`name` text NOT NULL,
	`state` text NOT NULL,
	`fence` text NOT NULL,
	`release` text NOT NULL,
	`tries` integer NOT NULL,
	`due_at` integer NOT NULL,
	`lease_until` integer NOT NULL,
	`asked_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`question` blob NOT NULL,
	PRIMARY KEY(`person`, `service`, `name`, `state`)
);
--> statement-breakpoint
INSERT INTO `__new_look_ups`("person", "service", "name", "state", "fence", "release", "tries", "due_at", "lease_until", "asked_at", "ends_at", "question") SELECT "person", "service", "name", "state", "fence", "release", "tries", "due_at", "lease_until", "asked_at", "ends_at", "question" FROM `look_ups`;--> statement-breakpoint
DROP TABLE `look_ups`;--> statement-breakpoint
ALTER TABLE `__new_look_ups` RENAME TO `look_ups`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `look_ups_due` ON `look_ups` (`state`,`due_at`);--> statement-breakpoint
CREATE INDEX `look_ups_ends_at` ON `look_ups` (`ends_at`);