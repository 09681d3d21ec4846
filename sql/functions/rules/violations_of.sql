-- Judges a booking at tables by all rules, free included, from what is committed now. A table that the booking has for
-- its window is free for it, as it is for whoever assigns.
--
-- The generic plan, because "= any (array)" makes it look dearer than one made anew at each call, which it is not.
--
-- Calls:  check_tables_exist, make_proposal, judge, rule_free
-- Raises: MD102
create or replace function maitred_internal.violations_of(
    p_booking maitred.bookings,
    p_table_ids uuid [],
    p_replace boolean,
    p_must_connect boolean,
    p_believed_start_at timestamptz,
    p_believed_end_at timestamptz,
    p_user_id uuid,
    p_now timestamptz
)
returns maitred_internal.violation []
language plpgsql
stable
set plan_cache_mode = force_generic_plan
as $function$
declare
    v_house maitred.restaurants;
    v_all uuid [] := p_table_ids;
    v_found maitred.table_inventory [];
begin
    if not p_replace then
        v_all := p_table_ids || array(
            select a.table_id from maitred.booking_table_assignments as a
            where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id
        );
    end if;
    v_house := (select r from maitred.restaurants as r where r.id = p_booking.restaurant_id);
    v_found := array(
        select t from maitred.table_inventory as t
        where t.restaurant_id = p_booking.restaurant_id and t.id = any(v_all)
    );
    perform maitred_internal.check_tables_exist(p_booking.restaurant_id, p_table_ids, v_found, false);

    return maitred_internal.judge(maitred_internal.make_proposal(
        p_booking, v_house, v_found, v_all, p_must_connect, p_believed_start_at, p_believed_end_at
    ))
    || maitred_internal.rule_free(
        p_booking,
        array(
            select w.id from unnest(p_table_ids) as w (id)
            where not exists (
                select from maitred.booking_table_assignments as a
                where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id and a.table_id = w.id
                    and a.start_at = p_booking.start_at and a.end_at = p_booking.end_at
            )
        ),
        tstzrange(p_booking.start_at, p_booking.end_at + v_house.buffer_after), p_user_id, p_now
    );
end;
$function$;

comment on function maitred_internal.violations_of is
'All that speaks against a booking at p_table_ids besides those it has (p_replace: instead of them); p_user_id''s own hold for it does not count.';
