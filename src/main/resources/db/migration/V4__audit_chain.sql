-- The audit trail that can be trusted: every row bears a code that only the operator can make, and
-- signed seals chain the rows, so that a row that was changed, removed or slipped in is found.

alter table orient_store.data_keys drop constraint if exists data_keys_purpose_check;
alter table orient_store.data_keys add constraint data_keys_purpose_check
  check (purpose in ('SCOPE', 'FINGERPRINT', 'AUDIT', 'SEALING'));

alter table orient_store.audit_log drop constraint if exists audit_log_action_check;
alter table orient_store.audit_log add constraint audit_log_action_check
  check (action in (
    'create', 'update', 'import', 'delete', 'grant', 'revoke', 'set-provider', 'remove-provider',
    'rollback', 'undelete', 'destroy', 'reveal', 'key-stage', 'key-promote', 'key-rotate', 'key-destroy',
    'acknowledge-restore', 'compromise', 'import-orient', 'retire'));

-- Rows from before have no code and stay as they are; the first seal says up to which number. None may be added.
alter table orient_store.audit_log
  add column mac_key_id uuid,
  add column row_mac    bytea,
  add constraint audit_log_authenticated
    check (mac_key_id is not null and row_mac is not null and octet_length(row_mac) = 32) not valid;

-- The order in which rows are sealed; seq alone is no order, because a lower one may commit later.
create index audit_log_position on orient_store.audit_log (xid, seq);

create table orient_store.audit_seals (
  seal_no        bigint      primary key check (seal_no > 0),
  -- Transaction ids start anew where a dump is restored into another cluster: there a new line begins,
  -- and its rows are those after after_seq.
  line           integer     not null check (line > 0),
  after_seq      bigint      not null,
  legacy_seq     bigint      not null,
  from_xid       xid8        not null,
  to_xid         xid8        not null check (to_xid >= from_xid),
  first_seq      bigint,
  last_seq       bigint,
  row_count      integer     not null check (row_count >= 0),
  merkle_root    bytea       not null check (octet_length(merkle_root) = 32),
  -- Number (8 bytes) and hash (32) of each row in order, so that a row that is gone can be named.
  leaves         bytea       not null,
  prev_seal_hash bytea       not null check (octet_length(prev_seal_hash) = 32),
  sealed_at      timestamptz not null,
  signing_key_id uuid        not null,
  signature      bytea       not null check (octet_length(signature) = 64)
);
-- Hashes do not compress.
alter table orient_store.audit_seals alter column leaves set storage external;

create trigger audit_seals_append_only
  before update or delete or truncate on orient_store.audit_seals
  for each statement execute function orient_store.refuse_change();

-- Which sealed rows were retired by age. Their seals stay, so the chain stays whole.
create table orient_store.audit_retirements (
  retirement_no  bigint      primary key check (retirement_no > 0),
  first_seal     bigint      not null references orient_store.audit_seals,
  through_seal   bigint      not null references orient_store.audit_seals,
  row_count      bigint      not null check (row_count > 0),
  rows_before    timestamptz not null,
  retired_at     timestamptz not null,
  signing_key_id uuid        not null,
  signature      bytea       not null check (octet_length(signature) = 64),
  check (through_seal >= first_seal),
  -- The shortest retention, whatever the operator is told.
  constraint audit_retirements_age check (rows_before <= retired_at - interval '30 days')
);

create trigger audit_retirements_append_only
  before update or delete or truncate on orient_store.audit_retirements
  for each statement execute function orient_store.refuse_change();

create function orient_store.refuse_unretired() returns trigger
  language plpgsql set search_path = pg_catalog as
$$
begin
  if not exists (
      select 1
      from orient_store.audit_retirements r
      join orient_store.audit_seals f on f.seal_no = r.first_seal
      join orient_store.audit_seals t on t.seal_no = r.through_seal and t.line = f.line
      where old.seq > f.after_seq and old.xid >= f.from_xid and old.xid < t.to_xid and old.at < r.rows_before) then
    raise exception 'rows of orient_store.audit_log are removed only once sealed, old enough and retired'
      using errcode = 'restrict_violation';
  end if;
  return old;
end
$$;

drop trigger audit_log_append_only on orient_store.audit_log;

create trigger audit_log_append_only
  before update or truncate on orient_store.audit_log
  for each statement execute function orient_store.refuse_change();

create trigger audit_log_retention
  before delete on orient_store.audit_log
  for each row execute function orient_store.refuse_unretired();
