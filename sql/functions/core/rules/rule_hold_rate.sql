create or replace function maitred_internal.rule_hold_rate(
    p_booking maitred.bookings,
    p_user_id uuid,
    p_now timestamptz
)
returns maitred_internal.violation []
language plpgsql
stable
as $function$
-- One user takes at most 5 new holds a minute for one booking. Counted from events, which a rolled-back hold did not
-- leave; nobody in particular (null) is not limited. A call that takes a hold marks the booking as changed: one that
-- nobody has touched for a minute has no such event, and need not be searched for any. The upper bound spares the
-- partitions of the months to come.
declare
    v_holds int := 0;
begin
    if p_user_id is not null and p_booking.updated_at > p_now - interval '1 minute' then
        select count(*)::int into v_holds
        from maitred.observability_events as e
        where e.restaurant_id = p_booking.restaurant_id
            and e.booking_id = p_booking.id
            and e.occurred_at > p_now - interval '1 minute' and e.occurred_at <= p_now + interval '1 minute'
            and e.name = 'hold.created'
            and e.payload ->> 'created_by' = p_user_id::text;
    end if;

    if v_holds >= 5 then
        return array[row(
            'hold_rate', 'block', null, 'one user takes at most 5 new holds a minute for one booking',
            jsonb_build_object('holds', v_holds, 'seconds', 60, 'user_id', p_user_id)
        )::maitred_internal.violation];
    end if;
    return null;
end;
$function$;

comment on function maitred_internal.rule_hold_rate is 'One user takes at most 5 new holds a minute for one booking; null: not limited.';
