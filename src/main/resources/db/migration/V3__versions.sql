-- History of secrets: who wrote which version and why, compare-and-set revisions, requests that can
-- be repeated, an undelete window, and envelopes that are destroyed while their rows stay.

-- Grows with every change of the row, whoever makes it: the trigger counts, not the writer.
alter table orient_store.secrets
  add column revision         bigint      not null default 0 check (revision >= 0),
  add column deleted_at       timestamptz,
  -- Until then a deleted secret can be brought back. Null: it is active, or destroyed.
  add column restorable_until timestamptz;

update orient_store.secrets set revision = greatest(current_version, 1);

-- What was deleted before there was a window gets a whole one from now.
update orient_store.secrets
set deleted_at = updated_at, restorable_until = clock_timestamp() + interval '30 days'
where state = 'deleted' and current_version > 0;

alter table orient_store.secrets
  add constraint secrets_deletion check (state = 'deleted' or (deleted_at is null and restorable_until is null));
create index secrets_restorable on orient_store.secrets (restorable_until) where restorable_until is not null;

create function orient_store.count_revision() returns trigger
  language plpgsql set search_path = pg_catalog as
$$
begin
  new.revision := old.revision + 1;
  return new;
end
$$;

create trigger secrets_revision
  before update on orient_store.secrets
  for each row execute function orient_store.count_revision();

-- V1 refused every change; the guard below takes its place.
drop trigger if exists secret_versions_immutable on orient_store.secret_versions;
drop trigger if exists secret_versions_guard on orient_store.secret_versions;
drop trigger if exists secret_versions_no_truncate on orient_store.secret_versions;

alter table orient_store.secret_versions
  alter column envelope drop not null,
  add column destroyed_at  timestamptz,
  add column actor         text,
  add column actor_kind    text,
  -- The audit action that made the version: create, update, import, rollback.
  add column action        text,
  -- The version a rollback copied.
  add column copied_from   bigint,
  -- The secret's revision after this version was written.
  add column revision      bigint,
  -- Names the write, so that repeating it finds this version instead of making another.
  add column request_token text check (length(request_token) between 1 and 128),
  add constraint secret_versions_destroyed check ((envelope is null) = (destroyed_at is not null));
create unique index secret_versions_request
  on orient_store.secret_versions (secret_uid, request_token) where request_token is not null;
-- Finds what is to be destroyed without going over what was.
create index secret_versions_kept on orient_store.secret_versions (secret_uid, version) where envelope is not null;

-- Versions written before this migration: the audit trail knows who wrote them.
update orient_store.secret_versions v
set actor = a.actor, actor_kind = a.actor_kind, action = a.action
from orient_store.secrets s
join orient_store.audit_log a on a.scope = s.scope and a.key_name = s.name
where s.uid = v.secret_uid and a.version_to = v.version and a.action in ('create', 'update', 'import');

-- Requests with a token that found the value in place already and wrote no version.
create table orient_store.unchanged_requests (
  secret_uid    uuid        not null references orient_store.secrets,
  request_token text        not null check (length(request_token) between 1 and 128),
  fingerprint   text        not null check (length(fingerprint) = 22),
  version       bigint      not null,
  revision      bigint      not null,
  at            timestamptz not null default clock_timestamp(),
  primary key (secret_uid, request_token)
);

-- Two changes only: the same value sealed anew, and the end of a value that nobody reads.
create or replace function orient_store.guard_version() returns trigger
  language plpgsql set search_path = pg_catalog as
$$
declare
  rest orient_store.secret_versions%rowtype;
begin
  if tg_op = 'DELETE' then
    raise exception 'rows of orient_store.secret_versions are never deleted' using errcode = 'restrict_violation';
  end if;
  rest := new;
  rest.envelope := old.envelope;
  rest.destroyed_at := old.destroyed_at;
  if rest is distinct from old then
    raise exception 'of a version only the envelope is ever changed' using errcode = 'restrict_violation';
  end if;
  if old.envelope is null then
    raise exception 'a destroyed version stays destroyed' using errcode = 'restrict_violation';
  end if;
  if new.envelope is null and exists (
      select 1 from orient_store.secrets s
      where s.uid = old.secret_uid and s.state = 'active' and s.current_version = old.version) then
    raise exception 'the current version of an active secret is not destroyed' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;

create trigger secret_versions_guard
  before update or delete on orient_store.secret_versions
  for each row execute function orient_store.guard_version();

create trigger secret_versions_no_truncate
  before truncate on orient_store.secret_versions
  for each statement execute function orient_store.refuse_change();

alter table orient_store.audit_log
  drop constraint if exists audit_log_action_check,
  add constraint audit_log_action_check check (action in (
    'create', 'update', 'import', 'delete', 'grant', 'revoke', 'set-provider', 'remove-provider',
    'rollback', 'undelete', 'destroy', 'reveal',
    'key-stage', 'key-promote', 'key-rotate', 'key-destroy',
    'acknowledge-restore', 'compromise', 'import-orient'));
