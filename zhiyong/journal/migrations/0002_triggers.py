"""Stamp the moment, hash the leaf, and refuse every change.

The bytes of a leaf are what `zhiyong.rules.proof.canonical` makes of the row: JSON as PostgreSQL
itself prints a `jsonb`.
"""

from django.db import migrations

CANONICAL = """
CREATE FUNCTION journal_canonical(e journal_entry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'type', 'zhiyong.entry',
        'version', e.version,
        'id', e.id::text,
        'anonymous', e.anonymous,
        'verb', e.verb,
        'subject', e.subject,
        'actor', e.actor,
        'on', to_char(e."on", 'YYYY-MM-DD'),
        'recorded_on', to_char(e.recorded_on, 'YYYY-MM-DD'),
        'recorded_at', to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'audience', e.audience,
        'threads', to_jsonb(e.threads),
        'facts', e.facts,
        'commitments', e.commitments
    )::text
$$;
"""

STAMP = """
CREATE SEQUENCE journal_arrival AS bigint CACHE 1;

CREATE FUNCTION journal_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_at timestamptz := clock_timestamp();
BEGIN
    NEW.recorded_on := (now_at AT TIME ZONE 'Asia/Shanghai')::date;
    NEW.recorded_at := CASE WHEN NEW.anonymous THEN NULL ELSE now_at END;
    NEW.version := 1;
    NEW.algorithm := 'sha256';
    NEW.pruned_by := NULL;
    NEW.leaf := sha256('\\x00'::bytea || convert_to(journal_canonical(NEW), 'UTF8'));
    INSERT INTO journal_waiting (entry, seq)
        VALUES (NEW.id, CASE WHEN NEW.anonymous THEN NULL ELSE nextval('journal_arrival') END);
    RETURN NEW;
END $$;

CREATE TRIGGER journal_stamp BEFORE INSERT ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_stamp();
"""

REFUSE = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % of % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION journal_refuse_unless_pruned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.pruned_by IS NULL
        AND NEW.pruned_by IS NOT NULL
        AND (NEW.id, NEW.version, NEW.anonymous, NEW.recorded_on, NEW.algorithm, NEW.leaf)
            = (OLD.id, OLD.version, OLD.anonymous, OLD.recorded_on, OLD.algorithm, OLD.leaf)
        AND NEW.recorded_at IS NOT DISTINCT FROM OLD.recorded_at
        AND (NEW.verb, NEW.subject, NEW.actor, NEW."on") = ('', '', '', OLD.recorded_on)
        AND NEW.audience IS NULL
        AND NEW.threads = '{}' AND NEW.facts = '{}' AND NEW.commitments = '{}'
        AND EXISTS (
            SELECT FROM journal_entry p
            WHERE p.id = NEW.pruned_by
                AND p.verb = 'journal.pruned'
                AND p.subject = 'entry:' || OLD.id::text
                AND p.facts ->> 'proposed_by' <> p.actor
        )
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the journal is append-only: UPDATE of % refused', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION journal_prune(entry uuid, by_entry uuid) RETURNS void LANGUAGE sql AS $$
    UPDATE journal_entry
    SET verb = '', subject = '', actor = '', "on" = recorded_on, audience = NULL,
        threads = '{}', facts = '{}', commitments = '{}', pruned_by = by_entry
    WHERE id = entry
$$;

