CREATE TABLE `bindings` (
	`id` text PRIMARY KEY NOT NULL,
	`phone_hash` text NOT NULL,
	`phone` blob NOT NULL,
	`person` text NOT NULL,
	`since` integer NOT NULL,
	`until` integer NOT NULL,
	FOREIGN KEY (`person`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `bindings_phone` ON `bindings` (`phone_hash`,`until`);--> statement-breakpoint
CREATE TABLE `drafts` (
	`person` text NOT NULL,
	`service` text NOT NULL,
	`updated_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`state` blob NOT NULL,
	PRIMARY KEY(`person`, `service`),
	FOREIGN KEY (`person`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `drafts_expires_at` ON `drafts` (`expires_at`);--> statement-breakpoint
CREATE TABLE `history` (
	`request` text NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`from_status` text,
	`to_status` text,
	PRIMARY KEY(`request`, `seq`),
	FOREIGN KEY (`request`) REFERENCES `requests`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `hops` (
	`session` text NOT NULL,
	`mac` text NOT NULL,
	`reply` blob NOT NULL,
	PRIMARY KEY(`session`, `mac`)
);
--> statement-breakpoint
CREATE TABLE `people` (
	`id` text PRIMARY KEY NOT NULL,
	`language` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `releases` (
	`digest` text PRIMARY KEY NOT NULL,
	`language` integer NOT NULL,
	`source` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `requests` (
	`id` text PRIMARY KEY NOT NULL,
	`ref` text NOT NULL,
	`person` text NOT NULL,
	`service` text NOT NULL,
	`release` text NOT NULL,
	`status` text NOT NULL,
	`status_at` integer NOT NULL,
	`opened_at` integer NOT NULL,
	`priority` integer NOT NULL,
	`version` integer NOT NULL,
	`keep_until` integer NOT NULL,
	`answers` blob NOT NULL,
	FOREIGN KEY (`person`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `requests_ref` ON `requests` (`ref`);--> statement-breakpoint
CREATE INDEX `requests_person` ON `requests` (`person`,`opened_at`);--> statement-breakpoint
CREATE INDEX `requests_keep_until` ON `requests` (`keep_until`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`phone_hash` text NOT NULL,
	`service_code` text NOT NULL,
	`person` text NOT NULL,
	`release` text NOT NULL,
	`version` integer NOT NULL,
	`started_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`closed_at` integer,
	`text_length` integer NOT NULL,
	`text_max` integer NOT NULL,
	`text_mac` text NOT NULL,
	`state` blob NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sessions_expires_at` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
