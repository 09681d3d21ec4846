create or replace function maitred_internal.raise_conflict(
    p_restaurant_id uuid,
    p_booking_id uuid,
    p_table_ids uuid [],
    p_during tstzrange,
    p_actor uuid,
    p_now timestamptz,
    p_unnamed boolean default false
)
returns void
language plpgsql
volatile
as $function$
-- Says what has a table that was wanted, and until when: which booking, by its reference. With p_unnamed not even that,
-- only from when to when: to guests other bookings are nobody.
--
-- Raises: MD201
declare
    v_conflicts jsonb;
    v_message text;
begin
    select
        jsonb_agg(
            jsonb_build_object(
                'table_id', t.table_id, 'table', t.table_name, 'blocked_by', t.kind,
                'start_at', lower(t.during), 'end_at', upper(t.during),
                'until', t.until, 'until_local', t.until_local
            )
            || case when p_unnamed then '{}' else jsonb_build_object('blocker_id', t.blocker_id) end
            || case when p_unnamed or t.reference is null then '{}' else jsonb_build_object(
                'reference', t.reference, 'party_size', t.party_size
            ) end
        ),
        (array_agg(
            case when p_unnamed then format('%s is taken until %s', t.table_name, t.until_local) else t.message end
        ))[1]
    into v_conflicts, v_message
    from maitred_internal.find_conflicts(p_restaurant_id, p_booking_id, p_table_ids, p_during, p_actor, p_now) as t;

    perform maitred_internal.raise_error(
        'table_overlap',
        coalesce(v_message, 'a table was taken until a moment ago'),
        jsonb_build_object('booking_id', p_booking_id) || coalesce(v_conflicts -> 0, '{}')
        || jsonb_build_object('taken', v_conflicts),
        p_table => 'allocations', p_constraint => 'allocations_no_overlap'
    );
end;
$function$;

comment on function maitred_internal.raise_conflict is
'Raises MD201; DETAIL has the first table in the way, its window, what takes it and until when, and all of them under taken. p_unnamed: without the id, reference and party of what takes it.';
