create or replace function maitred_internal.tg_booking_transition_is_allowed()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- Lets through the changes of status that maitred.booking_transitions lists, and no other, for every writer.
--
-- Raises: MD401
begin
    if not exists (
        select from maitred.booking_transitions as t
        where t.old_status = old.status and t.new_status = new.status
    ) then
        perform maitred_internal.raise_error(
            'invalid_transition',
            format('booking %s is %s, it cannot become %s', new.reference, old.status, new.status),
            jsonb_build_object(
                'booking_id', new.id, 'reference', new.reference, 'from', old.status, 'to', new.status
            )
        );
    end if;
    return new;
end;
$function$;

comment on function maitred_internal.tg_booking_transition_is_allowed is
'Trigger of maitred.bookings: MD401 when the change of status is not in maitred.booking_transitions.';

create or replace trigger booking_transition_is_allowed
before update of status on maitred.bookings
for each row when (old.status is distinct from new.status)
execute function maitred_internal.tg_booking_transition_is_allowed();
