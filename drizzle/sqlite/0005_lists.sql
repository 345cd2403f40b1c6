DROP INDEX `requests_opened`;--> statement-breakpoint
DROP INDEX `requests_deadline`;--> statement-breakpoint
DROP INDEX `requests_status`;--> statement-breakpoint
DROP INDEX `requests_remind_at`;--> statement-breakpoint
ALTER TABLE `requests` ADD `turn` integer GENERATED ALWAYS AS (-priority) VIRTUAL;--> statement-breakpoint
CREATE INDEX `requests_queue` ON `requests` (`turn`,`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `requests_service` ON `requests` (`service`,`turn`,`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `requests_service_status` ON `requests` (`service`,`status`,`turn`,`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `requests_ward` ON `requests` (`ward_hash`,`turn`,`opened_at`,`id`) WHERE "requests"."ward_hash" is not null;--> statement-breakpoint
CREATE INDEX `requests_assigned` ON `requests` (`assigned`,`turn`,`opened_at`,`id`) WHERE "requests"."assigned" is not null;--> statement-breakpoint
CREATE INDEX `requests_nobody` ON `requests` (`turn`,`opened_at`,`id`) WHERE "requests"."assigned" is null;--> statement-breakpoint
CREATE INDEX `requests_overdue` ON `requests` (`turn`,`opened_at`,`id`,`deadline`) WHERE "requests"."deadline" is not null;--> statement-breakpoint
CREATE INDEX `requests_late` ON `requests` (`deadline`,`id`) WHERE "requests"."deadline" is not null and "requests"."late_at" is null;--> statement-breakpoint
CREATE INDEX `requests_status` ON `requests` (`status`,`turn`,`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `requests_remind_at` ON `requests` (`remind_at`,`id`) WHERE "requests"."remind_at" is not null;