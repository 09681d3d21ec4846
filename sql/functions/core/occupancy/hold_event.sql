create or replace function maitred_internal.hold_event(p_hold maitred.table_holds)
returns maitred_internal.event
language plpgsql
immutable
as $function$
-- What dashboards are told of a hold that was taken.
begin
    return row(
        'hold.created',
        jsonb_build_object(
            'hold_id', p_hold.id, 'table_ids', p_hold.table_ids, 'created_by', p_hold.created_by,
            'expires_at', p_hold.expires_at
        )
    )::maitred_internal.event;
end;
$function$;

comment on function maitred_internal.hold_event is 'The event hold.created; rule_hold_rate counts them.';
