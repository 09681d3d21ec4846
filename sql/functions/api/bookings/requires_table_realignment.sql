create or replace function maitred.requires_table_realignment(
    p_booking_id uuid,
    p_party_size int,
    p_start_at timestamptz,
    p_end_at timestamptz
)
returns boolean
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Says whether an edit would make the booking give up its tables.
--
-- Raises: 22023 MD101
declare
    v_booking constant maitred.bookings := maitred_internal.find_booking(p_booking_id);
    v_draft record;
begin
    perform maitred_internal.check_instant('p_start_at', coalesce(p_start_at, 'epoch'));
    perform maitred_internal.check_instant('p_end_at', coalesce(p_end_at, 'epoch'));

    select w.* into v_draft
    from maitred_internal.changed_window(v_booking, p_party_size, p_start_at, p_end_at) as w;

    return (v_draft.party_size, v_draft.start_at, v_draft.end_at)
        is distinct from (v_booking.party_size, v_booking.start_at, v_booking.end_at);
end;
$function$;

comment on function maitred.requires_table_realignment is
'Tells whether an edit would open a modification cycle: whether party size, start or end would differ, compared as
instants.

p_party_size, p_start_at: null: unchanged.
p_end_at: null: the turn time if the party size changes, else the same length.
Returns: true or false.
Errors: 22023 invalid_argument; MD101 booking_not_found.';

grant execute on function maitred.requires_table_realignment(uuid, int, timestamptz, timestamptz)
to maitred_guest;
