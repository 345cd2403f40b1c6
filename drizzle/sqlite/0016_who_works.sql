CREATE TABLE `workers` (
	`kind` text NOT NULL,
	`id` text NOT NULL,
	`beat` integer NOT NULL,
	PRIMARY KEY(`kind`, `id`)
);
