ALTER TABLE "bindings" DROP CONSTRAINT "bindings_person_people_id_fk";
--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "forget_at" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "bindings" ADD CONSTRAINT "bindings_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "people_forget_at" ON "people" USING btree ("forget_at");