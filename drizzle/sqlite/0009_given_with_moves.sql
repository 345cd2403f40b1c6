ALTER TABLE `history` ADD `given` blob;--> statement-breakpoint
ALTER TABLE `requests` ADD `given` blob;