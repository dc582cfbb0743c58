/**
 * Lets each function that the store calls, and so all that it calls in turn, find functions and operators nowhere but in
 * PostgreSQL's own schema. Else one that another user made, in `public` for example, might fit better and would run with
 * the rights of the bot. Source: PostgreSQL docs, Functions and Type Conversion.
 */
export const FIX_SEARCH_PATH: string = `
DECLARE
  called regprocedure;
BEGIN
  FOR called IN
    SELECT p.oid FROM pg_proc AS p JOIN pg_class AS c ON c.relnamespace = p.pronamespace
    WHERE c.oid = 'handover.migrations'::regclass AND p.pronargs = 1
      AND p.proargtypes[0] = 'jsonb'::regtype AND p.prorettype = 'jsonb'::regtype
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, pg_temp', called);
  END LOOP;
END;
`;
