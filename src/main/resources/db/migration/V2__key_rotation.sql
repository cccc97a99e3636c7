-- Rotation of the key-encryption keys and of the scopes' seeds while the store is in use.

-- staged: known, decrypts only. active: wraps. retained: the one before, for a way back.
-- destroyable: older than that. destroyed: nothing in this store needs it; its check value stays, so that an old backup can name it.
alter table orient_store.kek_registry
  add column state          text        not null default 'staged'
    check (state in ('staged', 'active', 'retained', 'destroyable', 'destroyed')),
  add column staged_at      timestamptz not null default clock_timestamp(),
  add column activated_at   timestamptz,
  add column retired_at     timestamptz,
  -- Set while a rotation to this key waits for the replicas.
  add column rotation_since timestamptz;
create unique index kek_registry_one_active on orient_store.kek_registry (state) where state = 'active';
create unique index kek_registry_one_retained on orient_store.kek_registry (state) where state = 'retained';
create unique index kek_registry_one_rotation on orient_store.kek_registry ((true)) where rotation_since is not null;

-- Where there are several, the operator says which one is active when it opens the store.
update orient_store.kek_registry set state = 'active', activated_at = clock_timestamp()
where (select count(*) from orient_store.kek_registry) = 1;

-- Which running replica has loaded which key, and which one its key source names. All times are the database's.
create table orient_store.key_holders (
  instance text        not null,
  kek_id   text        not null references orient_store.kek_registry,
  wanted   boolean     not null,
  -- What is wrong with that replica's key source, for a person. Never key material.
  problem  text,
  seen_at  timestamptz not null default clock_timestamp(),
  primary key (instance, kek_id)
);

-- active: seals new values. decrypt_only: values may still be sealed with it. destroyable: none is.
alter table orient_store.data_keys
  add column state      text        not null default 'active'
    check (state in ('active', 'decrypt_only', 'destroyable', 'destroyed')),
  add column created_at timestamptz not null default clock_timestamp(),
  alter column wrapped drop not null,
  add check ((wrapped is null) = (state = 'destroyed'));
create unique index data_keys_one_active on orient_store.data_keys (purpose, scope) where state = 'active';
create index data_keys_kek on orient_store.data_keys (kek_id);

-- Re-encryption of the values of one scope; whichever replica is free does the next batch.
create table orient_store.jobs (
  job_id          bigint      generated always as identity primary key,
  scope           text        not null,
  from_generation integer     not null,
  to_generation   integer     not null,
  state           text        not null check (state in ('running', 'paused', 'done', 'incomplete')),
  total           bigint      not null,
  done            bigint      not null default 0,
  failed          bigint      not null default 0,
  cursor_uid      uuid,
  cursor_version  bigint      not null default 0,
  -- Not before this the next batch: it holds the rate whoever does it.
  next_batch_at   timestamptz not null default clock_timestamp(),
  started_at      timestamptz not null default clock_timestamp(),
  updated_at      timestamptz not null default clock_timestamp()
);
create unique index jobs_one_per_scope on orient_store.jobs (scope) where state in ('running', 'paused');
create index jobs_scope on orient_store.jobs (scope, job_id);
-- A batch reads on from where the one before ended.
create index secrets_scope_uid on orient_store.secrets (scope, uid);

alter table orient_store.audit_log
  drop constraint if exists audit_log_action_check,
  add constraint audit_log_action_check check (action in (
    'create', 'update', 'import', 'delete', 'grant', 'revoke', 'set-provider', 'remove-provider',
    'rollback', 'undelete', 'destroy', 'reveal',
    'key-stage', 'key-promote', 'key-rotate', 'key-destroy',
    'acknowledge-restore', 'compromise', 'import-orient'));

-- A version is never changed but for its envelope, which re-encryption seals anew.
drop trigger if exists secret_versions_immutable on orient_store.secret_versions;

create or replace function orient_store.guard_version() returns trigger
  language plpgsql set search_path = pg_catalog as
$$
begin
  if tg_op = 'UPDATE' and new.envelope is not null
     and (new.secret_uid, new.version, new.fingerprint, new.created_at)
         is not distinct from (old.secret_uid, old.version, old.fingerprint, old.created_at) then
    return new;
  end if;
  raise exception 'rows of orient_store.% are never changed but for their envelope', tg_table_name using errcode = 'restrict_violation';
end
$$;

create trigger secret_versions_guard
  before update or delete on orient_store.secret_versions
  for each row execute function orient_store.guard_version();

create trigger secret_versions_no_truncate
  before truncate on orient_store.secret_versions
  for each statement execute function orient_store.refuse_change();
