CREATE TABLE `decisions` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`what` text NOT NULL,
	`who` text NOT NULL,
	`note` text,
	`release` text,
	`service` text,
	`message` text
);
--> statement-breakpoint
INSERT INTO `decisions` (`seq`, `at`, `what`, `who`, `release`)
SELECT 1, r.`created_at`, 'release', 'an earlier Njia', r.`digest`
FROM `settings` s JOIN `releases` r ON r.`digest` = s.`value` WHERE s.`name` = 'release.current';
--> statement-breakpoint
DELETE FROM `settings` WHERE `name` = 'release.current';
