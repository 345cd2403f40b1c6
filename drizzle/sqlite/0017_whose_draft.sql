ALTER TABLE `drafts` ADD `begun_at` integer;--> statement-breakpoint
ALTER TABLE `drafts` ADD `intent` text;