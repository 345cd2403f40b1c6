CREATE TABLE `look_ups` (
	`person` text NOT NULL,
	`service` text NOT NULL,
	`name` text NOT NULL,
	`fence` text NOT NULL,
	`state` text NOT NULL,
	`release` text NOT NULL,
	`tries` integer NOT NULL,
	`due_at` integer NOT NULL,
	`lease_until` integer NOT NULL,
	`asked_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`question` blob NOT NULL,
	PRIMARY KEY(`person`, `service`, `name`)
);
--> statement-breakpoint
CREATE INDEX `look_ups_due` ON `look_ups` (`state`,`due_at`);--> statement-breakpoint
CREATE INDEX `look_ups_ends_at` ON `look_ups` (`ends_at`);