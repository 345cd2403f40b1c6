CREATE TABLE `flights` (
	`phone_hash` text PRIMARY KEY NOT NULL,
	`message` text NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`staff` text NOT NULL,
	`key` text NOT NULL,
	`fingerprint` text NOT NULL,
	`status` integer NOT NULL,
	`body` blob NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`staff`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_expires_at` ON `idempotency` (`expires_at`);--> statement-breakpoint
CREATE TABLE `inbound` (
	`id` text PRIMARY KEY NOT NULL,
	`phone_hash` text,
	`received_at` integer NOT NULL,
	`meaning` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `inbound_phone` ON `inbound` (`phone_hash`,`received_at`);--> statement-breakpoint
CREATE INDEX `inbound_received_at` ON `inbound` (`received_at`);--> statement-breakpoint
CREATE TABLE `messages` (
	`id` text PRIMARY KEY NOT NULL,
	`class` text NOT NULL,
	`template` text NOT NULL,
	`request` text,
	`person` text,
	`phone_hash` text NOT NULL,
	`body` blob NOT NULL,
	`parts` integer NOT NULL,
	`again` integer NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`keep_until` integer NOT NULL,
	`attempts` integer NOT NULL,
	`fence` integer NOT NULL,
	`lease_until` integer NOT NULL,
	`sent_at` integer,
	`reason` text,
	`provider_id` text,
	`cost` integer,
	`currency` text,
	`receipt` text,
	`receipt_rank` integer NOT NULL,
	`receipt_at` integer
);
--> statement-breakpoint
CREATE INDEX `messages_due` ON `messages` (`state`,`class`,`due_at`);--> statement-breakpoint
CREATE INDEX `messages_phone` ON `messages` (`phone_hash`,`state`);--> statement-breakpoint
CREATE INDEX `messages_request` ON `messages` (`request`);--> statement-breakpoint
CREATE INDEX `messages_keep_until` ON `messages` (`keep_until`);--> statement-breakpoint
CREATE UNIQUE INDEX `messages_provider_id` ON `messages` (`provider_id`);--> statement-breakpoint
CREATE TABLE `preferences` (
	`phone_hash` text PRIMARY KEY NOT NULL,
	`news` integer NOT NULL,
	`news_at` integer,
	`blocked_at` integer
);
--> statement-breakpoint
CREATE TABLE `receipts` (
	`gateway` text NOT NULL,
	`provider_id` text NOT NULL,
	`status` text NOT NULL,
	`said` text NOT NULL,
	`phone_hash` text,
	`reason` text,
	`received_at` integer NOT NULL,
	`matched` integer NOT NULL,
	PRIMARY KEY(`gateway`, `provider_id`, `status`)
);
--> statement-breakpoint
CREATE INDEX `receipts_matched` ON `receipts` (`matched`,`received_at`);--> statement-breakpoint
CREATE TABLE `spending` (
	`day` text NOT NULL,
	`who` text NOT NULL,
	`parts` integer NOT NULL,
	PRIMARY KEY(`day`, `who`)
);
--> statement-breakpoint
CREATE TABLE `staff` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE TABLE `tokens` (
	`hash` text PRIMARY KEY NOT NULL,
	`staff` text NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`staff`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `tokens_staff` ON `tokens` (`staff`);--> statement-breakpoint
ALTER TABLE `history` ADD `reason` text;--> statement-breakpoint
ALTER TABLE `history` ADD `note` blob;--> statement-breakpoint
ALTER TABLE `requests` ADD `assigned` text;--> statement-breakpoint
ALTER TABLE `requests` ADD `deadline` integer;--> statement-breakpoint
ALTER TABLE `requests` ADD `late_at` integer;--> statement-breakpoint
ALTER TABLE `requests` ADD `ward_hash` text;--> statement-breakpoint
ALTER TABLE `requests` ADD `question` blob;--> statement-breakpoint
CREATE INDEX `requests_opened` ON `requests` (`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `requests_status` ON `requests` (`service`,`status`,`opened_at`);--> statement-breakpoint
CREATE INDEX `requests_deadline` ON `requests` (`deadline`);