-- The encrypted store. Values are only ever in secret_versions.envelope, sealed by the operator;
-- the database never sees a key or a value.

-- Which store this is; every envelope is bound to it, so rows of a cloned database do not open elsewhere.
create table orient_store.store_meta (
  one        boolean primary key default true check (one),
  store_uuid uuid    not null
);

-- Key-encryption keys this store knows, by check value. No key material.
create table orient_store.kek_registry (
  kek_id      text  primary key,
  check_value bytea not null check (octet_length(check_value) = 16)
);

-- Seeds wrapped by a key-encryption key. An empty scope is the store itself.
create table orient_store.data_keys (
  seed_id    uuid primary key,
  purpose    text    not null check (purpose in ('SCOPE', 'FINGERPRINT')),
  scope      text    not null,
  generation integer not null check (generation > 0),
  kek_id     text    not null references orient_store.kek_registry,
  wrapped    bytea   not null,
  unique (purpose, scope, generation)
);

-- A name keeps its row when it is deleted, so that version numbers are never used again.
create table orient_store.secrets (
  uid             uuid primary key,
  scope           text        not null,
  name            text        not null,
  category        text,
  description     text,
  current_version bigint      not null check (current_version >= 0),
  state           text        not null check (state in ('active', 'deleted')),
  created_at      timestamptz not null default clock_timestamp(),
  updated_at      timestamptz not null default clock_timestamp(),
  unique (scope, name)
);

create table orient_store.secret_versions (
  secret_uid  uuid        not null references orient_store.secrets,
  version     bigint      not null check (version > 0),
  -- Header, 64 bytes of padded value at least, tag; 64 KiB of value at most.
  envelope    bytea       not null check (octet_length(envelope) between 168 and 66000),
  -- Keyed; tells the operator that a value is the one it has already.
  fingerprint text        not null check (length(fingerprint) = 22),
  created_at  timestamptz not null default clock_timestamp(),
  primary key (secret_uid, version)
);
-- Ciphertext does not compress.
alter table orient_store.secret_versions alter column envelope set storage external;

create table orient_store.scope_grants (
  scope     text not null,
  namespace text not null,
  primary key (scope, namespace)
);

create table orient_store.provider_defaults (
  scope    text not null,
  name     text not null,
  use_case text not null,
  provider text not null,
  model    text,
  primary key (scope, name, use_case)
);

-- What was last taken over from which key of which Kubernetes Secret.
create table orient_store.imports (
  scope            text not null,
  name             text not null,
  source_namespace text not null,
  source_name      text not null,
  source_key       text not null,
  fingerprint      text not null check (length(fingerprint) = 22),
  primary key (scope, name, source_namespace, source_name, source_key)
);

-- Never a value, its length or a hash of it.
create table orient_store.audit_log (
  seq          bigint      generated always as identity primary key,
  xid          xid8        not null default pg_current_xact_id(),
  at           timestamptz not null default clock_timestamp(),
  scope        text        not null,
  actor        text        not null,
  actor_kind   text        not null check (actor_kind in ('USER', 'SERVICE_ACCOUNT', 'FIELD_MANAGER', 'OPERATOR')),
  source       text        not null,
  action       text        not null check (action in ('create', 'update', 'import', 'delete', 'grant', 'revoke', 'set-provider', 'remove-provider')),
  key_name     text        not null,
  version_from bigint,
  version_to   bigint,
  details      jsonb       not null default '{}' check (details - array ['useCase', 'provider', 'model'] = '{}')
);
create index audit_log_scope on orient_store.audit_log (scope, seq);

-- The outbox the operator's replicas read; a row is visible to them once all older transactions ended.
create table orient_store.change_feed (
  seq   bigint      generated always as identity primary key,
  xid   xid8        not null default pg_current_xact_id(),
  at    timestamptz not null default clock_timestamp(),
  scope text        not null,
  kind  text        not null check (kind in ('SECRET', 'GRANT', 'PROVIDERS')),
  name  text        not null
);
create index change_feed_position on orient_store.change_feed (xid, seq);

create function orient_store.refuse_change() returns trigger
  language plpgsql set search_path = pg_catalog as
$$
begin
  raise exception 'rows of orient_store.% are never changed', tg_table_name using errcode = 'restrict_violation';
end
$$;

create trigger audit_log_append_only
  before update or delete or truncate on orient_store.audit_log
  for each statement execute function orient_store.refuse_change();

create trigger secret_versions_immutable
  before update or delete or truncate on orient_store.secret_versions
  for each statement execute function orient_store.refuse_change();

create function orient_store.refuse_old_version() returns trigger
  language plpgsql set search_path = pg_catalog as
$$
begin
  if new.version <= (select coalesce(max(v.version), 0) from orient_store.secret_versions v where v.secret_uid = new.secret_uid) then
    raise exception 'a version number is used once' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;

create trigger secret_versions_monotonic
  before insert on orient_store.secret_versions
  for each row execute function orient_store.refuse_old_version();

create function orient_store.refuse_step_back() returns trigger
  language plpgsql set search_path = pg_catalog as
$$
begin
  if new.current_version < old.current_version or (new.uid, new.scope, new.name) is distinct from (old.uid, old.scope, old.name) then
    raise exception 'a secret keeps its identity and never goes back to an older version' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;

create trigger secrets_monotonic
  before update on orient_store.secrets
  for each row execute function orient_store.refuse_step_back();
