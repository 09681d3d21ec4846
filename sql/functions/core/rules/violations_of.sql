create or replace function maitred_internal.violations_of(
    p_booking maitred.bookings,
    p_table_ids uuid [],
    p_replace boolean,
    p_must_connect boolean,
    p_expected_start_at timestamptz,
    p_expected_end_at timestamptz,
    p_user_id uuid,
    p_now timestamptz
)
returns maitred_internal.violation []
language plpgsql
stable
set plan_cache_mode = force_generic_plan
as $function$
-- Evaluates a booking at tables by all rules, free included, from what is committed now. A table that the booking has
-- for its window is free for it, as it is for any caller that assigns.
--
-- What staff name replaces what was chosen automatically, as it will when it is assigned.
--
-- The generic plan, because "= any (array)" makes it look dearer than one made again at each call, which it is not.
--
-- Raises: MD102
declare
    v_restaurant maitred.restaurants;
    v_has uuid [] := array[]::uuid [];
    v_chosen uuid [] := array[]::uuid [];
    v_all uuid [];
    v_found maitred.table_inventory [];
begin
    if not p_replace then
        select coalesce(array_agg(a.table_id), '{}'), coalesce(array_agg(a.table_id) filter (where a.pinned), '{}')
        into v_has, v_chosen
        from maitred.booking_table_assignments as a
        where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id;
    end if;
    v_all := p_table_ids || v_has;
    v_restaurant := (select r from maitred.restaurants as r where r.id = p_booking.restaurant_id);
    v_found := array(
        select t from maitred.table_inventory as t
        where t.restaurant_id = p_booking.restaurant_id and t.id = any(v_all)
    );
    perform maitred_internal.check_tables_exist(p_booking.restaurant_id, p_table_ids, v_found, false);
    if maitred_internal.choice_replaces(
        p_booking, v_restaurant, v_found, v_has, v_chosen, p_table_ids, p_must_connect
    ) then
        v_all := p_table_ids;
    end if;

    return maitred_internal.evaluate_rules(maitred_internal.make_proposal(
        p_booking, v_restaurant, v_found, v_all, p_must_connect, p_expected_start_at, p_expected_end_at
    ))
    || maitred_internal.rule_free(
        p_booking, p_table_ids,
        tstzrange(p_booking.start_at, p_booking.end_at + v_restaurant.buffer_after), p_user_id, p_now
    );
end;
$function$;

comment on function maitred_internal.violations_of is
'All that speaks against a booking at p_table_ids as staff would assign them, besides those it has or instead of them (p_replace: instead in any case); p_user_id''s own hold for it does not count.';
