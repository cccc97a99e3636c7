-- What an auditor may see of secrets: that they are there, when they changed; no envelope and no
-- fingerprint. Rights are granted by afterMigrate__grants.sql.

create view orient_store.secret_list as
  select scope, name, category, description, current_version, state, created_at, updated_at
  from orient_store.secrets;

create view orient_store.secret_history as
  select s.scope, s.name, v.version, v.version = s.current_version and s.state = 'active' as current, v.created_at
  from orient_store.secrets s
  join orient_store.secret_versions v on v.secret_uid = s.uid;
