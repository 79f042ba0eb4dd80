-- Every database role of the house; run once as a superuser, safe to run again.
-- slrt_owner migrates and serves no request. slrt_app logs in, owns nothing and inherits nothing: it can only SET ROLE.
DO $$
DECLARE reader text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'slrt_owner') THEN
    CREATE ROLE slrt_owner NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'slrt_app') THEN
    CREATE ROLE slrt_app LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
  END IF;
  FOREACH reader IN ARRAY ARRAY['slrt_staff', 'slrt_agency', 'slrt_supervisor', 'slrt_ministry', 'slrt_public',
                                'slrt_signin', 'slrt_relay', 'slrt_provisioner', 'slrt_trustee', 'slrt_breakglass',
                                'slrt_keeper', 'slrt_eraser', 'slrt_clearer', 'slrt_resetter', 'slrt_lookup',
                                'slrt_veil', 'slrt_letterbox', 'slrt_registrar', 'slrt_confidant'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = reader) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS', reader);
    END IF;
    -- slrt_lookup owns the few functions by which the public asks, slrt_letterbox those by which it leaves something,
    -- slrt_veil the triggers that hide the parts of a confidential case, slrt_registrar the functions by which a district
    -- applies for an office of its own; nobody becomes them.
    IF reader NOT IN ('slrt_lookup', 'slrt_veil', 'slrt_letterbox', 'slrt_registrar') THEN
      EXECUTE format('GRANT %I TO slrt_app WITH INHERIT FALSE, SET TRUE', reader);
    END IF;
  END LOOP;
  GRANT slrt_lookup, slrt_veil, slrt_letterbox, slrt_registrar TO slrt_owner WITH INHERIT FALSE, SET TRUE;
  -- Managers, the head and jobs: all that staff may, and confidential cases as well.
  GRANT slrt_staff TO slrt_trustee WITH INHERIT TRUE, SET FALSE;
  -- Whoever is named on a confidential case: all that staff may, and that case as well.
  GRANT slrt_staff TO slrt_confidant WITH INHERIT TRUE, SET FALSE;
  EXECUTE format('ALTER DATABASE %I OWNER TO slrt_owner', current_database());
  REVOKE ALL ON SCHEMA public FROM PUBLIC;
  ALTER SCHEMA public OWNER TO slrt_owner;
  GRANT USAGE ON SCHEMA public TO slrt_staff, slrt_agency, slrt_supervisor, slrt_ministry, slrt_public, slrt_signin,
    slrt_relay, slrt_provisioner, slrt_trustee, slrt_breakglass, slrt_keeper, slrt_eraser, slrt_lookup, slrt_veil,
    slrt_letterbox, slrt_registrar, slrt_clearer, slrt_resetter, slrt_confidant;
END $$;
