-- Database roles of the Orient Secrets Operator, with the least each needs. Run it in the store's
-- database as a superuser (managed service: as its administrator), before the first migration or
-- at any later time; running it again changes nothing. Then:
--   1. give the roles that log in a password or a client certificate;
--   2. run the operator with the argument "migrate" as orient_migrator: it creates or updates schema
--      orient_store and grants the rights;
--   3. run the operator as orient_app with ORIENT_DATABASE_MIGRATE=false.

do $$
declare
  database text := quote_ident(current_database());
  -- Where both are there, an administrator has decided already who seals.
  undecided boolean :=
    (select count(*) from pg_roles where rolname in ('orient_app', 'orient_sealer')) < 2;
  object   record;
begin
  -- Owns everything and logs in never.
  if not exists (select from pg_roles where rolname = 'orient_owner') then
    create role orient_owner nologin;
  end if;
  -- Changes the schema, as orient_owner; for the migration Job, not for the operator.
  if not exists (select from pg_roles where rolname = 'orient_migrator') then
    create role orient_migrator login;
  end if;
  -- The running operator.
  if not exists (select from pg_roles where rolname = 'orient_app') then
    create role orient_app login;
  end if;
  -- Seals the audit trail.
  if not exists (select from pg_roles where rolname = 'orient_sealer') then
    create role orient_sealer login;
  end if;
  -- Reads the audit trail and what secrets there are; no envelope, no key.
  if not exists (select from pg_roles where rolname = 'orient_auditor') then
    create role orient_auditor login;
  end if;

  grant orient_owner to orient_migrator;
  -- The operator's own process seals. Where the command seal-audit does, see ORIENT_AUDIT_SEALER,
  -- revoke it: then the operator's role cannot add seals.
  if undecided then
    grant orient_sealer to orient_app;
  end if;

  execute 'grant connect, create on database ' || database || ' to orient_owner';
  execute 'grant connect on database ' || database
    || ' to orient_migrator, orient_app, orient_sealer, orient_auditor';

  -- The operator asks for the same at start-up; a pooler may drop that.
  alter role orient_app set statement_timeout = '10s';
  alter role orient_app set lock_timeout = '3s';
  alter role orient_app set idle_in_transaction_session_timeout = '30s';
  alter role orient_sealer set statement_timeout = '10s';
  alter role orient_sealer set lock_timeout = '3s';
  alter role orient_sealer set idle_in_transaction_session_timeout = '30s';
  alter role orient_auditor set statement_timeout = '60s';
  alter role orient_auditor set default_transaction_read_only = on;

  -- A store that was made before the roles is handed over. Sequences follow their tables.
  if to_regnamespace('orient_store') is not null then
    alter schema orient_store owner to orient_owner;
    for object in
      select case when relkind = 'v' then 'view' else 'table' end || ' '
             || oid::regclass as name
      from pg_class
      where relnamespace = 'orient_store'::regnamespace and relkind in ('r', 'p', 'v')
      union all
      select 'function ' || oid::regprocedure
      from pg_proc
      where pronamespace = 'orient_store'::regnamespace
    loop
      execute 'alter ' || object.name || ' owner to orient_owner';
    end loop;
  end if;
end
$$;
