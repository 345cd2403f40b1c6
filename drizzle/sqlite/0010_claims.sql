CREATE TABLE `claims` (
	`pool` text NOT NULL,
	`at` integer NOT NULL,
	`seat` integer NOT NULL,
	`request` text NOT NULL,
	PRIMARY KEY(`pool`, `at`, `seat`),
	FOREIGN KEY (`request`) REFERENCES `requests`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `claims_request` ON `claims` (`request`,`pool`);