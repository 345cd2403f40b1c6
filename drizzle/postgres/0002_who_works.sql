CREATE TABLE "workers" (
	"kind" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"beat" integer NOT NULL,
	CONSTRAINT "workers_kind_id_pk" PRIMARY KEY("kind","id")
);
