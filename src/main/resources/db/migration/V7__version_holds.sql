-- Versions that are read by their number, such as those that a resource is pinned to: they keep their
-- values for a while after the last such read, however many newer versions there are.
create table orient_store.version_holds (
  secret_uid uuid        not null,
  version    bigint      not null,
  -- To the day: it is written once a day at most, not with each read.
  read_at    timestamptz not null default clock_timestamp(),
  primary key (secret_uid, version),
  -- Not to secrets: that row is locked by whoever writes a version, and a read would wait for it.
  foreign key (secret_uid, version) references orient_store.secret_versions (secret_uid, version)
);

-- As V5 has it for the tables that were there then.
alter table orient_store.version_holds enable row level security, force row level security;
create policy declared_scope on orient_store.version_holds using (
  (select nullif(current_setting('orient.scope', true), '')) is null
  or (select true from orient_store.secrets s where s.uid = secret_uid)
);

-- The key that seals are signed with, for a sealer that runs apart from the operator: it sees no other
-- key. The barrier keeps functions of its own from being asked about the rows that are left out.
create view orient_store.sealing_keys with (security_barrier) as
  select m.store_uuid, k.seed_id, k.purpose, k.scope, k.generation, k.kek_id, k.wrapped
  from orient_store.data_keys k
  cross join orient_store.store_meta m
  where k.purpose = 'SEALING' and k.scope = '' and k.wrapped is not null;
