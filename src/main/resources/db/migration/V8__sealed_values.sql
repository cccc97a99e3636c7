-- Values sealed in Git: the keys that they are sealed to, and which texts were taken over.

-- One more purpose and two more actions, whatever other migrations allow besides.
do $$
declare
  allowed text;
begin
  select pg_get_expr(conbin, conrelid) into allowed
  from pg_constraint
  where conrelid = 'orient_store.data_keys'::regclass and conname = 'data_keys_purpose_check';
  if allowed is not null then
    execute 'alter table orient_store.data_keys drop constraint data_keys_purpose_check';
    execute format(
      'alter table orient_store.data_keys add constraint data_keys_purpose_check check (%s or purpose = %L)',
      allowed, 'RECIPIENT');
  end if;
  select pg_get_expr(conbin, conrelid) into allowed
  from pg_constraint
  where conrelid = 'orient_store.audit_log'::regclass and conname = 'audit_log_action_check';
  if allowed is not null then
    execute 'alter table orient_store.audit_log drop constraint audit_log_action_check';
    execute format(
      'alter table orient_store.audit_log add constraint audit_log_action_check check (%s or action in (%L, %L))',
      allowed, 'import-sealed', 'generate');
  end if;
end
$$;

-- Every sealed text that was ever taken over, so that none is taken over twice and none that is older
-- than the newest. The digest is of ciphertext; nothing of the value follows from it.
create table orient_store.sealed_imports (
  scope     text        not null,
  name      text        not null,
  digest    bytea       not null check (octet_length(digest) = 32),
  -- By the clock of whoever sealed it; authenticated.
  sealed_at timestamptz not null,
  taken_at  timestamptz not null default clock_timestamp(),
  primary key (scope, name, digest)
);
create index sealed_imports_newest on orient_store.sealed_imports (scope, name, sealed_at);

create trigger sealed_imports_append_only
  before update or delete or truncate on orient_store.sealed_imports
  for each statement execute function orient_store.refuse_change();

-- As V5 has it for the tables that were there then.
alter table orient_store.sealed_imports enable row level security, force row level security;
create policy declared_scope on orient_store.sealed_imports using (
  (select nullif(current_setting('orient.scope', true), '')) is null
  or scope = (select nullif(current_setting('orient.scope', true), ''))
);
