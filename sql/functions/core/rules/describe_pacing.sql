create or replace function maitred_internal.describe_pacing(p_excess jsonb)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- What to say of each limit of a service that a booking would exceed.
begin
    return array(
        select row(
            'pacing', 'block', null,
            format(
                '%s %s, the service takes at most %s',
                l.value ->> 'would_be',
                case l.value ->> 'limit'
                    when 'max_arriving_parties' then 'parties would arrive in that quarter of an hour'
                    when 'max_arriving_covers' then 'guests would arrive in that quarter of an hour'
                    when 'max_covers_present' then 'guests would be present at once'
                    when 'max_online_parties' then 'parties that booked online would arrive in that quarter of an hour'
                    when 'max_online_covers' then 'guests who booked online would arrive in that quarter of an hour'
                end,
                l.value ->> 'allowed'
            ),
            l.value
        )::maitred_internal.violation
        from jsonb_array_elements(p_excess) as l
    );
end;
$function$;

comment on function maitred_internal.describe_pacing is 'A violation of pacing per limit in p_excess (pacing_excess).';
