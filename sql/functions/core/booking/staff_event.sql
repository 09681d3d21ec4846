create or replace function maitred_internal.staff_event(p_actor uuid, p_reason text)
returns maitred_internal.event
language sql
stable
as $function$
-- The event of a booking that waits for staff alone from now on.
    select row(
        'booking.waits_for_staff', jsonb_strip_nulls(jsonb_build_object('actor', p_actor, 'reason', p_reason))
    )::maitred_internal.event
$function$;

comment on function maitred_internal.staff_event is
'booking.waits_for_staff, to be recorded by the caller: no job looks for a table of that booking.';
