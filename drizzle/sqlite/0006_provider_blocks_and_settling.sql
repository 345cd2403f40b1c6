ALTER TABLE `messages` ADD `settled_by` text;--> statement-breakpoint
ALTER TABLE `messages` ADD `settled_at` integer;--> statement-breakpoint
CREATE INDEX `messages_created_at` ON `messages` (`state`,`created_at`,`id`);--> statement-breakpoint
ALTER TABLE `preferences` ADD `told_at` integer;--> statement-breakpoint
ALTER TABLE `preferences` ADD `phone` blob;--> statement-breakpoint
CREATE INDEX `bindings_person` ON `bindings` (`person`,`until`);