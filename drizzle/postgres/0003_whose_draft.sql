ALTER TABLE "drafts" ADD COLUMN "begun_at" bigint;--> statement-breakpoint
ALTER TABLE "drafts" ADD COLUMN "intent" text COLLATE "C";