CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.audit (
    id bigint NOT NULL,
    workspace text NOT NULL,
    person text,
    what text NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.audit_id_seq OWNED BY public.audit.id;
CREATE TABLE public.card (
    workspace text NOT NULL,
    proposal text NOT NULL,
    channel text NOT NULL,
    ts text NOT NULL
);
CREATE TABLE public.change (
    id integer NOT NULL,
    sequence bigint NOT NULL
);
CREATE TABLE public.entry (
    workspace text NOT NULL,
    id text NOT NULL,
    code bigint NOT NULL,
    version integer NOT NULL,
    helped integer NOT NULL,
    did_not_help integer NOT NULL,
    changed bigint NOT NULL,
    source_workspace text,
    source_id text,
    imported_at timestamp with time zone,
    imported_by_id text,
    imported_by_name text
);
CREATE TABLE public.inbox (
    id bigint NOT NULL,
    workspace text NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    person text,
    content text NOT NULL,
    state text NOT NULL,
    owner text,
    at double precision NOT NULL,
    due double precision NOT NULL,
    tries integer NOT NULL,
    handed integer NOT NULL,
    why text NOT NULL
);
CREATE SEQUENCE public.inbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.inbox_id_seq OWNED BY public.inbox.id;
CREATE TABLE public.proposal (
    workspace text NOT NULL,
    id text NOT NULL,
    code bigint NOT NULL,
    cause text NOT NULL,
    steps text NOT NULL,
    applies_to text NOT NULL,
    link text NOT NULL,
    proposer_id text,
    proposer_name text,
    at timestamp with time zone NOT NULL,
    entry text,
    base integer,
    decision text NOT NULL,
    decided_by_id text,
    decided_by_name text,
    decided_at timestamp with time zone,
    reason text NOT NULL,
    edited_by_id text,
    edited_by_name text,
    edited_at timestamp with time zone
);
CREATE TABLE public.question (
    id bigint NOT NULL,
    workspace text NOT NULL,
    code bigint NOT NULL,
    person text NOT NULL,
    at timestamp with time zone NOT NULL,
    channel text,
    thread_ts text,
    known boolean NOT NULL,
    told boolean NOT NULL
);
CREATE SEQUENCE public.question_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.question_id_seq OWNED BY public.question.id;
CREATE TABLE public.revision (
    workspace text NOT NULL,
    entry text NOT NULL,
    version integer NOT NULL,
    cause text NOT NULL,
    steps text NOT NULL,
    applies_to text NOT NULL,
    link text NOT NULL,
    author_id text,
    author_name text,
    approver_id text,
    approver_name text,
    at timestamp with time zone NOT NULL,
    origin text NOT NULL,
    why text NOT NULL
);
CREATE TABLE public.vote (
    workspace text NOT NULL,
    entry text NOT NULL,
    person text NOT NULL,
    helped boolean NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.audit ALTER COLUMN id SET DEFAULT nextval('public.audit_id_seq'::regclass);
ALTER TABLE ONLY public.inbox ALTER COLUMN id SET DEFAULT nextval('public.inbox_id_seq'::regclass);
ALTER TABLE ONLY public.question ALTER COLUMN id SET DEFAULT nextval('public.question_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('inbox');
INSERT INTO public.card VALUES ('T1', 'p5', 'C1', '1.2');
INSERT INTO public.change VALUES (1, 6);
INSERT INTO public.entry VALUES ('T1', 'e-p3', 2148599041, 1, 0, 0, 3, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.entry VALUES ('T2', 'e-p4', 5, 1, 0, 0, 4, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.entry VALUES ('T1', 'e-p1', 1060, 2, 1, 1, 6, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.proposal VALUES ('T1', 'p1', 1060, 'The firewall drops port 135.', '["Look at it.", "Übernimm''s, 世界."]', 'IIS 4', 'https://example.com/a', 'U1', 'Ann', '2026-11-23 07:00:00.123456+00', NULL, NULL, 'approved', 'U2', 'Bob', '2026-11-23 07:00:00.123456+00', '', NULL, NULL, NULL);
INSERT INTO public.proposal VALUES ('T1', 'p2', 1060, 'The new firewall template drops port 135 between the nodes.', '["Look at it.", "Übernimm''s, 世界."]', 'IIS 4', 'https://example.com/a', 'U1', 'Ann', '2026-11-23 07:00:00.123456+00', 'e-p1', 1, 'approved', 'U2', 'Bob', '2026-11-23 07:01:00.123456+00', '', NULL, NULL, NULL);
INSERT INTO public.proposal VALUES ('T1', 'p3', 2148599041, 'The share is gone.', '["Look at it.", "Übernimm''s, 世界."]', 'IIS 4', 'https://example.com/a', 'U1', 'Ann', '2026-11-23 07:00:00.123456+00', NULL, NULL, 'approved', 'U2', 'Bob', '2026-11-23 07:00:00.123456+00', '', NULL, NULL, NULL);
INSERT INTO public.proposal VALUES ('T2', 'p4', 5, 'Of another workspace.', '["Look at it.", "Übernimm''s, 世界."]', 'IIS 4', 'https://example.com/a', 'U1', 'Ann', '2026-11-23 07:00:00.123456+00', NULL, NULL, 'approved', 'U2', 'Bob', '2026-11-23 07:00:00.123456+00', '', NULL, NULL, NULL);
INSERT INTO public.proposal VALUES ('T1', 'p5', 64, 'Not decided yet.', '["Look at it.", "Übernimm''s, 世界."]', 'IIS 4', 'https://example.com/a', 'U1', 'Ann', '2026-11-23 07:00:00.123456+00', NULL, NULL, 'open', NULL, NULL, NULL, '', NULL, NULL, NULL);
INSERT INTO public.question VALUES (1, 'T1', 2148599041, 'U7', '2026-11-23 07:00:00.123456+00', NULL, NULL, true, false);
INSERT INTO public.revision VALUES ('T1', 'e-p1', 1, 'The firewall drops port 135.', '["Look at it.", "Übernimm''s, 世界."]', 'IIS 4', 'https://example.com/a', 'U1', 'Ann', 'U2', 'Bob', '2026-11-23 07:00:00.123456+00', 'published', '');
INSERT INTO public.revision VALUES ('T1', 'e-p1', 2, 'The new firewall template drops port 135 between the nodes.', '["Look at it.", "Übernimm''s, 世界."]', 'IIS 4', 'https://example.com/a', 'U1', 'Ann', 'U2', 'Bob', '2026-11-23 07:01:00.123456+00', 'published', '');
INSERT INTO public.revision VALUES ('T1', 'e-p3', 1, 'The share is gone.', '["Look at it.", "Übernimm''s, 世界."]', 'IIS 4', 'https://example.com/a', 'U1', 'Ann', 'U2', 'Bob', '2026-11-23 07:00:00.123456+00', 'published', '');
INSERT INTO public.revision VALUES ('T2', 'e-p4', 1, 'Of another workspace.', '["Look at it.", "Übernimm''s, 世界."]', 'IIS 4', 'https://example.com/a', 'U1', 'Ann', 'U2', 'Bob', '2026-11-23 07:00:00.123456+00', 'published', '');
INSERT INTO public.vote VALUES ('T1', 'e-p1', 'U7', true, '2026-11-23 07:05:00.123456+00');
INSERT INTO public.vote VALUES ('T1', 'e-p1', 'U8', false, '2026-11-23 07:06:00.123456+00');
SELECT pg_catalog.setval('public.audit_id_seq', 1, false);
SELECT pg_catalog.setval('public.inbox_id_seq', 1, false);
SELECT pg_catalog.setval('public.question_id_seq', 1, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.card
    ADD CONSTRAINT card_pkey PRIMARY KEY (workspace, proposal, channel, ts);
ALTER TABLE ONLY public.change
    ADD CONSTRAINT change_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.entry
    ADD CONSTRAINT entry_pkey PRIMARY KEY (workspace, id);
ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.proposal
    ADD CONSTRAINT proposal_pkey PRIMARY KEY (workspace, id);
ALTER TABLE ONLY public.question
    ADD CONSTRAINT question_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.revision
    ADD CONSTRAINT revision_pkey PRIMARY KEY (workspace, entry, version);
ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_pkey PRIMARY KEY (workspace, entry, person);
CREATE INDEX audit_by_workspace ON public.audit USING btree (workspace, id);
CREATE INDEX entry_by_change ON public.entry USING btree (changed);
CREATE INDEX entry_by_code ON public.entry USING btree (workspace, code);
CREATE INDEX inbox_by_due ON public.inbox USING btree (state, due);
CREATE UNIQUE INDEX inbox_by_key ON public.inbox USING btree (workspace, key);
CREATE INDEX inbox_by_person ON public.inbox USING btree (person);
CREATE INDEX proposal_by_decision ON public.proposal USING btree (workspace, decision, at);
CREATE INDEX question_by_code ON public.question USING btree (workspace, code);
CREATE INDEX question_by_person ON public.question USING btree (person);
CREATE INDEX question_by_time ON public.question USING btree (at);
ALTER TABLE ONLY public.card
    ADD CONSTRAINT card_workspace_proposal_fkey FOREIGN KEY (workspace, proposal) REFERENCES public.proposal(workspace, id);
ALTER TABLE ONLY public.proposal
    ADD CONSTRAINT proposal_workspace_entry_fkey FOREIGN KEY (workspace, entry) REFERENCES public.entry(workspace, id);
ALTER TABLE ONLY public.revision
    ADD CONSTRAINT revision_workspace_entry_fkey FOREIGN KEY (workspace, entry) REFERENCES public.entry(workspace, id);
ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_workspace_entry_fkey FOREIGN KEY (workspace, entry) REFERENCES public.entry(workspace, id);
