create or replace function maitred_internal.raise_no_table(
    p_booking maitred.bookings,
    p_now timestamptz,
    p_is_new boolean default false
)
returns void
language plpgsql
stable
as $function$
-- Says that nothing fits a booking as it would be, why, and when something would.
--
-- Raises: MD205
declare
    -- Without what is taken: the tables it has count as free.
    v_reasons constant jsonb := maitred_internal.reasons_for_no_table(p_booking, p_now) - 'taken';
    v_rules constant text := (
        select string_agg(r.rule, ', ') from jsonb_array_elements_text(v_reasons -> 'rules') as r (rule)
    );
    v_times constant jsonb := maitred_internal.nearest_times(p_booking, p_now);
begin
    perform maitred_internal.raise_error(
        'no_table_available',
        case
            when (v_reasons ->> 'options')::int = 0
                then format('the planner knows no table or combination for %s guests', p_booking.party_size)
            else format(
                case when v_rules is null then 'no table is free for %s guests from %s to %s'
                    else 'no table can be given to %s guests from %s to %s (%s)'
                end,
                p_booking.party_size,
                maitred_internal.clock_of(p_booking.restaurant_id, p_booking.start_at),
                maitred_internal.clock_of(p_booking.restaurant_id, p_booking.end_at),
                v_rules
            )
        end,
        case when p_is_new then '{}' else maitred_internal.booking_detail(p_booking) end || jsonb_build_object(
            'party_size', p_booking.party_size,
            'start_at', p_booking.start_at, 'end_at', p_booking.end_at,
            'reasons', v_reasons, 'nearest_times', v_times
        ),
        case when v_times = '[]' then
            'No time within an hour fits either: offer another day or a smaller party, or call again with '
            || 'p_if_unavailable => ''pending''.'
        end
    );
end;
$function$;

comment on function maitred_internal.raise_no_table is
'Raises MD205; DETAIL has what keeps the booking from a table (reasons) and the times within an hour that would do (nearest_times). p_is_new: the booking does not exist without a table.';
