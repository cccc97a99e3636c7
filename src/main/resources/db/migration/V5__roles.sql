-- What an auditor may see of secrets: that they are there, when they changed; no envelope and no
-- fingerprint. Rights are granted by afterMigrate__grants.sql.

create view orient_store.secret_list as
  select scope, name, category, description, current_version, state, created_at, updated_at, revision, deleted_at, restorable_until
  from orient_store.secrets;

create view orient_store.secret_history as
  select s.scope, s.name, v.version, v.version = s.current_version and s.state = 'active' as current, v.created_at,
    v.destroyed_at, v.actor, v.actor_kind, v.action, v.copied_from, v.revision
  from orient_store.secrets s
  join orient_store.secret_versions v on v.secret_uid = s.uid;

-- Row-level security, in depth behind the conditions of each statement: a transaction that declares
-- its scope in the setting orient.scope sees and writes rows of that scope only, whoever it runs as
-- (a superuser excepted). What works on the whole store, such as the feed, the sealer and
-- verification, declares none and sees all: that no row is hidden from it unnoticed matters more.
-- An envelope is bound to its scope beyond that, so a row of another scope would not open.
-- The setting is empty, not absent, once a transaction in the session has had it. The subqueries make
-- it looked up once per statement, not per row.
do $$
declare
  scope text := $scope$(select nullif(current_setting('orient.scope', true), ''))$scope$;
  name  text;
begin
  foreach name in array array ['secrets', 'data_keys', 'scope_grants', 'provider_defaults', 'imports', 'audit_log', 'jobs'] loop
    execute format('alter table orient_store.%I enable row level security, force row level security', name);
    execute format('create policy declared_scope on orient_store.%1$I using (%2$s is null or scope = %2$s)', name, scope);
  end loop;
end
$$;

-- The condition of secrets applies inside the subquery. Not "exists": the planner may turn that into
-- a scan of all secrets, for each read.
do $$
declare
  name text;
begin
  foreach name in array array ['secret_versions', 'unchanged_requests'] loop
    execute format('alter table orient_store.%I enable row level security, force row level security', name);
    execute format($policy$
      create policy declared_scope on orient_store.%I using (
        (select nullif(current_setting('orient.scope', true), '')) is null
        or (select true from orient_store.secrets s where s.uid = secret_uid)
      )$policy$, name);
  end loop;
end
$$;
