create or replace function maitred_internal.confirm_immediately(
    p_booking maitred.bookings,
    p_actor uuid,
    p_now timestamptz
)
returns maitred.bookings
language plpgsql
volatile
as $function$
-- Puts a booking that was just written on tables that fit, in the same call, or refuses it.
--
-- Locks:  tables by id
-- Writes: through try_options and derive_status
-- Raises: MD205
begin
    if maitred_internal.try_options(p_booking, false, p_actor, p_now) is null then
        perform maitred_internal.raise_no_table(p_booking, p_now, p_is_new => true);
    end if;
    return maitred_internal.derive_status(p_booking, p_now, p_actor, p_has_tables => true);
end;
$function$;

comment on function maitred_internal.confirm_immediately is
'The new booking, confirmed; MD205 when no tables fit it.';
