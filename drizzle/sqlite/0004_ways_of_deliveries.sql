DROP INDEX `deliveries_subscription`;--> statement-breakpoint
DROP INDEX `deliveries_due`;--> statement-breakpoint
CREATE INDEX `deliveries_settled_at` ON `deliveries` (`settled_at`);--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`subscription`,`state`,`due_at`);--> statement-breakpoint
CREATE INDEX `history_at` ON `history` (`at`);