CREATE TRIGGER journal_refuse_update BEFORE UPDATE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_unless_pruned();
CREATE TRIGGER journal_refuse_delete BEFORE DELETE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_refuse_truncate BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
"""

SEALED = [
    f"""
    CREATE TRIGGER journal_refuse_change BEFORE UPDATE OR DELETE ON journal_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
    CREATE TRIGGER journal_refuse_truncate BEFORE TRUNCATE ON journal_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
    """
    for table in ("leaf", "node", "treehead")
]

READS = """
CREATE TABLE journal_read (
    id uuid NOT NULL,
    version smallint NOT NULL,
    what varchar(20) NOT NULL,
    subject varchar(120) NOT NULL,
    actor varchar(80) NOT NULL,
    "on" date NOT NULL,
    recorded_at timestamptz NOT NULL,
    facts jsonb NOT NULL,
    query bytea NOT NULL,
    algorithm varchar(10) NOT NULL,
    leaf bytea NOT NULL,
    PRIMARY KEY ("on", id)
) PARTITION BY RANGE ("on");
CREATE INDEX journal_read_by_id ON journal_read (id);
CREATE INDEX journal_read_by_actor ON journal_read (actor, "on", id);
CREATE INDEX journal_read_by_subject ON journal_read (subject, "on", id);

CREATE FUNCTION journal_read_canonical(r journal_read) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'type', 'zhiyong.read',
        'version', r.version,
        'id', r.id::text,
        'what', r.what,
        'subject', r.subject,
        'actor', r.actor,
        'on', to_char(r."on", 'YYYY-MM-DD'),
        'recorded_at', to_char(r.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'facts', r.facts,
        'query', encode(sha256(r.query), 'hex')
    )::text
$$;

CREATE FUNCTION journal_stamp_read() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.recorded_at := clock_timestamp();
    NEW.version := 1;
    NEW.algorithm := 'sha256';
    NEW.leaf := sha256('\\x00'::bytea || convert_to(journal_read_canonical(NEW), 'UTF8'));
    RETURN NEW;
END $$;

CREATE TRIGGER journal_stamp_read BEFORE INSERT ON journal_read
    FOR EACH ROW EXECUTE FUNCTION journal_stamp_read();
CREATE TRIGGER journal_refuse_change BEFORE UPDATE OR DELETE ON journal_read
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_refuse_truncate BEFORE TRUNCATE ON journal_read
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();

-- Made beside the parent and attached, so that readers and writers of other months go on.
-- Returns whether the month was new.
CREATE FUNCTION journal_read_month(day date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', day)::date;
    name text := 'journal_read_' || to_char(day, 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NOT NULL THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(6962, 2);
    IF to_regclass(name) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE journal_read INCLUDING ALL)', name);
    EXECUTE format(
        'ALTER TABLE journal_read ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        name, first, (first + interval '1 month')::date
    );
    EXECUTE format(
        'CREATE TRIGGER journal_refuse_change_here BEFORE UPDATE OR DELETE ON %I '
        'FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()', name
    );
    EXECUTE format(
        'CREATE TRIGGER journal_refuse_truncate_here BEFORE TRUNCATE ON %I '
        'FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()', name
    );
    RETURN true;
END $$;
"""

BACK = """
DROP TABLE journal_read;
DROP FUNCTION journal_read_month(date);
DROP FUNCTION journal_stamp_read();
DROP TRIGGER journal_refuse_change ON journal_leaf;
DROP TRIGGER journal_refuse_truncate ON journal_leaf;
DROP TRIGGER journal_refuse_change ON journal_node;
DROP TRIGGER journal_refuse_truncate ON journal_node;
DROP TRIGGER journal_refuse_change ON journal_treehead;
DROP TRIGGER journal_refuse_truncate ON journal_treehead;
DROP TRIGGER journal_refuse_update ON journal_entry;
DROP TRIGGER journal_refuse_delete ON journal_entry;
DROP TRIGGER journal_refuse_truncate ON journal_entry;
DROP TRIGGER journal_stamp ON journal_entry;
DROP FUNCTION journal_prune(uuid, uuid);
DROP FUNCTION journal_refuse_unless_pruned();
DROP FUNCTION journal_refuse();
DROP FUNCTION journal_stamp();
DROP FUNCTION journal_canonical(journal_entry);
DROP SEQUENCE journal_arrival;
"""


class Migration(migrations.Migration):
    """The journal's own rules, in the database."""

    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunSQL(CANONICAL + STAMP + REFUSE + "".join(SEALED) + READS, BACK),
    ]
