CREATE TABLE `deliveries` (
	`request` text NOT NULL,
	`seq` integer NOT NULL,
	`subscription` text NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`fence` integer NOT NULL,
	`lease_until` integer NOT NULL,
	`settled_at` integer,
	`answer` text,
	PRIMARY KEY(`request`, `seq`, `subscription`),
	FOREIGN KEY (`request`) REFERENCES `requests`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`subscription`) REFERENCES `subscriptions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`state`,`due_at`);--> statement-breakpoint
CREATE INDEX `deliveries_subscription` ON `deliveries` (`subscription`,`created_at`);--> statement-breakpoint
CREATE TABLE `subscriptions` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`service` text,
	`target` blob NOT NULL,
	`version` integer NOT NULL,
	`created_at` integer NOT NULL,
	`failures` integer NOT NULL,
	`paused_until` integer NOT NULL,
	`ended_at` integer,
	`ended_reason` text
);
--> statement-breakpoint
ALTER TABLE `requests` ADD `remind_at` integer;--> statement-breakpoint
CREATE INDEX `requests_remind_at` ON `requests` (`remind_at`);