PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_bindings` (
	`id` text PRIMARY KEY NOT NULL,
	`phone_hash` text NOT NULL,
	`phone` blob NOT NULL,
	`person` text NOT NULL,
	`since` integer NOT NULL,
	`until` integer NOT NULL,
	FOREIGN KEY (`person`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
INSERT INTO `__new_bindings`("id", "phone_hash", "phone", "person", "since", "until") SELECT "id", "phone_hash", "phone", "person", "since", "until" FROM `bindings`;--> statement-breakpoint
DROP TABLE `bindings`;--> statement-breakpoint
ALTER TABLE `__new_bindings` RENAME TO `bindings`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `bindings_phone` ON `bindings` (`phone_hash`,`until`);--> statement-breakpoint
CREATE INDEX `bindings_person` ON `bindings` (`person`,`until`);--> statement-breakpoint
ALTER TABLE `people` ADD `forget_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `people_forget_at` ON `people` (`forget_at`);