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
      execute format('grant usage on schema orient_store to %I', role);
      for target in
        select wanted.privilege, wanted.name, wanted.columns
        from (values
          -- What the operator changes in place. Not listed: audit_log, which only grows.
          ('orient_app', 'update', 'secrets', array ['category', 'description', 'current_version', 'state', 'updated_at']),
          ('orient_app', 'update', 'provider_defaults', array ['provider', 'model']),
          ('orient_app', 'update', 'imports', array ['fingerprint']),
          -- What it removes: a grant or choice taken back, and news that everybody has read.
          ('orient_app', 'delete', 'scope_grants', null),
          ('orient_app', 'delete', 'provider_defaults', null),
          ('orient_app', 'delete', 'change_feed', null),
          ('orient_sealer', 'select', 'audit_log', null),
          ('orient_sealer', 'select', 'audit_seals', null),
          ('orient_sealer', 'insert', 'audit_seals', null),
          ('orient_auditor', 'select', 'audit_log', null),
          ('orient_auditor', 'select', 'audit_seals', null),
          ('orient_auditor', 'select', 'scope_grants', null),
          ('orient_auditor', 'select', 'provider_defaults', null),
          ('orient_auditor', 'select', 'secret_list', null),
          ('orient_auditor', 'select', 'secret_history', null)
        ) as wanted (grantee, privilege, name, columns)
        where wanted.grantee = role and to_regclass('orient_store.' || wanted.name) is not null
        union all
        -- The operator reads every table and adds to each, but for the migrations' own and the seals.
        select privilege, relname, null
        from pg_class, unnest(array ['select', 'insert']) as privilege
        where role = 'orient_app' and relnamespace = 'orient_store'::regnamespace and relkind in ('r', 'p')
          and (privilege = 'select' or relname not in ('flyway_schema_history', 'audit_seals'))
      loop
        execute format('grant %s%s on orient_store.%I to %I',
          target.privilege,
          (select ' (' || string_agg(quote_ident(c), ', ') || ')' from unnest(target.columns) as c),
          target.name,
          role);
      end loop;
    end if;
  end loop;
end
$$;
