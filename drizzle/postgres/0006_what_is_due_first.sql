DROP INDEX "messages_due";--> statement-breakpoint
CREATE INDEX "messages_expires_at" ON "messages" USING btree ("state","expires_at") WHERE "messages"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "messages_due" ON "messages" USING btree ("state","class","due_at","id");