-- What was taken over from databases of Orient's own (v0.1.x), and which values are known to others.

-- The last value taken over from each Orient database, and the times that it had there.
create table orient_store.orient_imports (
  scope             text        not null,
  name              text        not null,
  source            text        not null,
  fingerprint       text        not null check (length(fingerprint) = 22),
  source_created_at timestamptz,
  source_updated_at timestamptz,
  imported_at       timestamptz not null default clock_timestamp(),
  primary key (scope, name, source)
);

-- Orient's own audit rows as they were found. Unverified: Orient took changed_by from the request, and
-- anybody who could write its database could write them. Kept apart from the trail that we vouch for.
create table orient_store.orient_history (
  seq        bigint      generated always as identity primary key,
  scope      text        not null,
  source     text        not null,
  source_id  bigint      not null,
  key_name   text        not null,
  action     text        not null,
  changed_by text,
  changed_at timestamptz,
  copied_at  timestamptz not null default clock_timestamp()
);
-- A row is copied once, even if Orient's database was made anew and counts from 1 again.
create unique index orient_history_once on orient_store.orient_history
  (scope, source, source_id, key_name, action, coalesce(changed_at, 'epoch'));
create index orient_history_key on orient_store.orient_history (scope, key_name, seq);

create trigger orient_history_append_only
  before update or delete or truncate on orient_store.orient_history
  for each statement execute function orient_store.refuse_change();

-- Values that became known to others, by keyed fingerprint: it is the value that is compromised,
-- whichever versions hold it, those of a later rollback among them.
create table orient_store.compromised_values (
  secret_uid  uuid        not null references orient_store.secrets,
  fingerprint text        not null check (length(fingerprint) = 22),
  version     bigint      not null check (version > 0),
  actor       text        not null,
  reason      text,
  at          timestamptz not null default clock_timestamp(),
  primary key (secret_uid, fingerprint)
);

create trigger compromised_values_append_only
  before update or delete or truncate on orient_store.compromised_values
  for each statement execute function orient_store.refuse_change();

-- One more action, whatever other migrations allow besides.
do $$
declare
  allowed text;
begin
  select pg_get_expr(conbin, conrelid) into allowed
  from pg_constraint
  where conrelid = 'orient_store.audit_log'::regclass and conname = 'audit_log_action_check';
  if allowed is not null then
    execute 'alter table orient_store.audit_log drop constraint audit_log_action_check';
    execute format(
      'alter table orient_store.audit_log add constraint audit_log_action_check check (%s or action = %L)',
      allowed, 'compromise');
  end if;
end
$$;

-- As V5 has it for the tables that were there then.
do $$
declare
  scope text := $scope$(select nullif(current_setting('orient.scope', true), ''))$scope$;
  name  text;
begin
  foreach name in array array ['orient_imports', 'orient_history'] loop
    execute format('alter table orient_store.%I enable row level security, force row level security', name);
    execute format('create policy declared_scope on orient_store.%1$I using (%2$s is null or scope = %2$s)', name, scope);
  end loop;
end
$$;

alter table orient_store.compromised_values enable row level security, force row level security;
create policy declared_scope on orient_store.compromised_values using (
  (select nullif(current_setting('orient.scope', true), '')) is null
  or (select true from orient_store.secrets s where s.uid = secret_uid)
);
