CREATE TABLE `tallies` (
	`service` text NOT NULL,
	`month` text NOT NULL,
	`question` text NOT NULL,
	`answer` text NOT NULL,
	`count` integer NOT NULL,
	`keep_until` integer NOT NULL,
	PRIMARY KEY(`service`, `month`, `question`, `answer`)
);
--> statement-breakpoint
CREATE INDEX `tallies_keep_until` ON `tallies` (`keep_until`);