create or replace function maitred_internal.nearest_slots(
    p_booking maitred.bookings,
    p_restaurant maitred.restaurants,
    p_start_at timestamptz,
    p_stay interval,
    p_within interval,
    p_limit int,
    p_now timestamptz
)
returns table (start_at timestamptz, end_at timestamptz, options int, best_table_ids uuid [])
language plpgsql
stable
rows 6
as $function$
-- The times nearest to a start at which a booking's party would get a table, in steps of a quarter of an hour.
#variable_conflict use_column
declare
    v_slots constant maitred_internal.slot [] := maitred_internal.slots_at(
        p_booking, p_restaurant,
        array(
            select p_start_at + g.n * interval '15 minutes'
            from generate_series(
                -floor(extract(epoch from p_within) / 900)::int, floor(extract(epoch from p_within) / 900)::int
            ) as g (n)
        ),
        p_stay, p_now
    );
begin
    return query
    select f.start_at, f.end_at, f.options, f.best_table_ids
    from maitred_internal.free_slots(p_booking, p_restaurant, v_slots, p_now) as f
    order by abs(extract(epoch from f.start_at - p_start_at)), f.start_at
    limit p_limit;
end;
$function$;

comment on function maitred_internal.nearest_slots is
'Free slots within p_within of p_start_at, nearest first, the earlier of two first; p_stay null: the turn time.';
