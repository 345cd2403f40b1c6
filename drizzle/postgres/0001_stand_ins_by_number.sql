ALTER TABLE "stand_ins" DROP CONSTRAINT "stand_ins_person_people_id_fk";
--> statement-breakpoint
ALTER TABLE "stand_ins" DROP CONSTRAINT "stand_ins_id_people_id_fk";
--> statement-breakpoint
DROP INDEX "stand_ins_pair";--> statement-breakpoint
ALTER TABLE "stand_ins" ADD CONSTRAINT "stand_ins_id_people_id_fk" FOREIGN KEY ("id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stand_ins" DROP COLUMN "person";