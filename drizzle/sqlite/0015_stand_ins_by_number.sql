PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_stand_ins` (
	`id` text PRIMARY KEY NOT NULL,
	`staff` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
INSERT INTO `__new_stand_ins`("id", "staff", "at") SELECT "id", "staff", "at" FROM `stand_ins`;--> statement-breakpoint
DROP TABLE `stand_ins`;--> statement-breakpoint
ALTER TABLE `__new_stand_ins` RENAME TO `stand_ins`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `stand_ins_staff` ON `stand_ins` (`staff`,`at`);--> statement-breakpoint
CREATE INDEX `stand_ins_at` ON `stand_ins` (`at`);