CREATE TABLE `staff_phones` (
	`staff` text PRIMARY KEY NOT NULL,
	`phone_hash` text NOT NULL,
	`phone` blob NOT NULL,
	`since` integer NOT NULL,
	`used_at` integer NOT NULL,
	FOREIGN KEY (`staff`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `staff_phones_phone` ON `staff_phones` (`phone_hash`);--> statement-breakpoint
CREATE TABLE `stand_ins` (
	`id` text PRIMARY KEY NOT NULL,
	`staff` text NOT NULL,
	`person` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `stand_ins_pair` ON `stand_ins` (`staff`,`person`);--> statement-breakpoint
CREATE INDEX `stand_ins_staff` ON `stand_ins` (`staff`,`at`);--> statement-breakpoint
CREATE INDEX `stand_ins_at` ON `stand_ins` (`at`);--> statement-breakpoint
ALTER TABLE `requests` ADD `assisted_by` text;--> statement-breakpoint
ALTER TABLE `requests` ADD `objected_at` integer;