BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('inbox');
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	workspace TEXT NOT NULL, 
	person TEXT, 
	what TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE card (
	workspace TEXT NOT NULL, 
	proposal TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	ts TEXT NOT NULL, 
	PRIMARY KEY (workspace, proposal, channel, ts), 
	FOREIGN KEY(workspace, proposal) REFERENCES proposal (workspace, id)
);
INSERT INTO "card" VALUES('T1','p5','C1','1.2');
CREATE TABLE change (
	id INTEGER NOT NULL, 
	sequence BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "change" VALUES(1,6);
CREATE TABLE entry (
	workspace TEXT NOT NULL, 
	id TEXT NOT NULL, 
	code BIGINT NOT NULL, 
	version INTEGER NOT NULL, 
	helped INTEGER NOT NULL, 
	did_not_help INTEGER NOT NULL, 
	changed BIGINT NOT NULL, 
	source_workspace TEXT, 
	source_id TEXT, 
	imported_at DATETIME, 
	imported_by_id TEXT, 
	imported_by_name TEXT, 
	PRIMARY KEY (workspace, id)
);
INSERT INTO "entry" VALUES('T1','e-p1',1060,2,1,1,6,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "entry" VALUES('T1','e-p3',2148599041,1,0,0,3,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "entry" VALUES('T2','e-p4',5,1,0,0,4,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE inbox (
	id INTEGER NOT NULL, 
	workspace TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	person TEXT, 
	content TEXT NOT NULL, 
	state TEXT NOT NULL, 
	owner TEXT, 
	at DOUBLE NOT NULL, 
	due DOUBLE NOT NULL, 
	tries INTEGER NOT NULL, 
	handed INTEGER NOT NULL, 
	why TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE proposal (
	workspace TEXT NOT NULL, 
	id TEXT NOT NULL, 
	code BIGINT NOT NULL, 
	cause TEXT NOT NULL, 
	steps TEXT NOT NULL, 
	applies_to TEXT NOT NULL, 
	link TEXT NOT NULL, 
	proposer_id TEXT, 
	proposer_name TEXT, 
	at DATETIME NOT NULL, 
	entry TEXT, 
	base INTEGER, 
	decision TEXT NOT NULL, 
	decided_by_id TEXT, 
	decided_by_name TEXT, 
	decided_at DATETIME, 
	reason TEXT NOT NULL, 
	edited_by_id TEXT, 
	edited_by_name TEXT, 
	edited_at DATETIME, 
	PRIMARY KEY (workspace, id), 
	FOREIGN KEY(workspace, entry) REFERENCES entry (workspace, id)
);
INSERT INTO "proposal" VALUES('T1','p1',1060,'The firewall drops port 135.','["Look at it.", "Übernimm''s, 世界."]','IIS 4','https://example.com/a','U1','Ann','2026-11-23 07:00:00.123456',NULL,NULL,'approved','U2','Bob','2026-11-23 07:00:00.123456','',NULL,NULL,NULL);
INSERT INTO "proposal" VALUES('T1','p2',1060,'The new firewall template drops port 135 between the nodes.','["Look at it.", "Übernimm''s, 世界."]','IIS 4','https://example.com/a','U1','Ann','2026-11-23 07:00:00.123456','e-p1',1,'approved','U2','Bob','2026-11-23 07:01:00.123456','',NULL,NULL,NULL);
INSERT INTO "proposal" VALUES('T1','p3',2148599041,'The share is gone.','["Look at it.", "Übernimm''s, 世界."]','IIS 4','https://example.com/a','U1','Ann','2026-11-23 07:00:00.123456',NULL,NULL,'approved','U2','Bob','2026-11-23 07:00:00.123456','',NULL,NULL,NULL);
INSERT INTO "proposal" VALUES('T2','p4',5,'Of another workspace.','["Look at it.", "Übernimm''s, 世界."]','IIS 4','https://example.com/a','U1','Ann','2026-11-23 07:00:00.123456',NULL,NULL,'approved','U2','Bob','2026-11-23 07:00:00.123456','',NULL,NULL,NULL);
INSERT INTO "proposal" VALUES('T1','p5',64,'Not decided yet.','["Look at it.", "Übernimm''s, 世界."]','IIS 4','https://example.com/a','U1','Ann','2026-11-23 07:00:00.123456',NULL,NULL,'open',NULL,NULL,NULL,'',NULL,NULL,NULL);
CREATE TABLE question (
	id INTEGER NOT NULL, 
	workspace TEXT NOT NULL, 
	code BIGINT NOT NULL, 
	person TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	channel TEXT, 
	thread_ts TEXT, 
	known BOOLEAN NOT NULL, 
	told BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "question" VALUES(1,'T1',2148599041,'U7','2026-11-23 07:00:00.123456',NULL,NULL,1,0);
CREATE TABLE revision (
	workspace TEXT NOT NULL, 
	entry TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	cause TEXT NOT NULL, 
	steps TEXT NOT NULL, 
	applies_to TEXT NOT NULL, 
	link TEXT NOT NULL, 
	author_id TEXT, 
	author_name TEXT, 
	approver_id TEXT, 
	approver_name TEXT, 
	at DATETIME NOT NULL, 
	origin TEXT NOT NULL, 
	why TEXT NOT NULL, 
	PRIMARY KEY (workspace, entry, version), 
	FOREIGN KEY(workspace, entry) REFERENCES entry (workspace, id)
);
INSERT INTO "revision" VALUES('T1','e-p1',1,'The firewall drops port 135.','["Look at it.", "Übernimm''s, 世界."]','IIS 4','https://example.com/a','U1','Ann','U2','Bob','2026-11-23 07:00:00.123456','published','');
INSERT INTO "revision" VALUES('T1','e-p1',2,'The new firewall template drops port 135 between the nodes.','["Look at it.", "Übernimm''s, 世界."]','IIS 4','https://example.com/a','U1','Ann','U2','Bob','2026-11-23 07:01:00.123456','published','');
INSERT INTO "revision" VALUES('T1','e-p3',1,'The share is gone.','["Look at it.", "Übernimm''s, 世界."]','IIS 4','https://example.com/a','U1','Ann','U2','Bob','2026-11-23 07:00:00.123456','published','');
INSERT INTO "revision" VALUES('T2','e-p4',1,'Of another workspace.','["Look at it.", "Übernimm''s, 世界."]','IIS 4','https://example.com/a','U1','Ann','U2','Bob','2026-11-23 07:00:00.123456','published','');
CREATE TABLE vote (
	workspace TEXT NOT NULL, 
	entry TEXT NOT NULL, 
	person TEXT NOT NULL, 
	helped BOOLEAN NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (workspace, entry, person), 
	FOREIGN KEY(workspace, entry) REFERENCES entry (workspace, id)
);
INSERT INTO "vote" VALUES('T1','e-p1','U7',1,'2026-11-23 07:05:00.123456');
INSERT INTO "vote" VALUES('T1','e-p1','U8',0,'2026-11-23 07:06:00.123456');
CREATE INDEX entry_by_code ON entry (workspace, code);
CREATE INDEX entry_by_change ON entry (changed);
CREATE INDEX proposal_by_decision ON proposal (workspace, decision, at);
CREATE INDEX question_by_code ON question (workspace, code);
CREATE INDEX question_by_person ON question (person);
CREATE INDEX question_by_time ON question (at);
CREATE INDEX audit_by_workspace ON audit (workspace, id);
CREATE UNIQUE INDEX inbox_by_key ON inbox (workspace, "key");
CREATE INDEX inbox_by_due ON inbox (state, due);
CREATE INDEX inbox_by_person ON inbox (person);
COMMIT;
