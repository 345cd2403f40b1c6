CREATE TABLE "bindings" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"phone_hash" text COLLATE "C" NOT NULL,
	"phone" "bytea" NOT NULL,
	"person" text COLLATE "C" NOT NULL,
	"since" bigint NOT NULL,
	"until" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "claims" (
	"pool" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL,
	"seat" integer NOT NULL,
	"request" text COLLATE "C" NOT NULL,
	CONSTRAINT "claims_pool_at_seat_pk" PRIMARY KEY("pool","at","seat")
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"seq" integer NOT NULL,
	"at" bigint NOT NULL,
	"what" text COLLATE "C" NOT NULL,
	"who" text COLLATE "C" NOT NULL,
	"note" text COLLATE "C",
	"release" text COLLATE "C",
	"service" text COLLATE "C",
	"message" text COLLATE "C",
	CONSTRAINT "decisions_seq_pk" PRIMARY KEY("seq")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"request" text COLLATE "C" NOT NULL,
	"seq" integer NOT NULL,
	"subscription" text COLLATE "C" NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"attempts" integer NOT NULL,
	"fence" integer NOT NULL,
	"lease_until" bigint NOT NULL,
	"settled_at" bigint,
	"answer" text COLLATE "C",
	CONSTRAINT "deliveries_request_seq_subscription_pk" PRIMARY KEY("request","seq","subscription")
);
--> statement-breakpoint
CREATE TABLE "drafts" (
	"person" text COLLATE "C" NOT NULL,
	"service" text COLLATE "C" NOT NULL,
	"updated_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"state" "bytea" NOT NULL,
	CONSTRAINT "drafts_person_service_pk" PRIMARY KEY("person","service")
);
--> statement-breakpoint
CREATE TABLE "flights" (
	"phone_hash" text COLLATE "C" PRIMARY KEY NOT NULL,
	"message" text COLLATE "C" NOT NULL,
	"until" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "history" (
	"request" text COLLATE "C" NOT NULL,
	"seq" integer NOT NULL,
	"at" bigint NOT NULL,
	"actor" text COLLATE "C" NOT NULL,
	"action" text COLLATE "C" NOT NULL,
	"from_status" text COLLATE "C",
	"to_status" text COLLATE "C",
	"reason" text COLLATE "C",
	"note" "bytea",
	"given" "bytea",
	CONSTRAINT "history_request_seq_pk" PRIMARY KEY("request","seq")
);
--> statement-breakpoint
CREATE TABLE "idempotency" (
	"staff" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"fingerprint" text COLLATE "C" NOT NULL,
	"status" integer NOT NULL,
	"body" "bytea" NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "idempotency_staff_key_pk" PRIMARY KEY("staff","key")
);
--> statement-breakpoint
CREATE TABLE "inbound" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"phone_hash" text COLLATE "C",
	"received_at" bigint NOT NULL,
	"meaning" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "look_ups" (
	"person" text COLLATE "C" NOT NULL,
	"service" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"fence" text COLLATE "C" NOT NULL,
	"release" text COLLATE "C" NOT NULL,
	"tries" integer NOT NULL,
	"due_at" bigint NOT NULL,
	"lease_until" bigint NOT NULL,
	"asked_at" bigint NOT NULL,
	"ends_at" bigint NOT NULL,
	"question" "bytea" NOT NULL,
	CONSTRAINT "look_ups_person_service_name_state_pk" PRIMARY KEY("person","service","name","state")
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"class" text COLLATE "C" NOT NULL,
	"template" text COLLATE "C" NOT NULL,
	"request" text COLLATE "C",
	"person" text COLLATE "C",
	"phone_hash" text COLLATE "C" NOT NULL,
	"body" "bytea" NOT NULL,
	"parts" integer NOT NULL,
	"again" integer NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"keep_until" bigint NOT NULL,
	"attempts" integer NOT NULL,
	"fence" integer NOT NULL,
	"lease_until" bigint NOT NULL,
	"sent_at" bigint,
	"reason" text COLLATE "C",
	"provider_id" text COLLATE "C",
	"cost" integer,
	"currency" text COLLATE "C",
	"receipt" text COLLATE "C",
	"receipt_rank" integer NOT NULL,
	"receipt_at" bigint,
	"settled_by" text COLLATE "C",
	"settled_at" bigint
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"language" text COLLATE "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "preferences" (
	"phone_hash" text COLLATE "C" PRIMARY KEY NOT NULL,
	"news" integer NOT NULL,
	"news_at" bigint,
	"blocked_at" bigint,
	"told_at" bigint,
	"phone" "bytea"
);
--> statement-breakpoint
CREATE TABLE "receipts" (
	"gateway" text COLLATE "C" NOT NULL,
	"provider_id" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"said" text COLLATE "C" NOT NULL,
	"phone_hash" text COLLATE "C",
	"reason" text COLLATE "C",
	"received_at" bigint NOT NULL,
	"matched" integer NOT NULL,
	CONSTRAINT "receipts_gateway_provider_id_status_pk" PRIMARY KEY("gateway","provider_id","status")
);
--> statement-breakpoint
CREATE TABLE "releases" (
	"digest" text COLLATE "C" PRIMARY KEY NOT NULL,
	"language" integer NOT NULL,
	"source" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"ref" text COLLATE "C" NOT NULL,
	"person" text COLLATE "C" NOT NULL,
	"service" text COLLATE "C" NOT NULL,
	"release" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"status_at" bigint NOT NULL,
	"opened_at" bigint NOT NULL,
	"priority" integer NOT NULL,
	"version" integer NOT NULL,
	"keep_until" bigint NOT NULL,
	"answers" "bytea" NOT NULL,
	"assigned" text COLLATE "C",
	"deadline" bigint,
	"late_at" bigint,
	"ward_hash" text COLLATE "C",
	"question" "bytea",
	"remind_at" bigint,
	"turn" integer GENERATED ALWAYS AS (-priority) STORED,
	"given" "bytea",
	"assisted_by" text COLLATE "C",
	"objected_at" bigint
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"phone_hash" text COLLATE "C" NOT NULL,
	"service_code" text COLLATE "C" NOT NULL,
	"person" text COLLATE "C" NOT NULL,
	"release" text COLLATE "C" NOT NULL,
	"version" integer NOT NULL,
	"started_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"closed_at" bigint,
	"text_length" integer NOT NULL,
	"text_max" integer NOT NULL,
	"text_mac" text COLLATE "C" NOT NULL,
	"state" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"value" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "spending" (
	"day" text COLLATE "C" NOT NULL,
	"who" text COLLATE "C" NOT NULL,
	"parts" integer NOT NULL,
	CONSTRAINT "spending_day_who_pk" PRIMARY KEY("day","who")
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"role" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"ended_at" bigint
);
--> statement-breakpoint
CREATE TABLE "staff_phones" (
	"staff" text COLLATE "C" PRIMARY KEY NOT NULL,
	"phone_hash" text COLLATE "C" NOT NULL,
	"phone" "bytea" NOT NULL,
	"since" bigint NOT NULL,
	"used_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stand_ins" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"staff" text COLLATE "C" NOT NULL,
	"person" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"service" text COLLATE "C",
	"target" "bytea" NOT NULL,
	"version" integer NOT NULL,
	"created_at" bigint NOT NULL,
	"failures" integer NOT NULL,
	"paused_until" bigint NOT NULL,
	"ended_at" bigint,
	"ended_reason" text COLLATE "C"
);
--> statement-breakpoint
CREATE TABLE "tallies" (
	"service" text COLLATE "C" NOT NULL,
	"month" text COLLATE "C" NOT NULL,
	"question" text COLLATE "C" NOT NULL,
	"answer" text COLLATE "C" NOT NULL,
	"count" integer NOT NULL,
	"keep_until" bigint NOT NULL,
	CONSTRAINT "tallies_service_month_question_answer_pk" PRIMARY KEY("service","month","question","answer")
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"hash" text COLLATE "C" PRIMARY KEY NOT NULL,
	"staff" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"ended_at" bigint
);
--> statement-breakpoint
ALTER TABLE "bindings" ADD CONSTRAINT "bindings_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_request_requests_id_fk" FOREIGN KEY ("request") REFERENCES "public"."requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_request_requests_id_fk" FOREIGN KEY ("request") REFERENCES "public"."requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_subscription_subscriptions_id_fk" FOREIGN KEY ("subscription") REFERENCES "public"."subscriptions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "history" ADD CONSTRAINT "history_request_requests_id_fk" FOREIGN KEY ("request") REFERENCES "public"."requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_phones" ADD CONSTRAINT "staff_phones_staff_staff_id_fk" FOREIGN KEY ("staff") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stand_ins" ADD CONSTRAINT "stand_ins_id_people_id_fk" FOREIGN KEY ("id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stand_ins" ADD CONSTRAINT "stand_ins_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_staff_staff_id_fk" FOREIGN KEY ("staff") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "bindings_phone" ON "bindings" USING btree ("phone_hash","until");--> statement-breakpoint
CREATE INDEX "bindings_person" ON "bindings" USING btree ("person","until");--> statement-breakpoint
CREATE UNIQUE INDEX "claims_request" ON "claims" USING btree ("request","pool");--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("subscription","state","due_at");--> statement-breakpoint
CREATE INDEX "deliveries_settled_at" ON "deliveries" USING btree ("settled_at");--> statement-breakpoint
CREATE INDEX "drafts_expires_at" ON "drafts" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "history_at" ON "history" USING btree ("at");--> statement-breakpoint
CREATE INDEX "idempotency_expires_at" ON "idempotency" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "inbound_phone" ON "inbound" USING btree ("phone_hash","received_at");--> statement-breakpoint
CREATE INDEX "inbound_received_at" ON "inbound" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "look_ups_due" ON "look_ups" USING btree ("state","due_at");--> statement-breakpoint
CREATE INDEX "look_ups_ends_at" ON "look_ups" USING btree ("ends_at");--> statement-breakpoint
CREATE INDEX "messages_due" ON "messages" USING btree ("state","class","due_at");--> statement-breakpoint
CREATE INDEX "messages_phone" ON "messages" USING btree ("phone_hash","state");--> statement-breakpoint
CREATE INDEX "messages_request" ON "messages" USING btree ("request");--> statement-breakpoint
CREATE INDEX "messages_keep_until" ON "messages" USING btree ("keep_until");--> statement-breakpoint
CREATE INDEX "messages_created_at" ON "messages" USING btree ("state","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_provider_id" ON "messages" USING btree ("provider_id");--> statement-breakpoint
CREATE INDEX "receipts_matched" ON "receipts" USING btree ("matched","received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "requests_ref" ON "requests" USING btree ("ref");--> statement-breakpoint
CREATE INDEX "requests_opened" ON "requests" USING btree ("opened_at","id");--> statement-breakpoint
CREATE INDEX "requests_queue" ON "requests" USING btree ("turn","opened_at","id");--> statement-breakpoint
CREATE INDEX "requests_service" ON "requests" USING btree ("service","turn","opened_at","id");--> statement-breakpoint
CREATE INDEX "requests_status" ON "requests" USING btree ("status","turn","opened_at","id");--> statement-breakpoint
CREATE INDEX "requests_service_status" ON "requests" USING btree ("service","status","turn","opened_at","id");--> statement-breakpoint
CREATE INDEX "requests_ward" ON "requests" USING btree ("ward_hash","turn","opened_at","id") WHERE "requests"."ward_hash" is not null;--> statement-breakpoint
CREATE INDEX "requests_assigned" ON "requests" USING btree ("assigned","turn","opened_at","id") WHERE "requests"."assigned" is not null;--> statement-breakpoint
CREATE INDEX "requests_nobody" ON "requests" USING btree ("turn","opened_at","id") WHERE "requests"."assigned" is null;--> statement-breakpoint
CREATE INDEX "requests_overdue" ON "requests" USING btree ("turn","opened_at","id","deadline") WHERE "requests"."deadline" is not null;--> statement-breakpoint
CREATE INDEX "requests_late" ON "requests" USING btree ("deadline","id") WHERE "requests"."deadline" is not null and "requests"."late_at" is null;--> statement-breakpoint
CREATE INDEX "requests_remind_at" ON "requests" USING btree ("remind_at","id") WHERE "requests"."remind_at" is not null;--> statement-breakpoint
CREATE INDEX "requests_person" ON "requests" USING btree ("person","opened_at");--> statement-breakpoint
CREATE INDEX "requests_keep_until" ON "requests" USING btree ("keep_until");--> statement-breakpoint
CREATE INDEX "sessions_expires_at" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_phones_phone" ON "staff_phones" USING btree ("phone_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "stand_ins_pair" ON "stand_ins" USING btree ("staff","person");--> statement-breakpoint
CREATE INDEX "stand_ins_staff" ON "stand_ins" USING btree ("staff","at");--> statement-breakpoint
CREATE INDEX "stand_ins_at" ON "stand_ins" USING btree ("at");--> statement-breakpoint
CREATE INDEX "tallies_keep_until" ON "tallies" USING btree ("keep_until");--> statement-breakpoint
CREATE INDEX "tokens_staff" ON "tokens" USING btree ("staff");