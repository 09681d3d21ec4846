create or replace function maitred_internal.set_hold_expiry(p_hold maitred.table_holds, p_expires_at timestamptz)
returns maitred.table_holds
language plpgsql
volatile
as $function$
-- Gives a hold another end. The one function that writes the three places where it stands, all of them locked.
--
-- Writes: table_holds, allocations, manual_assignment_sessions
declare
    v_hold maitred.table_holds;
begin
    update maitred.table_holds as h
    set expires_at = p_expires_at
    where h.restaurant_id = p_hold.restaurant_id and h.id = p_hold.id
    returning * into v_hold;
    update maitred.allocations as l
    set expires_at = p_expires_at
    where l.restaurant_id = p_hold.restaurant_id and l.hold_id = p_hold.id;
    update maitred.manual_assignment_sessions as s
    set hold_expires_at = p_expires_at
    where s.restaurant_id = p_hold.restaurant_id and s.hold_id = p_hold.id;
    return v_hold;
end;
$function$;

comment on function maitred_internal.set_hold_expiry is
'Writes expires_at of a hold: on the hold, on its allocations and on its session.';
