-- Says who has a table that was wanted, and until when.
--
-- Calls:  taken_by
-- Raises: MD201
create or replace function maitred_internal.raise_taken(
    p_restaurant_id uuid,
    p_booking_id uuid,
    p_table_ids uuid [],
    p_during tstzrange,
    p_actor uuid,
    p_now timestamptz
)
returns void
language plpgsql
volatile
as $function$
declare
    v_taken jsonb;
begin
    select jsonb_agg(jsonb_build_object(
        'table_id', t.table_id, 'table', t.table_name, 'taken_by', t.kind, 'blocker_id', t.blocker_id,
        'start_at', lower(t.during), 'end_at', upper(t.during),
        'until', t.until, 'until_local', t.until_local
    ))
    into v_taken
    from maitred_internal.taken_by(p_restaurant_id, p_booking_id, p_table_ids, p_during, p_actor, p_now) as t;

    perform maitred_internal.raise_error(
        'table_overlap',
        format(
            'table %s is taken by %s %s until %s', v_taken #>> '{0,table}',
            case v_taken #>> '{0,taken_by}' when 'assignment' then 'booking' else v_taken #>> '{0,taken_by}' end,
            v_taken #>> '{0,blocker_id}', v_taken #>> '{0,until_local}'
        ),
        jsonb_build_object('booking_id', p_booking_id) || coalesce(v_taken -> 0, '{}')
        || jsonb_build_object('taken', v_taken),
        p_table => 'allocations', p_constraint => 'allocations_no_overlap'
    );
end;
$function$;

comment on function maitred_internal.raise_taken is
'Raises MD201; DETAIL has the first table in the way, its window, what takes it and until when, and all of them under taken.';
