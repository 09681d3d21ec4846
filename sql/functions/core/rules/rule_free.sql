create or replace function maitred_internal.rule_free(
    p_booking maitred.bookings,
    p_table_ids uuid [],
    p_during tstzrange,
    p_user_id uuid,
    p_now timestamptz
)
returns maitred_internal.violation []
language plpgsql
stable
as $function$
-- Every table is free for the window: no assignment, live hold or block of others is in the way. Where the booking sits
-- in its own window already it needs no more time, whatever the buffer is now.
begin
    return (
        select
            array_agg(
                row(
                    'free', 'block', t.table_id, t.message,
                    jsonb_build_object(
                        'table', t.table_name, 'blocked_by', t.kind, 'blocker_id', t.blocker_id,
                        'booking_id', t.booking_id, 'reference', t.reference, 'party_size', t.party_size,
                        'held_by', t.held_by,
                        'start_at', lower(t.during), 'end_at', upper(t.during), 'until', t.until
                    )
                )::maitred_internal.violation
            )
        from maitred_internal.find_conflicts(
            p_booking.restaurant_id, p_booking.id,
            array(
                select w.id from unnest(p_table_ids) as w (id)
                where not exists (
                    select from maitred.booking_table_assignments as a
                    where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id
                        and a.table_id = w.id
                        and a.start_at = p_booking.start_at and a.end_at = p_booking.end_at
                )
            ),
            p_during, p_user_id, p_now
        ) as t
    );
end;
$function$;

comment on function maitred_internal.rule_free is
'Names each assignment, live hold or block in the way at tables where the booking does not sit already: whose it is and until when it is taken (a hold: until it expires).';
