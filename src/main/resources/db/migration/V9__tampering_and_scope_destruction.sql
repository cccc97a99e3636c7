-- The audit trail tells of values that were tampered with, and of scopes that were destroyed on purpose.

-- Four more actions, whatever other migrations allow besides.
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
      'alter table orient_store.audit_log add constraint audit_log_action_check check (%s or action in (%L, %L, %L, %L))',
      allowed, 'tamper-detected', 'scope-destroy', 'scope-destroy-cancel', 'scope-destroyed');
  end if;
end
$$;

-- A value that was tampered with is told once, however often it is read.
create index audit_log_tampering on orient_store.audit_log (scope, key_name) where action = 'tamper-detected';

-- What was asked for, and what became of it. A scope can be destroyed again once it has new values.
create table orient_store.scope_destructions (
  destruction_id     bigint      generated always as identity primary key,
  scope              text        not null,
  state              text        not null default 'waiting' check (state in ('waiting', 'cancelled', 'done')),
  asked_by           text        not null,
  asked_at           timestamptz not null default clock_timestamp(),
  -- Not before this, and until then it can be cancelled.
  due_at             timestamptz not null,
  ended_at           timestamptz,
  -- Keys of the scope up to this generation are never used again, wherever a copy of them comes from.
  through_generation integer,
  check ((state = 'waiting') = (ended_at is null)),
  check ((state = 'done') = (through_generation is not null))
);
create unique index scope_destructions_one_waiting on orient_store.scope_destructions (scope) where state = 'waiting';
create index scope_destructions_scope on orient_store.scope_destructions (scope, destruction_id);

create function orient_store.guard_destruction() returns trigger
  language plpgsql set search_path = pg_catalog as
$$
begin
  if tg_op = 'UPDATE' and old.state = 'waiting' then
    return new;
  end if;
  raise exception 'a destruction that was carried out or cancelled is never changed' using errcode = 'restrict_violation';
end
$$;

create trigger scope_destructions_guard
  before update or delete on orient_store.scope_destructions
  for each row execute function orient_store.guard_destruction();

create trigger scope_destructions_no_truncate
  before truncate on orient_store.scope_destructions
  for each statement execute function orient_store.refuse_change();

-- As V5 has it for the tables that were there then.
alter table orient_store.scope_destructions enable row level security, force row level security;
create policy declared_scope on orient_store.scope_destructions using (
  (select nullif(current_setting('orient.scope', true), '')) is null
  or scope = (select nullif(current_setting('orient.scope', true), ''))
);
