create or replace function maitred_internal.reasons_for_no_table(p_booking maitred.bookings, p_now timestamptz)
returns jsonb
language plpgsql
stable
as $function$
-- Says in short why a booking got no table: which rules forbid every option, or what the options are taken by.
declare
    v_restaurant maitred.restaurants;
    v_options int;
    v_tables uuid [];
    v_rules jsonb;
    v_conflicts jsonb;
begin
    select r.* into strict v_restaurant from maitred.restaurants as r where r.id = p_booking.restaurant_id;
    select count(distinct o.table_ids)::int, array_agg(distinct u.id)
    into v_options, v_tables
    from maitred_internal.table_options as o
    cross join unnest(o.table_ids) as u (id)
    where o.restaurant_id = p_booking.restaurant_id and o.parties @> p_booking.party_size
        and not (v_restaurant.block_spare_seats and o.capacity - p_booking.party_size > v_restaurant.max_spare_seats);

    select jsonb_agg(distinct u.rule) into v_rules
    from unnest(maitred_internal.evaluate_rules(maitred_internal.make_proposal(
        p_booking, v_restaurant, '{}', '{}', false, null, null
    ))) as u
    where u.severity = 'block';

    select jsonb_object_agg(k.kind, k.tables) into v_conflicts
    from (
        select l.kind, count(distinct l.table_id) as tables
        from maitred.allocations as l
        where l.restaurant_id = p_booking.restaurant_id and l.table_id = any(v_tables)
            and l.during && tstzrange(p_booking.start_at, p_booking.end_at + v_restaurant.buffer_after)
            and (l.kind <> 'hold' or l.expires_at > p_now)
        group by l.kind
    ) as k;

    return jsonb_build_object(
        'options', v_options, 'tables', coalesce(cardinality(v_tables), 0),
        'rules', coalesce(v_rules, '[]'), 'taken', coalesce(v_conflicts, '{}')
    );
end;
$function$;

comment on function maitred_internal.reasons_for_no_table is
'options: how many arrangements fit the party, on how many tables; rules: those that forbid all of them; taken: tables by what takes them.';
