-- Runs after every migration, so that roles made later and tables of later versions get their rights
-- too. Where roles.sql was not run, one user owns the schema, does everything and this grants nothing.
-- One statement: others see the rights before or after it, never in between.
do $$
declare
  owner    oid := (select nspowner from pg_namespace where nspname = 'orient_store');
  role     text;
  target   record;
begin
  -- Two replicas that grant the same at once would fail on each other.
  perform pg_advisory_xact_lock(hashtextextended('orient/grants', 0));

  revoke all on schema orient_store from public;
  revoke all on all tables in schema orient_store from public;
  revoke all on all sequences in schema orient_store from public;
  revoke all on all functions in schema orient_store from public;

  foreach role in array array ['orient_app', 'orient_sealer', 'orient_auditor'] loop
    -- A role that owns the schema keeps the rights that come with it.
    if exists (select from pg_roles where rolname = role and not pg_has_role(oid, owner, 'MEMBER')) then
      execute format('revoke all on all tables in schema orient_store from %I', role);
      execute format('revoke all on all sequences in schema orient_store from %I', role);
      execute format('grant usage on schema orient_store to %I', role);
      for target in
        select wanted.privilege, wanted.name, known.columns
        from (values
          -- What the operator changes in place. Not listed: the audit trail, which only grows.
          ('orient_app', 'update', 'secrets', array ['category', 'description', 'current_version', 'state', 'updated_at', 'deleted_at', 'restorable_until']),
          ('orient_app', 'update', 'secret_versions', array ['envelope', 'destroyed_at']),
          ('orient_app', 'update', 'data_keys', array ['kek_id', 'wrapped', 'state']),
          ('orient_app', 'update', 'kek_registry', array ['state', 'activated_at', 'retired_at', 'rotation_since']),
          ('orient_app', 'update', 'key_holders', array ['wanted', 'problem', 'seen_at']),
          ('orient_app', 'update', 'jobs', array ['state', 'done', 'failed', 'cursor_uid', 'cursor_version', 'next_batch_at', 'updated_at']),
          ('orient_app', 'update', 'provider_defaults', array ['provider', 'model']),
          ('orient_app', 'update', 'imports', array ['fingerprint']),
          ('orient_app', 'update', 'orient_imports', array ['fingerprint', 'source_created_at', 'source_updated_at', 'imported_at']),
          ('orient_app', 'update', 'version_holds', array ['read_at']),
          ('orient_app', 'update', 'scope_destructions', array ['state', 'ended_at', 'through_generation']),
          -- It numbers the rows of the audit trail, to authenticate the numbers too.
          ('orient_app', 'usage', 'audit_log_seq_seq', null),
          -- What it removes: a grant or choice taken back, news that everybody has read, replicas that are gone.
          ('orient_app', 'delete', 'scope_grants', null),
          ('orient_app', 'delete', 'provider_defaults', null),
          ('orient_app', 'delete', 'change_feed', null),
          ('orient_app', 'delete', 'key_holders', null),
          ('orient_sealer', 'select', 'sealing_keys', null),
          ('orient_sealer', 'select', 'audit_log', null),
          ('orient_sealer', 'select', 'audit_seals', null),
          ('orient_sealer', 'insert', 'audit_seals', null),
          -- Retirement by age; a trigger refuses to remove what is not sealed and retired.
          ('orient_sealer', 'select', 'audit_retirements', null),
          ('orient_sealer', 'insert', 'audit_retirements', null),
          ('orient_sealer', 'delete', 'audit_log', null),
          ('orient_auditor', 'select', 'audit_log', null),
          ('orient_auditor', 'select', 'audit_seals', null),
          ('orient_auditor', 'select', 'audit_retirements', null),
          ('orient_auditor', 'select', 'orient_history', null),
          ('orient_auditor', 'select', 'scope_grants', null),
          ('orient_auditor', 'select', 'provider_defaults', null),
          ('orient_auditor', 'select', 'secret_list', null),
          ('orient_auditor', 'select', 'secret_history', null)
        ) as wanted (grantee, privilege, name, columns),
        -- Of an older schema that is the target, some are not there yet.
        lateral (
          select array_agg(attname::text) as columns
          from pg_attribute
          where attrelid = to_regclass('orient_store.' || wanted.name) and attname = any (wanted.columns)
        ) as known
        where wanted.grantee = role and to_regclass('orient_store.' || wanted.name) is not null
          and (wanted.columns is null) = (known.columns is null)
        union all
        -- The operator reads every table and adds to each, but for the migrations' own and the seals.
        select privilege, relname, null
        from pg_class, unnest(array ['select', 'insert']) as privilege
        where role = 'orient_app' and relnamespace = 'orient_store'::regnamespace and relkind in ('r', 'p')
          and (privilege = 'select' or relname not in ('flyway_schema_history', 'audit_seals', 'audit_retirements'))
      loop
        execute format('grant %s%s on %s orient_store.%I to %I',
          target.privilege,
          (select ' (' || string_agg(quote_ident(c), ', ') || ')' from unnest(target.columns) as c),
          case target.privilege when 'usage' then 'sequence' else 'table' end,
          target.name,
          role);
      end loop;
    end if;
  end loop;
end
$$;
