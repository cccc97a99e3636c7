-- Where roles.sql was run, everything belongs to orient_owner, whoever migrates. Elsewhere this
-- selects no row and changes nothing.
select set_config('role', rolname, false)
from pg_roles
where rolname = 'orient_owner'
  and pg_has_role(session_user, oid, 'MEMBER')
  and has_database_privilege(oid, current_database(), 'CREATE');
